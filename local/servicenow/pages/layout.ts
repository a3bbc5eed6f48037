// How the pages look, and the headers that keep them safe: one style and one script, each allowed by its hash alone,
// and nothing from another origin.
import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { html, raw } from 'hono/html'
import type { HtmlEscapedString } from 'hono/utils/html'
import { describeOrder } from '../faults/kind-words.ts'
import type { FaultOrder } from '../faults/faults.ts'

/** Markup whose parts have been escaped. */
export type Markup = HtmlEscapedString | Promise<HtmlEscapedString>

const readPart = (name: string): string => readFileSync(new URL(name, import.meta.url), 'utf8')
const hashOf = (text: string): string => `'sha256-${createHash('sha256').update(text).digest('base64')}'`

const STYLE = ['style.css', 'records.css', 'requests.css', 'faults.css'].map(readPart).join('')
const SCRIPT = readPart('live.js')
// Plain strings: Prettier would put blanks into the elements, and the policy allows them by their hashes alone.
const STYLE_ELEMENT = raw(`<style>${STYLE}</style>`)
const SCRIPT_ELEMENT = raw(`<script>${SCRIPT}</script>`)

const POLICY = [
  "default-src 'none'",
  `style-src ${hashOf(STYLE)}`,
  `script-src ${hashOf(SCRIPT)}`,
  "connect-src 'self'",
  'img-src data:',
  "base-uri 'none'",
  "form-action 'self'",
  "frame-ancestors 'none'",
].join('; ')

export const PAGE_HEADERS: Record<string, string> = {
  'content-security-policy': POLICY,
  'x-content-type-options': 'nosniff',
  // Not no-referrer: a browser would then post these pages' forms without saying where they come from.
  'referrer-policy': 'same-origin',
  'cache-control': 'no-store',
}

const SECTIONS = [
  ['/', 'Incidents'],
  ['/requests', 'Requests'],
  ['/faults', 'Faults'],
] as const

export type PageParts = {
  title: string
  /** The address of the section that is open. */
  section?: (typeof SECTIONS)[number][0]
  pending: readonly FaultOrder[]
  content: Markup
}

export function layout({ title, section, pending, content }: PageParts): Markup {
  return html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <title>${title} · ServiceNow stand-in</title>
        <link rel="icon" href="data:," />
        ${STYLE_ELEMENT}
      </head>
      <body>
        <a class="skip" href="#main">Skip to the content</a>
        <header>
          <div class="bar">
            <p class="brand">ServiceNow stand-in</p>
            <nav aria-label="Sections">
              ${SECTIONS.map(([address, label]) => sectionLink(address, label, { section, count: pending.length }))}
            </nav>
          </div>
          ${section === '/faults' || pending.length === 0 ? '' : pendingStrip(pending)}
        </header>
        <main id="main" tabindex="-1">${content}</main>
        <p id="connection" role="status"></p>
        ${SCRIPT_ELEMENT}
      </body>
    </html>`
}

function sectionLink(address: string, label: string, open: { section: string | undefined; count: number }): Markup {
  const isOpen = address === open.section
  const count =
    address === '/faults' && open.count > 0
      ? html` <span class="count">${open.count}<span class="unseen"> ordered</span></span>`
      : ''
  return html`<a href="${address}" ${isOpen ? raw(' aria-current="page"') : ''}>${label}${count}</a>`
}

const MAX_SHOWN = 3

function pendingStrip(pending: readonly FaultOrder[]): Markup {
  const more = pending.length - MAX_SHOWN
  return html`<div class="pending">
    <p>
      <strong>Ordered:</strong> ${pending
        .slice(0, MAX_SHOWN)
        .map((order, at) => html`${at === 0 ? '' : '; '}${describeOrder(order)}, ${order.left} left`)}${
        more > 0 ? `; and ${more} more` : ''
      }.
      <a href="/faults">See and take back</a>
    </p>
  </div>`
}
