// The state of one stand-in: its users, its switches, its two tables. All in memory.
import { createHash, randomUUID } from 'node:crypto'
import { incidentColumns, journalFieldColumns, type Columns } from './columns.ts'
import type { Properties } from './properties.ts'

export type ServiceNowUser = { username: string; password: string; webServiceAccessOnly?: boolean }

/** All values are strings, the empty one included: so the Table API answers them. */
export type Row = Record<string, string>

export type Tables = {
  incidents: Map<string, Row>
  incidentColumns: Columns
  journal: Row[]
  journalColumns: Columns
  lastNumber: number
}

export type Instance = {
  url: string
  clock: () => number
  users: ServiceNowUser[]
  properties: Properties
  tables: Tables
  /** An empty instance again, numbers included. */
  empty: () => void
}

export type InstanceOptions = {
  users: readonly ServiceNowUser[]
  clock: () => number
  journalColumns: readonly string[]
}

export function createInstance({ users, clock, journalColumns }: InstanceOptions): Instance {
  const instance: Instance = {
    url: '',
    clock,
    users: users.map((user) => ({ ...user })),
    properties: {},
    tables: emptyTables(journalColumns),
    empty: () => {
      instance.tables = emptyTables(journalColumns)
    },
  }
  return instance
}

export const newSysId = (): string => randomUUID().replaceAll('-', '')

/** The same for a user name on every start, so that `opened_by` can be told again. */
export const userSysId = (username: string): string => createHash('md5').update(username).digest('hex')

/** `YYYY-MM-DD HH:MM:SS`, UTC: one-second resolution and no zone, as stored. */
export const timestamp = (epochMilliseconds: number): string =>
  new Date(epochMilliseconds).toISOString().slice(0, 19).replace('T', ' ')

function emptyTables(journalColumns: readonly string[]): Tables {
  return {
    incidents: new Map(),
    incidentColumns: incidentColumns(journalColumns),
    journal: [],
    journalColumns: journalFieldColumns(),
    lastNumber: 10_000,
  }
}
