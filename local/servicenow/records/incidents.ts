// How a write changes an incident: its columns, its counters and its journal. Whether the write is allowed is decided
// elsewhere (business-rules.ts, ../api/).
import { initialValue, isCustomColumn, READ_ONLY_COLUMNS, truncate, type Column } from './columns.ts'
import { appendToJournal, type NewEntry } from './journal.ts'
import { replicate } from './replica.ts'
import { createSysId, formatTimestamp, userSysId, type Instance, type Row } from './instance.ts'

/** What one request writes: column values as they will be stored, and journal entries. */
export type Change = { values: Row; entries: NewEntry[] }

/** Runs `append` now or later: a fault may hold the journal rows back. */
export type ScheduleAppend = (append: () => void) => void

/** Who writes, and when the journal rows follow. */
export type Writer = { username: string; scheduleAppend: ScheduleAppend | undefined }

/**
 * Splits a JSON body into column values and journal entries. Drops without an error what cannot be written: unknown and
 * read-only columns, those of the property `unwritableColumns` and the `unwritable` ones.
 */
export function readChange(instance: Instance, body: object, unwritable: readonly string[] = []): Change {
  const change: Change = { values: {}, entries: [] }
  const dropped = new Set([...READ_ONLY_COLUMNS, ...(instance.properties.unwritableColumns ?? []), ...unwritable])
  for (const [name, given] of Object.entries(body)) {
    const value = toColumnText(given)
    const column = dropped.has(name) ? undefined : findOrAddColumn(instance, name)
    if (value === undefined || column === undefined) continue
    if (column.type !== 'journal') change.values[name] = truncate(column, value)
    else if (value !== '') change.entries.push([name, value])
  }
  return change
}

/** The record as it would be after the change; nothing is stored. */
export function mergeChange(instance: Instance, existing: Row | undefined, change: Change): Row {
  const row = { ...(existing ?? emptyIncident(instance)), ...change.values }
  const { impact = '', urgency = '', state = '' } = row
  // The base system's priority matrix, 1 to 3 on both sides, is a sum.
  if (/^[123]$/.test(impact) && /^[123]$/.test(urgency)) row.priority = String(Number(impact) + Number(urgency) - 1)
  row.incident_state = state
  row.active = state === '7' || state === '8' ? 'false' : 'true'
  return row
}

export function insertIncident(instance: Instance, change: Change, writer: Writer): Row {
  const { tables } = instance
  const { username } = writer
  tables.lastNumber += 1
  const now = formatTimestamp(instance.now())
  const number = `INC${String(tables.lastNumber).padStart(7, '0')}`
  const row = mergeChange(instance, undefined, change)
  const opened = { opened_at: row.opened_at || now, opened_by: row.opened_by || userSysId(username) }
  const system = { sys_created_on: now, sys_created_by: username, sys_updated_on: now, sys_updated_by: username }
  const incident = { ...row, ...opened, ...system, sys_id: createSysId(), number, task_effective_number: number }
  return store(instance, stampState(incident, now, username), change, writer)
}

/** Skips an update that changes nothing, as ServiceNow does: its counter stays the same. */
export function updateIncident(instance: Instance, existing: Row, change: Change, writer: Writer): Row {
  const row = mergeChange(instance, existing, change)
  const isChanged = change.entries.length > 0 || Object.keys(row).some((name) => row[name] !== (existing[name] ?? ''))
  if (!isChanged) return existing
  const now = formatTimestamp(instance.now())
  const counted = {
    sys_updated_on: now,
    sys_updated_by: writer.username,
    sys_mod_count: String(Number(existing.sys_mod_count) + 1),
  }
  return store(instance, stampState({ ...row, ...counted }, now, writer.username), change, writer)
}

/** Deletes the incident and its journal rows. */
export function deleteIncident(instance: Instance, id: string): void {
  instance.tables.incidents.delete(id)
  instance.tables.journal = instance.tables.journal.filter((row) => row.element_id !== id)
  replicate(instance)
}

/** Drops journal rows that were held back until their incident was deleted. */
function store(instance: Instance, incident: Row, { entries }: Change, { username, scheduleAppend }: Writer): Row {
  const id = incident.sys_id ?? ''
  instance.tables.incidents.set(id, incident)
  const append = (): void => {
    if (!instance.tables.incidents.has(id)) return
    appendToJournal(instance, id, entries, username)
    replicate(instance)
  }
  if (scheduleAppend) {
    replicate(instance)
    scheduleAppend(append)
  } else append()
  return incident
}

function emptyIncident(instance: Instance): Row {
  return Object.fromEntries([...instance.tables.incidentColumns].map(([name, column]) => [name, initialValue(column)]))
}

function stampState(row: Row, now: string, username: string): Row {
  if ((row.state === '6' || row.state === '7') && !row.resolved_at)
    Object.assign(row, { resolved_at: now, resolved_by: userSysId(username) })
  if (row.state === '7' && !row.closed_at) Object.assign(row, { closed_at: now, closed_by: userSysId(username) })
  return row
}

function findOrAddColumn({ tables: { incidentColumns } }: Instance, name: string): Column | undefined {
  if (!incidentColumns.has(name) && isCustomColumn(name)) incidentColumns.set(name, { type: 'string' })
  return incidentColumns.get(name)
}

/** Every value is stored as a string. Objects and arrays are not understood and dropped. */
function toColumnText(value: unknown): string | undefined {
  if (value === null) return ''
  if (typeof value === 'string') return value
  return typeof value === 'number' || typeof value === 'boolean' ? String(value) : undefined
}
