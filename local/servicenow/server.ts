// Starts and stops the ServiceNow stand-in: one HTTP server on the loopback address. Its rooms, each of which imports
// only from those below it:
//   pages/     what a person sees in a browser: records, requests, and a panel to order faults
//   controls/  what a test can do: order faults, list requests and incidents
//   faults/    what goes wrong: the kinds of faults and how each is delivered
//   api/       the Table API, the Import Set API and the tokens of OAuth: a request as data, and its answer as data
//   records/   the instance itself: tables, columns, records, journal, business rules, the file
import { createServer } from 'node:http'
import { dirname, relative } from 'node:path'
import { getRequestListener } from '@hono/node-server'
import { Hono } from 'hono'
import { listen } from '../listen.ts'
import { responseClass } from './api/date-header.ts'
import { apiRoutes } from './api-routes.ts'
import { controlRoutes } from './controls/control-routes.ts'
import { createControls, createStandIn, type Controls, type StandIn } from './controls/stand-in.ts'
import { pageRoutes } from './pages/page-routes.ts'
import { loadSnapshot, saveAfterRequests, saveSnapshot } from './records/snapshot.ts'
import type { ServiceNowUser } from './records/instance.ts'
import type { LoginOptions } from './records/logins.ts'

export type { LoggedRequest } from './controls/request-log.ts'
export type { IncidentRecord, TaskRecord } from './controls/stand-in.ts'
export type { Fault, FaultRequest } from './faults/kinds.ts'
export type { ServiceNowUser } from './records/instance.ts'
export type { JournalEntry } from './records/journal.ts'
export type { StoredObservable } from './records/observables.ts'
export type { PropertiesPatch } from './records/properties.ts'

export type ServiceNowOptions = LoginOptions & {
  /** 0, the default: any free port. */
  port?: number
  users?: readonly ServiceNowUser[]
  /**
   * Milliseconds since 1970, for the times in records and the Date header. The delays of faults follow the real clock.
   */
  clock?: () => number
  /** Journal columns beside `comments` and `work_notes`. */
  journalColumns?: readonly string[]
  /** Task tables that the instance has beside the usual ones, such as `u_soc_case`. */
  tables?: readonly string[]
  /** Keeps the tables from one start to the next; by default they are in memory alone. */
  dataFile?: string
  /** How many requests are listed, the last ones; by default all, for tests to count. */
  maxLogged?: number
}

export type ServiceNow = Controls & {
  /** `http://127.0.0.1:<port>` */
  url: string
  /** Also ends open connections and unanswered requests. Rejects if the tables cannot be saved in `dataFile`. */
  close: () => Promise<void>
}

const DEFAULT_USER: ServiceNowUser = { username: 'case-push', password: 'local-password', webServiceAccessOnly: true }

/** Rejects if the port is taken or `dataFile` cannot be read. */
export async function startServiceNow(options: ServiceNowOptions = {}): Promise<ServiceNow> {
  const {
    port = 0,
    users = [DEFAULT_USER],
    clock = Date.now,
    journalColumns = [],
    dataFile,
    maxLogged,
    ...rest
  } = options
  const { tables: taskTables = [], ...logins } = rest
  const standIn = createStandIn({ users, clock, journalColumns, taskTables, ...logins }, maxLogged)
  const { instance } = standIn
  if (dataFile !== undefined) loadSnapshot(instance, dataFile)
  const controls = createControls(standIn)
  const listener = getRequestListener(routes(standIn, controls, dataFile).fetch, { overrideGlobalObjects: false })
  const server = createServer({ ServerResponse: responseClass(instance) }, (incoming, outgoing) => {
    void listener(incoming, outgoing)
  })
  if (dataFile !== undefined) saveAfterRequests(server, instance, dataFile)
  const { url, close } = await listen(server, 'ServiceNow', port)
  instance.url = url
  return {
    ...controls,
    url,
    close: async () => {
      standIn.lateWrites.cancel()
      standIn.slowAnswers.cancel()
      await close()
      if (dataFile !== undefined) saveSnapshot(instance, dataFile)
    },
  }
}

function routes(standIn: StandIn, controls: Controls, dataFile: string | undefined): Hono {
  const app = new Hono()
  app.route('/', apiRoutes(standIn))
  app.route('/stand-in', controlRoutes(controls))
  app.route('/', pageRoutes(standIn, dataFile === undefined ? undefined : shownFolder(dataFile)))
  return app
}

/** Relative to where the stand-in was started, if it is inside. */
function shownFolder(file: string): string {
  const folder = dirname(file)
  const path = relative(process.cwd(), folder)
  return path.startsWith('..') ? folder : path
}
