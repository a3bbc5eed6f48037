// ServiceNow as a dry run meets it: nothing is sent. Every call is noted as it would leave, without its credentials,
// and answered as an instance would that stores what it gets and holds nothing else.
import type { Clock } from '../clock.ts'
import type { Connector } from '../connectors/connector.ts'
import type { Incidents } from '../push/ports.ts'
import { callUrl, type Client } from './client.ts'
import { createIncidents } from './incidents.ts'

/** A call that a push would make. */
export type DryCall = { method: string; url: string; body?: Record<string, string> }

/** Stands for the sys_id of a record that is not there yet. */
const NEW_RECORD = 'SYS_ID_OF_THE_NEW_RECORD'

/** Incidents that note the calls. */
export function dryIncidents({ apiUrl, table }: Connector, clock: Clock): { incidents: Incidents; calls: DryCall[] } {
  const calls: DryCall[] = []
  const client: Client = (call) => {
    const { method, id, body, query } = call
    calls.push({ method, url: callUrl(call, apiUrl), ...(body === undefined ? {} : { body }) })
    if (method === 'GET' && id === undefined) return Promise.resolve([])
    const asked = query?.['sysparm_fields']?.split(',') ?? []
    const columns = Object.fromEntries(asked.map((name) => [name, body?.[name] ?? '']))
    return Promise.resolve({ ...columns, sys_id: id ?? NEW_RECORD, number: '' })
  }
  return { incidents: createIncidents({ client, table }, clock, {}), calls }
}
