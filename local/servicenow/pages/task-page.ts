// One record: its fields, its text, its activity stream, and beside them the requests that concerned it. It shows text
// as stored; `[code]` is not rendered.
import { html } from 'hono/html'
import { displayValue, displayZone, formatDisplayTime } from '../records/display-value.ts'
import { journalOf, type JournalEntry } from '../records/journal.ts'
import { columnLabel } from '../records/labels.ts'
import { tableLabel, type TaskTable } from '../records/task-tables.ts'
import { requestList } from './request-list.ts'
import type { Exchange } from '../controls/exchanges.ts'
import type { Column, Columns } from '../records/column.ts'
import type { Instance, Row } from '../records/instance.ts'
import type { Markup } from './layout.ts'

/** A record is shown with those of them that its table has. */
const FIELDS: readonly (readonly [column: string, label: string])[] = [
  ['correlation_id', 'Case'],
  ['correlation_display', 'From'],
  ['state', 'State'],
  ['priority', 'Priority'],
  ['impact', 'Impact'],
  ['urgency', 'Urgency'],
  ['severity', 'Severity'],
  ['category', 'Category'],
  ['caller_id', 'Caller'],
  ['assignment_group', 'Assignment group'],
  ['dest_ip', 'Destination IP'],
  ['source_ip', 'Source IP'],
  ['malware_hash', 'Malware hash'],
  ['malware_url', 'Malware URL'],
  ['opened_at', 'Opened'],
  ['sys_updated_on', 'Updated'],
]

export type ShownTask = { task: Row; table: TaskTable; exchanges: readonly Exchange[] }

export function taskPage(instance: Instance, { task, table, exchanges }: ShownTask): Markup {
  const { number = '', short_description: title = '', description = '', sys_id: id = '' } = task
  const stream = journalOf(instance, id).reverse()
  return html`<p class="back"><a href="/">All incidents</a></p>
    <p class="number">${tableLabel(table.name)} ${number}</p>
    <h1>${title || '(no short description)'}</h1>
    <div class="columns">
      <div>
        <dl class="fields">
          ${listFields(instance, task, table.columns).map(
            ([name, label, value]) =>
              html`<div>
                <dt>${label}</dt>
                <dd data-field="${name}">${value || '–'}</dd>
              </div>`,
          )}
        </dl>
        <h2>Description</h2>
        <div class="card">${descriptionText(description)}</div>
        <h2>Activities: ${stream.length}</h2>
        ${
          stream.length === 0
            ? html`<p class="empty">None yet.</p>`
            : html`<ol class="stream">
                ${stream.map((entry, at) => activityItem(instance, entry, stream.length - at))}
              </ol>`
        }
      </div>
      <section aria-labelledby="requests-title">
        <h2 id="requests-title">Requests: ${exchanges.length}</h2>
        ${
          exchanges.length === 0
            ? html`<p class="empty">None since the stand-in was started: it keeps its last 1,000 in memory alone.</p>`
            : html`<p class="hint">
                  What a client sent about this record, oldest first, and what it saw of the answer.
                </p>
                ${requestList(instance, exchanges)}`
        }
      </section>
    </div>`
}

function descriptionText(description: string): Markup {
  if (description === '') return html`<p class="empty">None</p>`
  return html`<p class="text" data-field="description">${description}</p>`
}

function activityItem(
  instance: Instance,
  { element, value, sys_created_by: user, sys_created_on: time }: JournalEntry,
  count: number,
): Markup {
  return html`<li class="card ${element}" id="entry-${count}">
    <p class="meta">
      <strong>${columnLabel(element)}</strong><span>${user}</span
      ><time>${formatDisplayTime(instance, time)} ${displayZone(instance)}</time>
    </p>
    <p class="text">${value}</p>
  </li>`
}

/** The usual fields, then every custom column that holds something. */
function listFields(instance: Instance, task: Row, columns: Columns): [name: string, label: string, value: string][] {
  const custom = Object.keys(task).filter((name) => name.startsWith('u_') && task[name])
  return [...FIELDS, ...custom.map((name) => [name, name] as const)].flatMap(([name, label]) => {
    const column = columns.get(name)
    return column ? [[name, label, fieldText(instance, task, name, column)]] : []
  })
}

function fieldText(instance: Instance, task: Row, name: string, column: Column): string {
  const text = displayValue(instance, task, name, column)
  return column.type === 'date' && text !== '' ? `${text} ${displayZone(instance)}` : text
}
