// What the pages look like, and the headers that keep them harmless: no scripts, no other origin.
import { createHash } from 'node:crypto'
import { html, raw } from 'hono/html'
import type { HtmlEscapedString } from 'hono/utils/html'

/** Text, or markup whose parts have been escaped. */
export type Markup = HtmlEscapedString | Promise<HtmlEscapedString>

const css = `
:root { color-scheme: light dark; --ink: #1d2b33; --soft: #5b6b75; --line: #d9e0e4; --paper: #fff; --ground: #f3f6f7; --mark: #1f7a5c; }
@media (prefers-color-scheme: dark) {
  :root { --ink: #e4ebee; --soft: #9fb0b9; --line: #34434b; --paper: #1b262c; --ground: #131b20; --mark: #6fd0ab; }
}
* { box-sizing: border-box; }
body { margin: 0; background: var(--ground); color: var(--ink); font: 16px/1.5 system-ui, sans-serif; }
header { border-bottom: 1px solid var(--line); background: var(--paper); padding: .75rem 1.25rem; color: var(--soft); }
header a { color: inherit; font-weight: 600; text-decoration: none; }
main { max-width: 62rem; margin: 0 auto; padding: 1.25rem; }
h1 { margin: 0 0 .25rem; font-size: 1.5rem; overflow-wrap: anywhere; }
h2 { margin: 2rem 0 .75rem; font-size: 1.05rem; }
a { color: var(--mark); }
.number { margin: 0; color: var(--soft); font-variant-numeric: tabular-nums; }
.text { white-space: pre-wrap; overflow-wrap: anywhere; margin: 0; }
.empty { color: var(--soft); }
dl, .card, table { background: var(--paper); border: 1px solid var(--line); border-radius: .5rem; }
dl { display: grid; grid-template-columns: repeat(auto-fit, minmax(15rem, 1fr)); gap: 1rem; margin: 1.25rem 0 0; padding: 1rem; }
dt { color: var(--soft); font-size: .85rem; }
dd { margin: 0; overflow-wrap: anywhere; }
.card { padding: 1rem; }
ol { list-style: none; margin: 0; padding: 0; display: grid; gap: .75rem; }
li.card { border-left: .25rem solid var(--soft); }
li.work_notes { border-left-color: #c9a227; }
li.comments { border-left-color: var(--mark); }
.meta { display: flex; flex-wrap: wrap; gap: .25rem 1rem; margin: 0 0 .5rem; color: var(--soft); font-size: .85rem; }
.meta strong { color: var(--ink); }
.wide { overflow-x: auto; }
table { width: 100%; border-collapse: collapse; }
th, td { padding: .5rem .75rem; border-bottom: 1px solid var(--line); text-align: left; vertical-align: top; overflow-wrap: anywhere; }
th { color: var(--soft); font-size: .85rem; font-weight: 600; }
td:first-child, td.nowrap { white-space: nowrap; }
`

const styleHash = createHash('sha256').update(css).digest('base64')

export const pageHeaders: Record<string, string> = {
  'content-security-policy': `default-src 'none'; style-src 'sha256-${styleHash}'; img-src data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'`,
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
  'cache-control': 'no-store',
}

export function layout(title: string, content: Markup): Markup {
  return html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <title>${title}</title>
        <link rel="icon" href="data:," />
        <style>
          ${raw(css)}
        </style>
      </head>
      <body>
        <header><a href="/">Incidents</a> · ServiceNow stand-in</header>
        <main>${content}</main>
      </body>
    </html>`
}
