// Everything that one stand-in holds, and what a test can do to it: as functions in the test's own process, or over
// HTTP (control-routes.ts).
import { createSessions, type Sessions } from '../api/sessions.ts'
import { createFaults, type FaultOrder, type Faults } from '../faults/faults.ts'
import { createSchedule, type Schedule } from '../faults/schedule.ts'
import { createInstance, type Instance, type InstanceOptions } from '../records/instance.ts'
import { journalOf, type JournalEntry } from '../records/journal.ts'
import { observablesOf, type StoredObservable } from '../records/observables.ts'
import { restartReplica } from '../records/replica.ts'
import { createExchanges, type Exchanges } from './exchanges.ts'
import type { FaultRequest } from '../faults/kinds.ts'
import type { PropertiesPatch } from '../records/properties.ts'
import type { LoggedRequest } from './request-log.ts'

export type StandIn = {
  instance: Instance
  faults: Faults
  sessions: Sessions
  log: LoggedRequest[]
  /** How many requests `log` keeps. */
  maxLogged: number
  exchanges: Exchanges
  lateWrites: Schedule
  slowAnswers: Schedule
}

/** All columns as stored (strings), and the journal in the order of writing. */
export type TaskRecord = {
  [column: string]: string | JournalEntry[]
  sys_id: string
  number: string
  journal: JournalEntry[]
}

export type IncidentRecord = TaskRecord

export type Controls = {
  /** Returns the fault's id. */
  addFault: (request: FaultRequest) => string
  /** What is ordered and has not struck as often as it shall. */
  faults: () => FaultOrder[]
  /** `false` if there is nothing to take back. */
  removeFault: (id: string) => boolean
  clearFaults: () => void
  requests: () => LoggedRequest[]
  clearRequests: () => void
  incidents: () => IncidentRecord[]
  /** The records of a task table; throws if there is no such table. */
  records: (table: string) => TaskRecord[]
  /** The number of a record of whichever task table. */
  numberOf: (sysId: string) => string | undefined
  /** The names of the task tables. */
  tables: () => string[]
  /** The observables of a security incident, in the order of arrival. */
  observables: (sysId: string) => StoredObservable[]
  /** Empties the tables and cancels the writes of `late-commit` that are still to come. */
  clear: () => void
  setProperties: (patch: PropertiesPatch) => void
  /** Ends all tokens of OAuth before their time. */
  revokeTokens: () => void
}

export function createStandIn(options: InstanceOptions, maxLogged = Infinity): StandIn {
  return {
    instance: createInstance(options),
    faults: createFaults(),
    sessions: createSessions(options.clock),
    log: [],
    maxLogged,
    exchanges: createExchanges(options.clock),
    lateWrites: createSchedule(),
    slowAnswers: createSchedule(),
  }
}

export function createControls({ instance, faults, log, exchanges, lateWrites }: StandIn): Controls {
  return {
    addFault: faults.add,
    faults: () => faults.list().pending,
    removeFault: faults.remove,
    clearFaults: faults.clear,
    requests: () => [...log],
    clearRequests: () => {
      log.length = 0
      exchanges.clear()
    },
    incidents: () => listRecords(instance, 'incident'),
    records: (table) => listRecords(instance, table),
    numberOf: (sysId) => [...instance.tables.tasks.values()].map(({ rows }) => rows.get(sysId)?.number).find(Boolean),
    tables: () => [...instance.tables.tasks.keys()],
    observables: (sysId) => observablesOf(instance, sysId),
    clear: () => {
      lateWrites.cancel()
      instance.clearTables()
    },
    setProperties: ({ password, clientSecret, ...properties }) => {
      Object.assign(instance.properties, properties)
      const [user] = instance.users
      if (password !== undefined && user) user.password = password
      const [client] = instance.logins.clients
      if (clientSecret !== undefined && client) client.clientSecret = clientSecret
      if (properties.replicaLagMs !== undefined) restartReplica(instance)
    },
    revokeTokens: () => {
      instance.logins.tokens = []
    },
  }
}

function listRecords(instance: Instance, name: string): TaskRecord[] {
  const table = instance.tables.tasks.get(name)
  if (!table) throw new Error(`the stand-in has no task table ${name}`)
  return [...table.rows].map(([sys_id, row]) => ({
    ...row,
    sys_id,
    number: row.number ?? '',
    journal: journalOf(instance, sys_id),
  }))
}
