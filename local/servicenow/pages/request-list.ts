// A list of requests: of each a line with what the client saw, and behind it what was sent and answered.
import { html } from 'hono/html'
import { parseJson } from '../api/table-request.ts'
import { displayZone, formatDisplayInstant } from '../records/display-value.ts'
import { concerns } from '../controls/exchanges.ts'
import { recordLink } from './links.ts'
import { outcomeOf, purposeOf } from './request-words.ts'
import type { Answered, Excerpt, Exchange } from '../controls/exchanges.ts'
import type { Instance } from '../records/instance.ts'
import type { Markup } from './layout.ts'

/** In the order given. @param withRecords links to the records that a request concerned */
export function requestList(instance: Instance, exchanges: readonly Exchange[], withRecords = false): Markup {
  return html`<ol class="requests">
    ${exchanges.map((exchange) => requestItem(instance, exchange, withRecords))}
  </ol>`
}

function requestItem(instance: Instance, exchange: Exchange, withRecords: boolean): Markup {
  const { id, atMs, method, path } = exchange
  const { tone, status, sentences } = outcomeOf(exchange)
  const [first = '', ...more] = sentences
  return html`<li class="card ${tone}" id="request-${id}">
    <p class="meta">
      <strong>${purposeOf(exchange)}</strong>${withRecords ? recordLinks(instance, exchange) : ''}<time
        datetime="${new Date(atMs).toISOString()}"
        >${formatDisplayInstant(instance, atMs)} ${displayZone(instance)}</time
      >
    </p>
    <p class="call"><code>${method} ${path}</code></p>
    ${parameterList(exchange)}
    <p class="outcome">
      <span class="status"><span class="unseen">Answer: </span>${status}</span>
      <span>${first}${more.map((sentence) => html`<span class="hint"> ${sentence}</span>`)}</span>
    </p>
    ${sentPart(exchange)} ${answerPart(exchange)}
  </li>`
}

function parameterList({ parameters }: Exchange): Markup | string {
  const values = new Map(parameters)
  const query = values.get('sysparm_query')
  if (query === undefined) return ''
  const offset = values.get('sysparm_offset') ?? '0'
  return html`<p class="query">${query.split('^').join(' ^ ')}${offset === '0' ? '' : `, from row ${offset}`}</p>`
}

function recordLinks({ tables }: Instance, exchange: Exchange): Markup | string {
  const found = [...tables.tasks.values()].flatMap(({ name, rows }) =>
    [...rows.values()]
      .filter((row) => concerns(exchange, row))
      .map(({ sys_id = '', number = '' }) => ({ name, id: sys_id, number })),
  )
  if (found.length === 0) return ''
  return html`<span
    >${found.slice(0, 5).map(({ name, id, number }) => html`<a href="${recordLink(name, id)}">${number}</a> `)}</span
  >`
}

function sentPart(exchange: Exchange): Markup | string {
  const { id, parameters, body } = exchange
  if (parameters.length === 0 && body.length === 0) return ''
  const value = body.length > body.text.length ? undefined : parseJson(body.text)?.value
  const fields = typeof value === 'object' && value !== null && !Array.isArray(value) ? Object.entries(value) : []
  const names = fields.map(([name]) => name).join(', ')
  return html`<details id="sent-${id}">
    <summary>${body.length === 0 ? 'Query' : 'Sent'}${names === '' ? '' : `: ${names}`}</summary>
    <dl>
      ${[...parameters, ...fields].map(
        ([name, text]) =>
          html`<div>
            <dt>${name}</dt>
            <dd>${typeof text === 'string' ? text : JSON.stringify(text)}</dd>
          </div>`,
      )}
    </dl>
    ${fields.length > 0 || body.length === 0 ? '' : excerptText(body)}
  </details>`
}

function answerPart({ id, sent, done }: Exchange): Markup | string {
  const lost = sent === undefined || sent.body.text !== done?.body.text ? done : undefined
  return html`${sent === undefined || sent.body.length === 0 ? '' : bodyDetails(`answered-${id}`, 'Answered', sent)}
  ${lost === undefined || lost.body.length === 0 ? '' : bodyDetails(`lost-${id}`, 'Not seen by the client', lost)}`
}

function bodyDetails(id: string, label: string, { status, body }: Answered): Markup {
  return html`<details id="${id}">
    <summary>${label}: ${status}, ${body.length.toLocaleString('en')} characters</summary>
    ${excerptText(body)}
  </details>`
}

function excerptText({ text, length }: Excerpt): Markup {
  const json = length > text.length ? undefined : parseJson(text)
  const shown = json ? JSON.stringify(json.value, null, 2) : text
  return html`<pre>${shown}${length > text.length ? ' …' : ''}</pre>
    ${length > text.length ? html`<p class="empty">The first ${text.length} of ${length} characters.</p>` : ''}`
}
