// ServiceNow as a dry run meets it: nothing is sent. Every call is noted as it would leave, without its credentials,
// and answered as an instance would that stores what it gets and holds nothing else.
import type { Clock } from '../clock.ts'
import type { Connector } from '../connectors/connector.ts'
import type { Incidents } from '../push/ports.ts'
import { memberOf } from '../schema/objects.ts'
import { incidentsBehind } from './access.ts'
import { callUrl, type Call, type Client } from './client.ts'

/** A call that a push would make. */
export type DryCall = { method: string; url: string; body?: Call['body'] }

/** Stands for the sys_id of a record that is not there yet. */
const NEW_RECORD = 'SYS_ID_OF_THE_NEW_RECORD'

function answerTo({ method, id, path, body, query }: Call): unknown {
  if (path !== undefined) return [{ status: 'inserted', sys_id: memberOf(body, 'elastic_incident_id') ?? NEW_RECORD }]
  if (method === 'GET' && id === undefined) return []
  const asked = query?.['sysparm_fields']?.split(',') ?? []
  const columns = Object.fromEntries(asked.map((name) => [name, memberOf(body, name) ?? '']))
  return { ...columns, sys_id: id ?? NEW_RECORD, number: '' }
}

/** Incidents that note the calls. */
export function dryIncidents(connector: Connector, clock: Clock): { incidents: Incidents; calls: DryCall[] } {
  const calls: DryCall[] = []
  const client: Client = (call) => {
    const { body } = call
    calls.push({ method: call.method, url: callUrl(call, connector.apiUrl), ...(body === undefined ? {} : { body }) })
    return Promise.resolve(answerTo(call))
  }
  const application = { seenAtMs: Infinity }
  return { incidents: incidentsBehind(client, { connector, clockOffset: {}, application }, clock), calls }
}
