// The Table API of incidents (servicenow-api.md §1), or of another table that extends task: create, update, read, find
// by correlation id.
import * as v from 'valibot'
import type { Clock } from '../clock.ts'
import { PushError } from '../errors.ts'
import type { Budget, IncidentHead, Incidents, WrittenRow } from '../push/ports.ts'
import { resultAs } from './classify-response.ts'
import type { Call, Client } from './client.ts'
import { noteCreate, onThisClock, type ClockOffset } from './clock-offset.ts'
import { HEAD_COLUMNS, HEAD_QUERY, HeadRow } from './head-row.ts'
import { readJournal } from './journal.ts'
import { pagesOf } from './pages.ts'
import { serviceNowTime } from './time.ts'
import { shownAfterWrite, textsIn, writtenRow, type Columns } from './written-row.ts'

/** The records of one table of the instance. */
export type Records = { client: Client; table: string }

/** Incidents behind any client. */
export function createIncidents(records: Records, clock: Clock, clockOffset: ClockOffset): Incidents {
  const { client, table } = records
  const toThisClock = (timeMs: number) => onThisClock(clockOffset, timeMs)
  const write = async (to: Pick<Call, 'method' | 'id'>, columns: Columns, budget: Budget, journalColumn?: string) => {
    const query = shownAfterWrite(columns, journalColumn)
    const result = await client({ ...to, table, query, body: columns, budget })
    return writtenRow(result, columns, journalColumn)
  }
  return {
    create: async (written, budget, journalColumn) => {
      const { row, ...shown } = await write({ method: 'POST' }, written, budget, journalColumn)
      noteCreate(clockOffset, serviceNowTime(row.sys_created_on), clock.now())
      return { ...headFrom(row, clock.now()), ...shown }
    },
    update: async (id, written, budget, journalColumn) => {
      const { row, ...shown } = await write({ method: 'PATCH', id }, written, budget, journalColumn)
      return { ...headFrom(row, clock.now()), ...shown }
    },
    read: async (id, columns, budget) => {
      const record = await readRecord(records, id, columns, budget)
      return record && { ...headFrom(record.row, clock.now()), columns: record.columns }
    },
    findByCorrelationId: async (correlationId, sinceMs, budget) => {
      const rows = await listByCorrelationId(records, correlationId, budget)
      return rows
        .filter((row) => toThisClock(timeOf(row) ?? Infinity) >= sinceMs)
        .map((row) => headFrom(row, clock.now()))
        .sort((a, b) => a.createdAtMs - b.createdAtMs || a.id.localeCompare(b.id))
    },
    journal: (id, query, budget) => readJournal({ client, table, budget, toThisClock, nowMs: clock.now() }, id, query),
  }
}

/** Reads a record as the answer to a write would show it. */
export function writtenReader({ client, table }: Records, clock: Clock) {
  return async (id: string, written: Columns, budget: Budget, journalColumn?: string): Promise<WrittenRow> => {
    const query = shownAfterWrite(written, journalColumn)
    const result = await client({ method: 'GET', table, id, query, budget })
    const { row, ...shown } = writtenRow(result, written, journalColumn)
    return { ...headFrom(row, clock.now()), ...shown }
  }
}

// A time that an ACL hides, or that cannot be read, counts as now (Kibana 8.x does the same).
function headFrom(row: HeadRow, nowMs: number): IncidentHead {
  return {
    id: row.sys_id,
    number: row.number ?? row.sys_id,
    createdAtMs: timeOf(row) ?? nowMs,
    updatedAtMs: serviceNowTime(row.sys_updated_on) ?? nowMs,
  }
}

// When an incident was created or, where only that can be seen, last changed.
const timeOf = (row: HeadRow) => serviceNowTime(row.sys_created_on) ?? serviceNowTime(row.sys_updated_on)

async function readRecord({ client, table }: Records, id: string, names: readonly string[], budget: Budget) {
  const query = { ...HEAD_QUERY, sysparm_fields: [HEAD_COLUMNS, ...names].join(',') }
  try {
    const result = await client({ method: 'GET', table, id, query, budget })
    return { row: resultAs(HeadRow, result), columns: textsIn(result, names) }
  } catch (error) {
    if (error instanceof PushError && error.code === 'incident_not_found') return undefined
    throw error
  }
}

const CorrelatedRows = v.array(v.object({ ...HeadRow.entries, correlation_id: v.optional(v.string()) }))

/** Rows per call; beyond the first pages only where people or rules copy correlation ids. */
const PAGE_ROWS = 50

// Oldest first. ServiceNow silently drops an unknown column from a query, so the id is read back and compared again
// (§1.3): a page without any incident that the database may take for one of this id is the end.
async function listByCorrelationId({ client, table }: Records, correlationId: string, budget: Budget) {
  // The database compares without regard to case, accents or blanks at the end. Made here, since few pushes look: at
  // import it would cost every cold start 7 ms.
  const { compare } = new Intl.Collator('en', { sensitivity: 'base' })
  const isFound = (row: { correlation_id?: string | undefined }) =>
    compare(String(row.correlation_id).trimEnd(), correlationId) === 0
  const page = async (offset: number, limit: number) => {
    const query = {
      sysparm_query: `correlation_id=${correlationId}^ORDERBYsys_created_on^ORDERBYsys_id`,
      sysparm_fields: `${HEAD_COLUMNS},correlation_id`,
      sysparm_limit: String(limit),
      sysparm_offset: String(offset),
      sysparm_no_count: 'true',
      sysparm_exclude_reference_link: 'true',
    }
    return resultAs(CorrelatedRows, await client({ method: 'GET', table, query, budget }))
  }
  const found = new Map<string, HeadRow>()
  for await (const rows of pagesOf(page, PAGE_ROWS, (read) => !read.some(isFound))) {
    // With the column hidden by an ACL nobody can tell which incident is the case's, and a push would create another.
    if (rows.some((row) => row.correlation_id === undefined))
      throw new PushError('misconfigured', { reason: 'correlation_unreadable' })
    for (const row of rows) if (row.correlation_id === correlationId) found.set(row.sys_id, row)
  }
  return [...found.values()]
}
