// The incidents of a connector: its client, and which of ServiceNow's APIs writes.
import type { Clock } from '../clock.ts'
import type { Connector } from '../connectors/connector.ts'
import type { Incidents } from '../push/ports.ts'
import { createClient, type Client } from './client.ts'
import type { ClockOffset } from './clock-offset.ts'
import type { Authorization } from './credentials/authorization.ts'
import { applicationOf, type ApplicationHealth } from './elastic-application.ts'
import { importIncidents } from './import-set.ts'
import { createIncidents, writtenReader } from './incidents.ts'
import { askingFirst, newPresence, type Presence } from './presence.ts'

/**
 * How the instance that a connector names is reached, and what is known of its clock, its application and its presence.
 */
export type Access = {
  connector: Connector
  authorization: Authorization
  clockOffset: ClockOffset
  application: ApplicationHealth
  /** Without it nothing is known from earlier pushes. */
  presence?: Presence
}

/** Calls to the instance that a connector names. */
export function clientOf(
  { connector, authorization, clockOffset }: Omit<Access, 'application' | 'presence'>,
  clock: Clock,
): Client {
  return createClient(connector.apiUrl, authorization, clock, clockOffset, connector.id)
}

/** The incidents of the instance and table that a connector names. */
export function incidentsOf(access: Access, clock: Clock): Incidents {
  const { connector, presence = newPresence() } = access
  return incidentsBehind(askingFirst(clientOf(access, clock), connector.table, presence, clock), access, clock)
}

/** The same behind any client. */
export function incidentsBehind(
  client: Client,
  { connector, clockOffset, application }: Omit<Access, 'authorization' | 'presence'>,
  clock: Clock,
): Incidents {
  const records = { client, table: connector.table }
  const table = createIncidents(records, clock, clockOffset)
  if (connector.usesTableApi) return table
  const imports = { ...records, clock, application: applicationOf(connector.type, application) }
  return importIncidents(imports, table, writtenReader(records, clock))
}
