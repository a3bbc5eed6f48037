// Everything that one stand-in holds, and what a test may do to it. The HTTP control surface and
// the functions a test calls in its own process are both this.
import { createFaults, type Faults, type FaultRequest } from './faults.ts'
import { createInstance, type Instance, type InstanceOptions } from './instance.ts'
import { journalOf, type JournalEntry } from './journal.ts'
import { createSchedule, type Schedule } from './schedule.ts'
import { createSessions, type Sessions } from './sessions.ts'
import type { PropertiesPatch } from './properties.ts'
import type { LoggedRequest } from './request-log.ts'

export type StandIn = {
  instance: Instance
  faults: Faults
  sessions: Sessions
  log: LoggedRequest[]
  lateWrites: Schedule
  slowAnswers: Schedule
}

/** All columns as stored (strings), and the journal in the order of writing. */
export type IncidentRecord = {
  [column: string]: string | JournalEntry[]
  sys_id: string
  number: string
  journal: JournalEntry[]
}

export type Controls = {
  /** Answers the fault's id. */
  addFault: (request: FaultRequest) => string
  clearFaults: () => void
  requests: () => LoggedRequest[]
  clearRequests: () => void
  incidents: () => IncidentRecord[]
  /** Empties the tables; writes still on their way (`late-commit`) are forgotten. */
  clear: () => void
  setProperties: (patch: PropertiesPatch) => void
}

export function createStandIn(options: InstanceOptions): StandIn {
  return {
    instance: createInstance(options),
    faults: createFaults(),
    sessions: createSessions(options.clock),
    log: [],
    lateWrites: createSchedule(),
    slowAnswers: createSchedule(),
  }
}

export function controlsOf({ instance, faults, log, lateWrites }: StandIn): Controls {
  return {
    addFault: faults.add,
    clearFaults: faults.clear,
    requests: () => [...log],
    clearRequests: () => {
      log.length = 0
    },
    incidents: () => incidentRecords(instance),
    clear: () => {
      lateWrites.cancel()
      instance.empty()
    },
    setProperties: ({ password, ...properties }) => {
      Object.assign(instance.properties, properties)
      const [user] = instance.users
      if (password !== undefined && user) user.password = password
    },
  }
}

function incidentRecords(instance: Instance): IncidentRecord[] {
  return [...instance.tables.incidents].map(([sys_id, row]) => ({
    ...row,
    sys_id,
    number: row.number ?? '',
    journal: journalOf(instance, sys_id),
  }))
}
