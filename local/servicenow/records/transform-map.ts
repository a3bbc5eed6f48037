// What an import does with a staged row: the transform map "Elastic Incident" finds the record that the row is about,
// and writes to it or creates it.
import { findObjection } from './business-rules.ts'
import { isCustomColumn, truncate, type Columns } from './column.ts'
import { insertTask, mergeChange, readChange, updateTask, type Writer } from './tasks.ts'
import type { Instance, Row } from './instance.ts'
import type { TaskTable } from './task-tables.ts'

export type Import = { status: 'inserted' | 'updated'; row: Row }

/** The body as the staging table takes it: flat pairs of texts. JSON within a value is mangled, not rejected. */
export function stage(body: object): Row {
  return Object.fromEntries(Object.entries(body).map(([name, value]) => [name, toStagedText(value)]))
}

/** `undefined`: the row was not imported, because its record is unknown or a rule objects. */
export function transform(
  instance: Instance,
  table: TaskTable,
  { elastic_incident_id: id = '', ...staged }: Row,
  { unwritable, ...writer }: Writer & { unwritable: readonly string[] },
): Import | undefined {
  const existing = id === '' ? findNewest(table, staged.u_correlation_id ?? '') : table.rows.get(id.toLowerCase())
  if (id !== '' && !existing) return undefined
  const change = readChange(instance, table, mapColumns(staged, table.columns), unwritable)
  if (findObjection(instance.properties, table, existing, mergeChange(table, existing, change)) !== undefined)
    return undefined
  return existing
    ? { status: 'updated', row: updateTask(instance, table, existing, change, writer) }
    : { status: 'inserted', row: insertTask(instance, table, change, writer) }
}

/** Coalesces as the database compares: by what a VARCHAR holds of the id, without regard to case. */
function findNewest({ rows, columns }: TaskTable, correlationId: string): Row | undefined {
  const column = columns.get('correlation_id')
  const wanted = column ? truncate(column, correlationId).toLowerCase() : ''
  if (wanted === '') return undefined
  return [...rows.values()]
    .filter(({ correlation_id = '' }) => correlation_id.toLowerCase() === wanted)
    .reduce<Row | undefined>((newest, row) => (isOlder(row, newest) ? newest : row), undefined)
}

function isOlder({ sys_created_on = '' }: Row, other: Row | undefined): boolean {
  return sys_created_on < (other?.sys_created_on ?? '')
}

/** A base field, which has the prefix `u_`, wins over an additional field of the same name, which has none. */
function mapColumns(staged: Row, columns: Columns): Row {
  const mapped = Object.entries(staged).map(([name, value]) => [targetColumn(name, columns), value, name] as const)
  const additional = mapped.filter(([target, , name]) => target === name)
  const base = mapped.filter(([target, , name]) => target !== name)
  return Object.fromEntries([...additional, ...base].map(([target, value]) => [target, value]))
}

/** `u_category` → `category`, `u_u_risk` → `u_risk`; `u_risk` is a column of the target, as it has no `risk`. */
function targetColumn(name: string, columns: Columns): string {
  const bare = name.replace(/^u_/, '')
  return columns.has(bare) || isCustomColumn(bare) ? bare : name
}

function toStagedText(value: unknown): string {
  if (typeof value === 'string') return value
  if (typeof value === 'object' && value !== null) return JSON.stringify(value).replaceAll(':', '=')
  return typeof value === 'number' || typeof value === 'boolean' ? String(value) : ''
}
