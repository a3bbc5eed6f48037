// The state of one stand-in: its users and their logins, its properties and its tables, all in memory.
import { createHash, randomUUID } from 'node:crypto'
import { createJournalColumns, createTaskColumns } from './columns.ts'
import { createLogins, type LoginOptions, type Logins } from './logins.ts'
import { restartReplica, type TablesCopy } from './replica.ts'
import { createTaskTables, type TaskTables } from './task-tables.ts'
import type { Columns } from './column.ts'
import type { StoredObservable } from './observables.ts'
import type { Properties } from './properties.ts'

export type ServiceNowUser = { username: string; password: string; webServiceAccessOnly?: boolean }

/** Every value is a string, an empty one included, as in the Table API's answers. */
export type Row = Record<string, string>

export type Tables = {
  tasks: TaskTables
  /** What they have in common. */
  taskColumns: Columns
  journal: Row[]
  journalColumns: Columns
  observables: StoredObservable[]
}

export type Instance = {
  url: string
  /** The true time, in milliseconds since 1970. */
  clock: () => number
  /** What the instance takes the time to be. */
  now: () => number
  users: ServiceNowUser[]
  logins: Logins
  properties: Properties
  tables: Tables
  /** What reads see instead of `tables` (replica.ts), oldest first; empty if they see the present. */
  replica: TablesCopy[]
  /** Deletes all records; numbers start again. */
  clearTables: () => void
}

export type InstanceOptions = LoginOptions & {
  users: readonly ServiceNowUser[]
  clock: () => number
  /** Journal columns beside `comments` and `work_notes`. */
  journalColumns: readonly string[]
  /** Task tables beside those of the base system and its usual applications. */
  taskTables: readonly string[]
}

export function createInstance(options: InstanceOptions): Instance {
  const { users, clock } = options
  const instance: Instance = {
    url: '',
    clock,
    now: () => clock() + (instance.properties.clockOffsetMs ?? 0),
    users: users.map((user) => ({ ...user })),
    logins: createLogins(options),
    properties: {},
    tables: createTables(options),
    replica: [],
    clearTables: () => {
      instance.tables = createTables(options)
      restartReplica(instance)
    },
  }
  return instance
}

export const createSysId = (): string => randomUUID().replaceAll('-', '')

/** The same for a user name at every start, so that a kept `opened_by` still names its user. */
export const userSysId = (username: string): string => createHash('md5').update(username).digest('hex')

/** `YYYY-MM-DD HH:MM:SS` in UTC, as ServiceNow stores it: to the second, without a zone. */
export const formatTimestamp = (epochMs: number): string =>
  new Date(epochMs).toISOString().slice(0, 19).replace('T', ' ')

function createTables({ taskTables, journalColumns }: InstanceOptions): Tables {
  return {
    tasks: createTaskTables(taskTables, journalColumns),
    taskColumns: createTaskColumns(journalColumns),
    journal: [],
    journalColumns: createJournalColumns(),
    observables: [],
  }
}
