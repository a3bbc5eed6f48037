// Incidents as they are stored: what a write makes of a record, and the record's own counters.
// Whether a write is allowed is not asked here.
import { initialValue, isCustomColumn, readOnlyColumns, storedValue, type Column } from './columns.ts'
import { appendToJournal, type NewEntry } from './journal.ts'
import { newSysId, timestamp, userSysId, type Instance, type Row } from './instance.ts'

/** What one request wants written: column values as they will be stored, and journal entries. */
export type Change = { values: Row; entries: NewEntry[] }

/** How the journal rows get in: usually at once; a fault may keep them back for a while. */
export type AppendLater = (append: () => void) => void

const atOnce: AppendLater = (append) => {
  append()
}

/** Sorts a JSON body into column values and journal entries. Unknown and read-only columns are dropped without a word. */
export function readChange(instance: Instance, body: object): Change {
  const change: Change = { values: {}, entries: [] }
  for (const [name, given] of Object.entries(body)) {
    const value = columnText(given)
    const column = writableColumn(instance, name)
    if (value === undefined || column === undefined) continue
    if (column.type !== 'journal') change.values[name] = storedValue(column, value)
    else if (value !== '') change.entries.push([name, value])
  }
  return change
}

/** The record as it would be after the change. */
export function mergedRow(instance: Instance, existing: Row | undefined, change: Change): Row {
  const row = { ...(existing ?? emptyIncident(instance)), ...change.values }
  const { impact = '', urgency = '', state = '' } = row
  // The base system's priority matrix, 1 to 3 on both sides, is a sum.
  if (/^[123]$/.test(impact) && /^[123]$/.test(urgency)) row.priority = String(Number(impact) + Number(urgency) - 1)
  row.incident_state = state
  row.active = state === '7' || state === '8' ? 'false' : 'true'
  return row
}

export function insertIncident(instance: Instance, change: Change, username: string, later = atOnce): Row {
  const { tables } = instance
  tables.lastNumber += 1
  const now = timestamp(instance.clock())
  const number = `INC${String(tables.lastNumber).padStart(7, '0')}`
  const row = mergedRow(instance, undefined, change)
  const opened = { opened_at: row.opened_at || now, opened_by: row.opened_by || userSysId(username) }
  const system = { sys_created_on: now, sys_created_by: username, sys_updated_on: now, sys_updated_by: username }
  const incident = { ...row, ...opened, ...system, sys_id: newSysId(), number, task_effective_number: number }
  tables.incidents.set(incident.sys_id, stampedByState(incident, now, username))
  later(() => {
    appendEntries(instance, incident.sys_id, change, username)
  })
  return incident
}

/** An update that changes nothing is not counted: ServiceNow skips it. */
export function updateIncident(
  instance: Instance,
  existing: Row,
  change: Change,
  username: string,
  later = atOnce,
): Row {
  const row = mergedRow(instance, existing, change)
  const isChanged = change.entries.length > 0 || Object.keys(row).some((name) => row[name] !== (existing[name] ?? ''))
  if (!isChanged) return existing
  const now = timestamp(instance.clock())
  const counted = {
    sys_updated_on: now,
    sys_updated_by: username,
    sys_mod_count: String(Number(existing.sys_mod_count) + 1),
  }
  Object.assign(existing, stampedByState({ ...row, ...counted }, now, username))
  const { sys_id: id = '' } = existing
  later(() => {
    appendEntries(instance, id, change, username)
  })
  return existing
}

/** With the incident go its journal rows. */
export function deleteIncident(instance: Instance, id: string): void {
  instance.tables.incidents.delete(id)
  instance.tables.journal = instance.tables.journal.filter((row) => row.element_id !== id)
}

/** Kept-back rows of an incident that is gone by now are gone too. */
function appendEntries(instance: Instance, id: string, change: Change, username: string): void {
  if (instance.tables.incidents.has(id)) appendToJournal(instance, id, change.entries, username)
}

function emptyIncident(instance: Instance): Row {
  return Object.fromEntries([...instance.tables.incidentColumns].map(([name, column]) => [name, initialValue(column)]))
}

function stampedByState(row: Row, now: string, username: string): Row {
  if ((row.state === '6' || row.state === '7') && !row.resolved_at)
    Object.assign(row, { resolved_at: now, resolved_by: userSysId(username) })
  if (row.state === '7' && !row.closed_at) Object.assign(row, { closed_at: now, closed_by: userSysId(username) })
  return row
}

function writableColumn({ tables: { incidentColumns } }: Instance, name: string): Column | undefined {
  if (readOnlyColumns.has(name)) return undefined
  if (!incidentColumns.has(name) && isCustomColumn(name)) incidentColumns.set(name, { type: 'string' })
  return incidentColumns.get(name)
}

/** Everything is stored as a string; what is neither scalar nor null is not understood and dropped. */
function columnText(value: unknown): string | undefined {
  if (value === null) return ''
  if (typeof value === 'string') return value
  return typeof value === 'number' || typeof value === 'boolean' ? String(value) : undefined
}
