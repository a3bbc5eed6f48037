// A read replica that lags behind the tables by the property `replicaLagMs`: it keeps copies of them, and of these the
// one that is old enough to be seen and all newer ones. Nothing is copied while there is no lag.
import type { Instance, Tables } from './instance.ts'
import type { TaskTable } from './task-tables.ts'

/** The tables as they were from `sinceMs` until the next copy. */
export type TablesCopy = { sinceMs: number; tables: Tables }

/** Call when the lag has changed or the tables were cleared: what they hold now counts as long there. */
export function restartReplica(instance: Instance): void {
  instance.replica = instance.properties.replicaLagMs ? [{ sinceMs: -Infinity, tables: copy(instance.tables) }] : []
}

/** Call after each change of the tables. */
export function replicate(instance: Instance): void {
  if (!instance.properties.replicaLagMs) return
  instance.replica.push({ sinceMs: instance.clock(), tables: copy(instance.tables) })
  dropOldCopies(instance)
}

/** The instance as a read sees it. */
export function readerOf(instance: Instance): Instance {
  dropOldCopies(instance)
  const [seen] = instance.replica
  return seen ? { ...instance, tables: seen.tables } : instance
}

function dropOldCopies({ replica, clock, properties: { replicaLagMs = 0 } }: Instance): void {
  const seenMs = clock() - replicaLagMs
  while (replica[1] && replica[1].sinceMs <= seenMs) replica.shift()
}

/** Shallow, because a row that was stored never changes: a write replaces it. */
function copy(tables: Tables): Tables {
  const tasks = [...tables.tasks].map(([name, table]) => [name, copyTask(table)] as const)
  return { ...tables, tasks: new Map(tasks), journal: [...tables.journal] }
}

function copyTask(table: TaskTable): TaskTable {
  return { ...table, rows: new Map(table.rows), columns: new Map(table.columns) }
}
