// The page for an address that leads nowhere. It says how long records last, which depends on how the stand-in was
// started.
import { html } from 'hono/html'
import type { Markup } from './layout.ts'

/**
 * @param isLink whether the address is that of a record
 * @param keptIn the folder that keeps the records between runs; `undefined` if none does
 */
export function notFoundPage(isLink: boolean, keptIn: string | undefined): Markup {
  return html`<h1>${isLink ? 'Record not found' : 'Page not found'}</h1>
    <p>${isLink ? 'There is no incident or other record at this address.' : 'There is no page at this address.'}</p>
    ${isLink ? keepingText(keptIn) : ''}
    <p><a href="/">All incidents</a></p>`
}

function keepingText(keptIn: string | undefined): Markup {
  if (keptIn === undefined)
    return html`<p>This stand-in keeps its records in memory alone: what was there before it was started is gone.</p>`
  return html`<p>
    This stand-in keeps its records in <code>${keptIn}</code> from one run to the next, until it is started with
    <code>--fresh</code> or told to delete them. So this record was deleted, or it was never here.
  </p>`
}
