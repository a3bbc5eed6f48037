// The Table API of an incident (servicenow-api.md §1): create, update, read, find by correlation id.
import * as v from 'valibot'
import { PushError } from '../errors.ts'
import { ExternalId } from '../schema/identifiers.ts'
import { serviceNowTime } from '../push/plan-incident.ts'
import type { Connector } from '../connectors/connector.ts'
import type { Clock } from '../clock.ts'
import { createClient, type Client } from './client.ts'
import type { Authorization } from './credentials.ts'
import type { Budget, IncidentHead, Incidents } from '../push/ports.ts'
import { readJournal } from './journal.ts'
import { parsed } from './classify-response.ts'

const TABLE = '/api/now/v2/table/incident'
const HEAD = 'sys_id,number,sys_created_on,sys_updated_on'
const ANSWER = { sysparm_fields: HEAD, sysparm_exclude_reference_link: 'true' }

const Head = v.object({
  sys_id: ExternalId,
  number: v.optional(v.string()),
  sys_created_on: v.optional(v.string()),
  sys_updated_on: v.optional(v.string()),
})

/** The incidents of one instance, over a client. */
export function createIncidents(client: Client, clock: Clock): Incidents {
  const headOf = (result: v.InferOutput<typeof Head>): IncidentHead => {
    // A time hidden by an ACL or garbled is taken as now (Kibana 8.x does the same).
    const updatedAtMs = serviceNowTime(result.sys_updated_on) ?? clock.now()
    return {
      id: result.sys_id,
      number: result.number ?? result.sys_id,
      createdAtMs: serviceNowTime(result.sys_created_on) ?? updatedAtMs,
      updatedAtMs,
    }
  }
  const written = (result: unknown): IncidentHead => {
    const head = v.safeParse(Head, result)
    if (!head.success)
      throw new PushError('servicenow_unavailable', { effect: 'ended', reason: 'not_json', retryAfterS: 5 })
    return headOf(head.output)
  }
  return {
    create: async (columns, budget) =>
      written(await client({ method: 'POST', path: TABLE, query: ANSWER, body: columns, budget })),
    update: async (id, columns, budget) =>
      written(await client({ method: 'PATCH', path: pathOf(id), query: ANSWER, body: columns, budget })),
    read: async (id, columns, budget) => {
      const result = await readRecord(client, id, columns, budget)
      if (result === undefined) return undefined
      return { ...headOf(result.head), columns: result.columns }
    },
    findByCorrelationId: async (correlationId, sinceMs, except, budget) => {
      const rows = await listByCorrelationId(client, correlationId, budget)
      const heads = rows.filter((row) => row.correlation_id === correlationId && row.sys_id !== except).map(headOf)
      return heads
        .filter((head) => head.createdAtMs >= sinceMs)
        .sort((a, b) => a.createdAtMs - b.createdAtMs || a.id.localeCompare(b.id))[0]
    },
    journal: async (id, column, budget) => readJournal(client, id, column, budget, clock),
  }
}

/** The incidents of the instance that a connector names. */
export function incidentsOf(
  { connector, authorization }: { connector: Connector; authorization: Authorization },
  clock: Clock,
): Incidents {
  return createIncidents(createClient(connector.apiUrl, authorization, clock), clock)
}

const pathOf = (id: string) => `${TABLE}/${encodeURIComponent(id)}`

const Columns = v.record(v.string(), v.unknown())

async function readRecord(client: Client, id: string, names: readonly string[], budget: Budget) {
  try {
    const result = await client({
      method: 'GET',
      path: pathOf(id),
      query: { ...ANSWER, sysparm_fields: [HEAD, ...names].join(',') },
      budget,
    })
    const head = parsed(Head, result)
    const values = parsed(Columns, result)
    return {
      head,
      columns: Object.fromEntries(
        names.flatMap((name) => (typeof values[name] === 'string' ? [[name, values[name]]] : [])),
      ),
    }
  } catch (error) {
    if (error instanceof PushError && error.code === 'incident_not_found') return undefined
    throw error
  }
}

const Rows = v.array(v.object({ ...Head.entries, correlation_id: v.optional(v.string()) }))

// An unknown column in a query is silently dropped by ServiceNow: so the id is asked for and compared again (§1.3).
async function listByCorrelationId(client: Client, correlationId: string, budget: Budget) {
  const query = {
    sysparm_query: `correlation_id=${correlationId}^ORDERBYDESCsys_created_on`,
    sysparm_fields: `${HEAD},correlation_id`,
    sysparm_limit: '10',
    sysparm_no_count: 'true',
    sysparm_exclude_reference_link: 'true',
  }
  const rows = parsed(Rows, await client({ method: 'GET', path: TABLE, query, budget }))
  // Hidden by an ACL: whether an incident is the case's own cannot be told, and it would be created again.
  if (rows.some((row) => row.correlation_id === undefined))
    throw new PushError('misconfigured', { reason: 'correlation_unreadable' })
  return rows
}
