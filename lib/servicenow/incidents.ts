// The Table API of an incident (servicenow-api.md §1): create, update, read, find by correlation id.
import * as v from 'valibot'
import type { Clock } from '../clock.ts'
import type { Connector } from '../connectors/connector.ts'
import { PushError } from '../errors.ts'
import type { Budget, IncidentHead, Incidents } from '../push/ports.ts'
import { ExternalId } from '../schema/identifiers.ts'
import { resultAs } from './classify-response.ts'
import { createClient, type Client } from './client.ts'
import type { Authorization } from './credentials.ts'
import { readJournal } from './journal.ts'
import { serviceNowTime } from './time.ts'

const TABLE = 'incident'
const HEAD_COLUMNS = 'sys_id,number,sys_created_on,sys_updated_on'
const HEAD_QUERY = { sysparm_fields: HEAD_COLUMNS, sysparm_exclude_reference_link: 'true' }

const HeadRow = v.object({
  sys_id: ExternalId,
  number: v.optional(v.string()),
  sys_created_on: v.optional(v.string()),
  sys_updated_on: v.optional(v.string()),
})
type HeadRow = v.InferOutput<typeof HeadRow>

/** The incidents of the instance that a connector names. */
export function incidentsOf(
  { connector, authorization }: { connector: Connector; authorization: Authorization },
  clock: Clock,
): Incidents {
  return createIncidents(createClient(connector.apiUrl, authorization, clock), clock)
}

function createIncidents(client: Client, clock: Clock): Incidents {
  return {
    create: async (columns, budget) => {
      const result = await client({ method: 'POST', table: TABLE, query: HEAD_QUERY, body: columns, budget })
      return writtenHead(result, clock.now())
    },
    update: async (id, columns, budget) => {
      const result = await client({ method: 'PATCH', table: TABLE, id, query: HEAD_QUERY, body: columns, budget })
      return writtenHead(result, clock.now())
    },
    read: async (id, columns, budget) => {
      const record = await readRecord(client, id, columns, budget)
      return record && { ...headFrom(record.row, clock.now()), columns: record.columns }
    },
    findByCorrelationId: async (correlationId, sinceMs, except, budget) => {
      const rows = await listByCorrelationId(client, correlationId, budget)
      return rows
        .filter((row) => row.correlation_id === correlationId && row.sys_id !== except)
        .map((row) => headFrom(row, clock.now()))
        .filter((head) => head.createdAtMs >= sinceMs)
        .sort((a, b) => a.createdAtMs - b.createdAtMs || a.id.localeCompare(b.id))[0]
    },
    journal: async (id, column, budget) => readJournal(client, id, column, budget, clock),
  }
}

// A time that an ACL hides, or that cannot be read, counts as now (Kibana 8.x does the same).
function headFrom(row: HeadRow, nowMs: number): IncidentHead {
  const updatedAtMs = serviceNowTime(row.sys_updated_on) ?? nowMs
  return {
    id: row.sys_id,
    number: row.number ?? row.sys_id,
    createdAtMs: serviceNowTime(row.sys_created_on) ?? updatedAtMs,
    updatedAtMs,
  }
}

// A write whose result cannot be read has ended, and may be done.
function writtenHead(result: unknown, nowMs: number): IncidentHead {
  const row = v.safeParse(HeadRow, result)
  if (!row.success)
    throw new PushError('servicenow_unavailable', { effect: 'ended', reason: 'not_json', retryAfterS: 5 })
  return headFrom(row.output, nowMs)
}

const Columns = v.record(v.string(), v.unknown())

async function readRecord(client: Client, id: string, names: readonly string[], budget: Budget) {
  const query = { ...HEAD_QUERY, sysparm_fields: [HEAD_COLUMNS, ...names].join(',') }
  try {
    const result = await client({ method: 'GET', table: TABLE, id, query, budget })
    const row = resultAs(HeadRow, result)
    const values = resultAs(Columns, result)
    const texts = names.flatMap((name) => (typeof values[name] === 'string' ? [[name, values[name]] as const] : []))
    return { row, columns: Object.fromEntries(texts) }
  } catch (error) {
    if (error instanceof PushError && error.code === 'incident_not_found') return undefined
    throw error
  }
}

const CorrelatedRows = v.array(v.object({ ...HeadRow.entries, correlation_id: v.optional(v.string()) }))

// ServiceNow silently drops an unknown column from a query, so the id is read back and compared again (§1.3).
async function listByCorrelationId(client: Client, correlationId: string, budget: Budget) {
  const query = {
    sysparm_query: `correlation_id=${correlationId}^ORDERBYDESCsys_created_on`,
    sysparm_fields: `${HEAD_COLUMNS},correlation_id`,
    sysparm_limit: '10',
    sysparm_no_count: 'true',
    sysparm_exclude_reference_link: 'true',
  }
  const rows = resultAs(CorrelatedRows, await client({ method: 'GET', table: TABLE, query, budget }))
  // With the column hidden by an ACL nobody can tell which incident is the case's, and a push would create another.
  if (rows.some((row) => row.correlation_id === undefined))
    throw new PushError('misconfigured', { reason: 'correlation_unreadable' })
  return rows
}
