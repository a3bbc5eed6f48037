// The list: incidents and the records of other tables, last updated first, all of them or those that a search finds.
import { html } from 'hono/html'
import { displayValue, displayZone } from '../records/display-value.ts'
import { tableLabel, type TaskTable } from '../records/task-tables.ts'
import type { Instance, Row } from '../records/instance.ts'
import type { Markup } from './layout.ts'
import { recordLink } from './links.ts'

/** As many rows of a table as a page shows: a search finds the others. */
const MAX_ROWS = 200

const SEARCHED = ['number', 'short_description', 'correlation_id'] as const

/** @param wanted part of a number, a title or a case id; an empty one finds all */
export function listPage(instance: Instance, wanted: string): Markup {
  const tables = [...instance.tables.tasks.values()].filter(({ name, rows }) => name === 'incident' || rows.size > 0)
  return html`<h1>Incidents</h1>
    <form role="search" method="get" action="/" class="search" data-keep>
      <label for="q">Search by number, title or case</label>
      <div class="line">
        <input id="q" name="q" type="search" value="${wanted}" autocomplete="off" spellcheck="false" />
        <button>Search</button>
      </div>
    </form>
    ${tables.map((table) => tableSection(instance, table, wanted))}`
}

function tableSection(instance: Instance, table: TaskTable, wanted: string): Markup | string {
  const found = findRows(table, wanted)
  if (found.length === 0 && table.name !== 'incident') return ''
  const label = table.name === 'incident' ? 'Incidents' : tableLabel(table.name)
  const count = wanted === '' ? `${label}: ${found.length}` : `${label}: ${found.length} of ${table.rows.size}`
  return html`<section id="${table.name}">
    <h2 aria-live="polite">${count}</h2>
    ${
      found.length === 0
        ? html`<p class="empty">${table.rows.size === 0 ? 'None yet: push a case.' : `None with “${wanted}”.`}</p>`
        : recordTable(instance, table, found.slice(0, MAX_ROWS))
    }
    ${
      found.length > MAX_ROWS
        ? html`<p class="empty">These are the last ${MAX_ROWS} that were updated; search for the others.</p>`
        : ''
    }
  </section>`
}

function findRows({ rows }: TaskTable, wanted: string): Row[] {
  const text = wanted.toLowerCase()
  const isFound = (row: Row): boolean => SEARCHED.some((name) => row[name]?.toLowerCase().includes(text))
  const found = [...rows.values()].reverse()
  return (text === '' ? found : found.filter(isFound)).toSorted((a, b) => compareUpdates(b, a))
}

/** Times of the same second are equal: the sort leaves the record that was created last first. */
function compareUpdates({ sys_updated_on: a = '' }: Row, { sys_updated_on: b = '' }: Row): number {
  return a < b ? -1 : Number(a > b)
}

// The roles keep it a table for screen readers where narrow pages show each row as a card.
function recordTable(instance: Instance, table: TaskTable, rows: readonly Row[]): Markup {
  const heads = ['Number', 'Short description', 'State', 'Priority', `Updated (${displayZone(instance)})`]
  return html`<table role="table" aria-label="${tableLabel(table.name)}">
    <thead role="rowgroup">
      <tr role="row">
        ${heads.map((head) => html`<th role="columnheader" scope="col">${head}</th>`)}
      </tr>
    </thead>
    <tbody role="rowgroup">
      ${rows.map((row) => recordRow(instance, row, table))}
    </tbody>
  </table>`
}

function recordRow(instance: Instance, row: Row, table: TaskTable): Markup {
  const { sys_id: id = '', number = '', short_description: title = '', correlation_id: caseId = '' } = row
  const text = (name: string): string => {
    const column = table.columns.get(name)
    return column ? displayValue(instance, row, name, column) || '–' : '–'
  }
  return html`<tr role="row" id="row-${id}">
    <td role="cell" class="nowrap"><a href="${recordLink(table.name, id)}">${number}</a></td>
    <td role="cell" class="title">
      ${title === '' ? html`<span class="empty">(no short description)</span>` : html`<span>${title}</span>`}
      ${caseId === '' ? '' : html`<span class="case">Case ${caseId}</span>`}
    </td>
    <td role="cell" class="nowrap state" data-label="State">${text('state')}</td>
    <td role="cell" class="nowrap" data-label="Priority">${text('priority')}</td>
    <td role="cell" class="nowrap time" data-label="Updated (${displayZone(instance)})">${text('sys_updated_on')}</td>
  </tr>`
}
