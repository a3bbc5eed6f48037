// The tables that extend task: their labels, the prefixes of their numbers, and where their records are kept.
import { createOwnColumns, createTaskColumns, readOnlyColumns } from './columns.ts'
import type { Columns } from './column.ts'
import type { Instance, Row } from './instance.ts'

export type TaskTable = {
  name: string
  /** Begins each number. */
  prefix: string
  columns: Columns
  /** Columns that a client cannot write. */
  readOnly: ReadonlySet<string>
  /** By sys_id, in the order of creation. */
  rows: Map<string, Row>
  lastNumber: number
}

/** By name. */
export type TaskTables = Map<string, TaskTable>

const BASE_TABLES: Record<string, { label: string; prefix: string }> = {
  incident: { label: 'Incident', prefix: 'INC' },
  sn_si_incident: { label: 'Security Incident', prefix: 'SIR' },
  change_request: { label: 'Change Request', prefix: 'CHG' },
  problem: { label: 'Problem', prefix: 'PRB' },
  sn_customerservice_case: { label: 'Case', prefix: 'CS' },
}

const CUSTOM_PREFIX = 'TASK'

const FIRST_NUMBER = 10_001

/** @param extensions tables that the instance's own administrators have derived from task */
export function createTaskTables(extensions: readonly string[], extraJournals: readonly string[]): TaskTables {
  const names = new Set([...Object.keys(BASE_TABLES), ...extensions])
  return new Map([...names].map((name) => [name, createTaskTable(name, extraJournals)]))
}

export function createTaskTable(name: string, extraJournals: readonly string[]): TaskTable {
  const columns: Columns = new Map([...createTaskColumns(extraJournals), ...createOwnColumns(name)])
  columns.set('sys_class_name', { type: 'string', initial: name })
  const prefix = BASE_TABLES[name]?.prefix ?? CUSTOM_PREFIX
  return { name, prefix, columns, readOnly: readOnlyColumns(name), rows: new Map(), lastNumber: FIRST_NUMBER - 1 }
}

/** Takes the table's next number. */
export function nextNumber(table: TaskTable): string {
  table.lastNumber += 1
  return `${table.prefix}${String(table.lastNumber).padStart(7, '0')}`
}

export function findTask({ tables }: Instance, table: string, id: string): Row | undefined {
  return tables.tasks.get(table)?.rows.get(id)
}

/** `u_soc_case` → `Soc case`. */
export function tableLabel(name: string): string {
  const words = name.replace(/^u_/, '').replaceAll('_', ' ')
  return BASE_TABLES[name]?.label ?? words.charAt(0).toUpperCase() + words.slice(1)
}
