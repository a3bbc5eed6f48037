// What the instance fills in by itself: a priority from impact and urgency, and what follows from an incident's state.
import { userSysId, type Row } from './instance.ts'
import type { TaskTable } from './task-tables.ts'

/** Sets the columns that follow from others. */
export function derive(table: TaskTable, row: Row): void {
  const { impact = '', urgency = '', state = '' } = row
  // A priority that nobody can write is the base system's matrix: 1 to 3 on both sides make it a sum.
  const isDerived = table.readOnly.has('priority') && /^[123]$/.test(impact) && /^[123]$/.test(urgency)
  if (isDerived) row.priority = String(Number(impact) + Number(urgency) - 1)
  if (table.name !== 'incident') return
  row.incident_state = state
  row.active = state === '7' || state === '8' ? 'false' : 'true'
}

/** Notes who resolved and who closed an incident. Which states of other tables mean the same is not documented. */
export function stampState(table: TaskTable, row: Row, now: string, username: string): Row {
  if (table.name !== 'incident') return row
  if ((row.state === '6' || row.state === '7') && !row.resolved_at)
    Object.assign(row, { resolved_at: now, resolved_by: userSysId(username) })
  if (row.state === '7' && !row.closed_at) Object.assign(row, { closed_at: now, closed_by: userSysId(username) })
  return row
}
