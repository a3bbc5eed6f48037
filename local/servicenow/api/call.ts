// One request whose caller is known, with all that answering it needs.
import type { Instance, ServiceNowUser } from '../records/instance.ts'
import type { ScheduleAppend } from '../records/tasks.ts'
import type { TableRequest } from './table-request.ts'

/** How a fault bends the work itself, not only its answer. */
export type Deviation = {
  /** Can hold the journal rows back. */
  scheduleAppend?: ScheduleAppend
  /** How many rows of a list the caller may read. */
  visibleRows?: number
  /** Columns that the caller may not write. */
  droppedColumns?: readonly string[]
}

export type Call = TableRequest & { instance: Instance; user: ServiceNowUser; deviation: Deviation }
