// The page of all requests that are kept, newest first, fifty at a time.
import { html } from 'hono/html'
import { requestList } from './request-list.ts'
import type { Exchange } from '../controls/exchanges.ts'
import type { Instance } from '../records/instance.ts'
import type { Markup } from './layout.ts'

const PAGE_LENGTH = 50

/** @param before only requests that arrived before the one with this id */
export function requestsPage(instance: Instance, exchanges: readonly Exchange[], before = Infinity): Markup {
  const older = exchanges.filter(({ id }) => id < before)
  const shown = older.slice(-PAGE_LENGTH).reverse()
  const last = shown.at(-1)
  return html`<h1>Requests</h1>
    <p class="hint">
      What clients sent to the API and what they saw of the answers, newest first. The stand-in keeps the last 1,000, in
      memory alone; programs read them at <a href="/stand-in/requests">/stand-in/requests</a>.
    </p>
    ${shown.length === 0 ? html`<p class="empty">None yet: push a case.</p>` : requestList(instance, shown, true)}
    <p class="pages">
      ${before === Infinity ? '' : html`<a href="/requests">Newest</a>`}
      ${last === undefined || older.length <= PAGE_LENGTH ? '' : html`<a href="/requests?before=${last.id}">Older</a>`}
    </p>`
}
