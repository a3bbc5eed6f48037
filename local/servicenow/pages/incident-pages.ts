// The pages: the list of incidents and of other records, one record with its activity stream, and the page for a record
// that does not exist. They show text as stored; `[code]` is not rendered.
import { html } from 'hono/html'
import { displayValue, formatDisplayTime } from '../records/display-value.ts'
import { journalOf, type JournalEntry } from '../records/journal.ts'
import { columnLabel } from '../records/labels.ts'
import { tableLabel, type TaskTable } from '../records/task-tables.ts'
import { layout, type Markup } from './layout.ts'
import type { Columns } from '../records/column.ts'
import type { Instance, Row } from '../records/instance.ts'

/** A record is shown with those of them that its table has. */
const FIELDS: readonly (readonly [column: string, label: string])[] = [
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
  ['correlation_id', 'Correlation ID'],
  ['correlation_display', 'Correlation display'],
  ['opened_at', 'Opened'],
  ['sys_updated_on', 'Updated'],
]

export function taskPage(instance: Instance, task: Row, { columns }: TaskTable): Markup {
  const { number = '', short_description: title = '', description = '', sys_id: id = '' } = task
  const stream = journalOf(instance, id).reverse()
  return layout(
    `${number} ${title}`,
    html`<p class="number">${number}</p>
      <h1>${title || '(no short description)'}</h1>
      <dl>
        ${listFields(instance, task, columns).map(
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
      <ol>
        ${stream.map((entry) => activityItem(instance, entry))}
      </ol>`,
  )
}

export function listPage(instance: Instance): Markup {
  const { tasks } = instance.tables
  const incidents = tasks.get('incident')
  const others = [...tasks.values()].filter(({ name, rows }) => name !== 'incident' && rows.size > 0)
  return layout(
    'Incidents',
    html`<h1>Incidents</h1>
      ${incidents?.rows.size ? recordTable(instance, incidents) : html`<p class="empty">No incidents yet.</p>`}
      ${others.map(
        (table) =>
          html`<h2>${tableLabel(table.name)}: ${table.rows.size}</h2>
            ${recordTable(instance, table)}`,
      )}`,
  )
}

export function notFoundPage(): Markup {
  return layout(
    'Not found',
    html`<h1>Record not found</h1>
      <p>
        There is no incident at this address. It may have been deleted, or the stand-in may have been started without
        its earlier records.
      </p>
      <p><a href="/">All incidents</a></p>`,
  )
}

function recordTable(instance: Instance, table: TaskTable): Markup {
  return html`<div class="wide">
    <table>
      <thead>
        <tr>
          <th>Number</th>
          <th>Short description</th>
          <th>State</th>
          <th>Priority</th>
          <th>Updated</th>
        </tr>
      </thead>
      <tbody>
        ${[...table.rows.values()].reverse().map((task) => listRow(instance, task, table))}
      </tbody>
    </table>
  </div>`
}

function descriptionText(description: string): Markup {
  if (description === '') return html`<p class="empty">None</p>`
  return html`<p class="text" data-field="description">${description}</p>`
}

function activityItem(
  instance: Instance,
  { element, value, sys_created_by: user, sys_created_on: time }: JournalEntry,
): Markup {
  return html`<li class="card ${element}">
    <p class="meta">
      <strong>${columnLabel(element)}</strong><span>${user}</span><time>${formatDisplayTime(instance, time)}</time>
    </p>
    <p class="text">${value}</p>
  </li>`
}

function listRow(instance: Instance, task: Row, { name, columns }: TaskTable): Markup {
  const { sys_id: id = '', number = '', short_description: title = '' } = task
  return html`<tr>
    <td><a href="/nav_to.do?uri=${name}.do?sys_id=${id}">${number}</a></td>
    <td>${title}</td>
    <td class="nowrap">${fieldText(instance, task, 'state', columns)}</td>
    <td class="nowrap">${fieldText(instance, task, 'priority', columns)}</td>
    <td class="nowrap">${fieldText(instance, task, 'sys_updated_on', columns)}</td>
  </tr>`
}

/** The usual fields, then every custom column that holds something. */
function listFields(instance: Instance, task: Row, columns: Columns): [name: string, label: string, value: string][] {
  const usual = FIELDS.filter(([name]) => columns.has(name))
  const custom = Object.keys(task).filter((name) => name.startsWith('u_') && task[name])
  return [...usual, ...custom.map((name) => [name, name] as const)].map(([name, label]) => [
    name,
    label,
    fieldText(instance, task, name, columns),
  ])
}

function fieldText(instance: Instance, task: Row, name: string, columns: Columns): string {
  const column = columns.get(name)
  return column ? displayValue(instance, task, name, column) : ''
}
