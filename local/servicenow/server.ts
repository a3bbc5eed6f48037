// Starts and stops the ServiceNow stand-in: one HTTP server on the loopback address, with the
// Table API, the pages and the control surface.
import { createServer, type Server } from 'node:http'
import { getRequestListener } from '@hono/node-server'
import { Hono } from 'hono'
import { apiRoutes } from './api-routes.ts'
import { controlRoutes } from './control-routes.ts'
import { pageRoutes } from './page-routes.ts'
import { keepSnapshot, loadSnapshot } from './snapshot.ts'
import { controlsOf, createStandIn, type Controls, type StandIn } from './stand-in.ts'
import type { ServiceNowUser } from './instance.ts'

export type { Fault, FaultRequest } from './faults.ts'
export type { ServiceNowUser } from './instance.ts'
export type { JournalEntry } from './journal.ts'
export type { PropertiesPatch } from './properties.ts'
export type { LoggedRequest } from './request-log.ts'
export type { IncidentRecord } from './stand-in.ts'

export type ServiceNowOptions = {
  /** 0, the default: any free port. */
  port?: number
  users?: readonly ServiceNowUser[]
  /** Milliseconds since 1970; stamps records. Delays of faults run by real time. */
  clock?: () => number
  /** Journal columns beside `comments` and `work_notes`. */
  journalColumns?: readonly string[]
  /** Keeps the tables from one start to the next; in memory alone without it. */
  dataFile?: string
}

export type ServiceNow = Controls & {
  /** `http://127.0.0.1:<port>` */
  url: string
  /** Ends open connections and unanswered requests, too. */
  close: () => Promise<void>
}

const host = '127.0.0.1'

const defaultUser: ServiceNowUser = { username: 'case-push', password: 'local-password', webServiceAccessOnly: true }

/** Rejects with the server's own error, e.g. code EADDRINUSE. */
export async function startServiceNow(options: ServiceNowOptions = {}): Promise<ServiceNow> {
  const { port = 0, users = [defaultUser], clock = Date.now, journalColumns = [], dataFile } = options
  const standIn = createStandIn({ users, clock, journalColumns })
  if (dataFile !== undefined) loadSnapshot(standIn.instance, dataFile)
  const controls = controlsOf(standIn)
  const app = new Hono()
  app.route('/api', apiRoutes(standIn))
  app.route('/stand-in', controlRoutes(controls))
  app.route('/', pageRoutes(standIn.instance))
  const listener = getRequestListener(app.fetch, { overrideGlobalObjects: false })
  const server = createServer((incoming, outgoing) => {
    void listener(incoming, outgoing)
  })
  if (dataFile !== undefined) keepSnapshot(server, standIn.instance, dataFile)
  standIn.instance.url = `http://${host}:${await listen(server, port)}`
  return { ...controls, url: standIn.instance.url, close: () => close(server, standIn) }
}

function listen(server: Server, port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', reject)
    server.listen(port, host, () => {
      const address = server.address()
      resolve(typeof address === 'object' && address ? address.port : port)
    })
  })
}

function close(server: Server, { lateWrites, slowAnswers }: StandIn): Promise<void> {
  lateWrites.cancel()
  slowAnswers.cancel()
  return new Promise((resolve) => {
    server.close(() => {
      resolve()
    })
    server.closeAllConnections()
  })
}
