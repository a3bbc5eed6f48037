// How a write changes a record of a task table: its columns, its counters and its journal. Whether the write is allowed
// is decided elsewhere (business-rules.ts, ../api/).
import { initialValue, isCustomColumn, truncate, type Column } from './column.ts'
import { derive, stampState } from './derived-values.ts'
import { appendToJournal, type NewEntry } from './journal.ts'
import { replicate } from './replica.ts'
import { findTask, nextNumber, type TaskTable } from './task-tables.ts'
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
export function readChange(
  instance: Instance,
  table: TaskTable,
  body: object,
  unwritable: readonly string[] = [],
): Change {
  const change: Change = { values: {}, entries: [] }
  const dropped = new Set([...table.readOnly, ...(instance.properties.unwritableColumns ?? []), ...unwritable])
  for (const [name, given] of Object.entries(body)) {
    const value = toColumnText(given)
    const column = dropped.has(name) ? undefined : findOrAddColumn(table, name)
    if (value === undefined || column === undefined) continue
    if (column.type !== 'journal') change.values[name] = storedValue(instance, column, value)
    else if (value !== '') change.entries.push([name, value])
  }
  return change
}

/** The record as it would be after the change; nothing is stored. */
export function mergeChange(table: TaskTable, existing: Row | undefined, change: Change): Row {
  const row = { ...(existing ?? emptyTask(table)), ...change.values }
  derive(table, row)
  return row
}

export function insertTask(instance: Instance, table: TaskTable, change: Change, writer: Writer): Row {
  const { username } = writer
  const now = formatTimestamp(instance.now())
  const number = nextNumber(table)
  const row = mergeChange(table, undefined, change)
  const opened = { opened_at: row.opened_at || now, opened_by: row.opened_by || userSysId(username) }
  const system = { sys_created_on: now, sys_created_by: username, sys_updated_on: now, sys_updated_by: username }
  const task = { ...row, ...opened, ...system, sys_id: createSysId(), number, task_effective_number: number }
  return store(instance, table, stampState(table, task, now, username), change, writer)
}

/** Skips an update that changes nothing, as ServiceNow does: its counter stays the same. */
export function updateTask(instance: Instance, table: TaskTable, existing: Row, change: Change, writer: Writer): Row {
  const row = mergeChange(table, existing, change)
  const isChanged = change.entries.length > 0 || Object.keys(row).some((name) => row[name] !== (existing[name] ?? ''))
  if (!isChanged) return existing
  const now = formatTimestamp(instance.now())
  const counted = {
    sys_updated_on: now,
    sys_updated_by: writer.username,
    sys_mod_count: String(Number(existing.sys_mod_count) + 1),
  }
  return store(instance, table, stampState(table, { ...row, ...counted }, now, writer.username), change, writer)
}

/** Deletes the record, its journal rows and its observables. */
export function deleteTask(instance: Instance, table: TaskTable, id: string): void {
  table.rows.delete(id)
  instance.tables.journal = instance.tables.journal.filter((row) => row.element_id !== id)
  instance.tables.observables = instance.tables.observables.filter(({ task }) => task !== id)
  replicate(instance)
}

/** Drops journal rows that were held back until their record was deleted. */
function store(instance: Instance, { name, rows }: TaskTable, task: Row, { entries }: Change, writer: Writer): Row {
  const { username, scheduleAppend } = writer
  const id = task.sys_id ?? ''
  rows.set(id, task)
  const append = (): void => {
    if (!findTask(instance, name, id)) return
    appendToJournal(instance, { table: name, id }, entries, username)
    replicate(instance)
  }
  if (scheduleAppend) {
    replicate(instance)
    scheduleAppend(append)
  } else append()
  return task
}

function emptyTask({ columns }: TaskTable): Row {
  return Object.fromEntries([...columns].map(([name, column]) => [name, initialValue(column)]))
}

function findOrAddColumn({ columns }: TaskTable, name: string): Column | undefined {
  if (!columns.has(name) && isCustomColumn(name)) columns.set(name, { type: 'string' })
  return columns.get(name)
}

/**
 * An assumption: what names a user in a column for users is stored as the user's sys_id, and any other text as it is.
 */
function storedValue({ users }: Instance, column: Column, value: string): string {
  const isUser = column.type === 'reference' && column.table === 'sys_user'
  return isUser && users.some(({ username }) => username === value) ? userSysId(value) : truncate(column, value)
}

/** Every value is stored as a string. Objects and arrays are not understood and dropped. */
function toColumnText(value: unknown): string | undefined {
  if (value === null) return ''
  if (typeof value === 'string') return value
  return typeof value === 'number' || typeof value === 'boolean' ? String(value) : undefined
}
