// The pages: the list of incidents, one incident with its activity stream, and the page for a record that does not
// exist. They show text as stored; `[code]` is not rendered.
import { html } from 'hono/html'
import { displayValue, formatDisplayTime } from '../records/display-value.ts'
import { journalOf, type JournalEntry } from '../records/journal.ts'
import { journalLabel } from '../records/labels.ts'
import { layout, type Markup } from './layout.ts'
import type { Instance, Row } from '../records/instance.ts'

const FIELDS: readonly (readonly [column: string, label: string])[] = [
  ['state', 'State'],
  ['priority', 'Priority'],
  ['impact', 'Impact'],
  ['urgency', 'Urgency'],
  ['severity', 'Severity'],
  ['category', 'Category'],
  ['caller_id', 'Caller'],
  ['assignment_group', 'Assignment group'],
  ['correlation_id', 'Correlation ID'],
  ['correlation_display', 'Correlation display'],
  ['opened_at', 'Opened'],
  ['sys_updated_on', 'Updated'],
]

export function incidentPage(instance: Instance, incident: Row): Markup {
  const { number = '', short_description: title = '', description = '', sys_id: id = '' } = incident
  const stream = journalOf(instance, id).reverse()
  return layout(
    `${number} ${title}`,
    html`<p class="number">${number}</p>
      <h1>${title || '(no short description)'}</h1>
      <dl>
        ${listFields(instance, incident).map(
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

export function incidentListPage(instance: Instance): Markup {
  const incidents = [...instance.tables.incidents.values()].reverse()
  const table = html`<div class="wide">
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
        ${incidents.map((incident) => listRow(instance, incident))}
      </tbody>
    </table>
  </div>`
  return layout(
    'Incidents',
    html`<h1>Incidents</h1>
      ${incidents.length > 0 ? table : html`<p class="empty">No incidents yet.</p>`}`,
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
      <strong>${journalLabel(element)}</strong><span>${user}</span><time>${formatDisplayTime(instance, time)}</time>
    </p>
    <p class="text">${value}</p>
  </li>`
}

function listRow(instance: Instance, incident: Row): Markup {
  const { sys_id: id = '', number = '', short_description: title = '' } = incident
  return html`<tr>
    <td><a href="/nav_to.do?uri=incident.do?sys_id=${id}">${number}</a></td>
    <td>${title}</td>
    <td class="nowrap">${fieldText(instance, incident, 'state')}</td>
    <td class="nowrap">${fieldText(instance, incident, 'priority')}</td>
    <td class="nowrap">${fieldText(instance, incident, 'sys_updated_on')}</td>
  </tr>`
}

/** The usual fields, then every custom column that holds something. */
function listFields(instance: Instance, incident: Row): [name: string, label: string, value: string][] {
  const custom = Object.keys(incident).filter((name) => name.startsWith('u_') && incident[name])
  return [...FIELDS, ...custom.map((name) => [name, name] as const)].map(([name, label]) => [
    name,
    label,
    fieldText(instance, incident, name),
  ])
}

function fieldText(instance: Instance, incident: Row, name: string): string {
  const column = instance.tables.incidentColumns.get(name)
  return column ? displayValue(instance, incident, name, column) : ''
}
