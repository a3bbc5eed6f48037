// Access to an instance of ServiceNow as a push has it, with the credentials that the stand-in takes; and the part of a
// list that a request asks for, for servers that a test writes itself.
import type { Clock } from '../../lib/clock.ts'
import type { Incidents } from '../../lib/push/ports.ts'
import { createClient, type Client } from '../../lib/servicenow/client.ts'
import type { ClockOffset } from '../../lib/servicenow/clock-offset.ts'
import { basicHeaders, type Authorization } from '../../lib/servicenow/credentials/authorization.ts'
import { newApplicationHealth } from '../../lib/servicenow/elastic-application.ts'
import { incidentsOf } from '../../lib/servicenow/access.ts'
import { CREDENTIALS } from './connector-secret.ts'
import { connectorAt } from './connector.ts'

const authorization: Authorization = {
  headers: () => Promise.resolve(basicHeaders(CREDENTIALS)),
  renew: () => Promise.resolve(false),
  reportRejection: () => undefined,
}

export const clientAt = (apiUrl: string, clock: Clock, clockOffset: ClockOffset = {}): Client =>
  createClient(apiUrl, authorization, clock, clockOffset)

export function incidentsAt(apiUrl: string, clock: Clock, clockOffset: ClockOffset = {}): Incidents {
  return incidentsOf(
    { connector: connectorAt(apiUrl), authorization, clockOffset, application: newApplicationHealth() },
    clock,
  )
}

/** Which part of a list a request asks for. */
export function pageAsked(url: string | undefined): { offset: number; limit: number } {
  const { searchParams } = new URL(url ?? '', 'http://localhost')
  const numberOf = (name: string) => Number(searchParams.get(name))
  return { offset: numberOf('sysparm_offset'), limit: numberOf('sysparm_limit') }
}

/** The rows of a list that a request asks for. */
export function pageOf<Row>(url: string | undefined, rows: readonly Row[]): Row[] {
  const { offset, limit } = pageAsked(url)
  return rows.slice(offset, offset + limit)
}
