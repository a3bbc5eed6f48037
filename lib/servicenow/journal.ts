// The journal of an incident (servicenow-api.md §2): the rows of sys_journal_field or, where these cannot be read,
// the history that the record itself shows.
import * as v from 'valibot'
import type { JournalEntry } from '../push/ports.ts'
import { PushError } from '../errors.ts'
import { serviceNowTime } from '../push/plan-incident.ts'
import { digestOf } from '../push/text.ts'
import type { Clock } from '../clock.ts'
import type { Client } from './client.ts'
import type { Budget } from '../push/ports.ts'
import { parsed } from './classify-response.ts'

/** Rows per call: as many of Kibana's longest comments, 30,000 characters, fit in an answer of 10 MB. */
const PAGE = 100

const Rows = v.array(v.object({ value: v.string(), sys_created_on: v.optional(v.string()) }))

/**
 * All entries of one journal column, each by its digest.
 * @throws PushError `misconfigured` when the user may read neither source: an entry that cannot be seen would be
 *   written again
 */
export async function readJournal(
  client: Client,
  id: string,
  column: string,
  budget: Budget,
  clock: Clock,
): Promise<JournalEntry[]> {
  const rows = await visibleRows(client, id, column, budget, clock)
  if (rows.length > 0) return rows
  // None, or none that this user may see: an ACL filters silently.
  const history = await shownHistory(client, id, column, budget)
  if (history === undefined) throw new PushError('misconfigured', { reason: 'journal_unreadable' })
  return entriesOf(history).map((text) => ({ digest: digestOf(text), createdAtMs: clock.now() }))
}

// Refused on any page, none of the rows counts: some are not all.
async function visibleRows(
  client: Client,
  id: string,
  column: string,
  budget: Budget,
  clock: Clock,
): Promise<JournalEntry[]> {
  try {
    return await journalRows(client, id, column, budget, clock)
  } catch (error) {
    if (error instanceof PushError && (error.reason === 'authorization' || error.code === 'incident_not_found'))
      return []
    throw error
  }
}

async function journalRows(
  client: Client,
  id: string,
  column: string,
  budget: Budget,
  clock: Clock,
): Promise<JournalEntry[]> {
  const rows: JournalEntry[] = []
  // The limit goes before ACLs, which shorten a page: only an empty one is the end (§1.3).
  for (let offset = 0; ; offset += PAGE) {
    const page = await journalPage(client, id, column, offset, budget)
    if (page.length === 0) return rows
    // Only digests are kept: a journal without end is cut by the deadline before it fills the memory.
    rows.push(
      ...page.map((row) => ({
        digest: digestOf(row.value),
        createdAtMs: serviceNowTime(row.sys_created_on) ?? clock.now(),
      })),
    )
  }
}

async function journalPage(
  client: Client,
  id: string,
  column: string,
  offset: number,
  budget: Budget,
): Promise<v.InferOutput<typeof Rows>> {
  const query = {
    sysparm_query: `name=incident^element_id=${id}^element=${column}^ORDERBYsys_created_on^ORDERBYsys_id`,
    sysparm_fields: 'value,sys_created_on',
    sysparm_limit: String(PAGE),
    sysparm_offset: String(offset),
    sysparm_no_count: 'true',
  }
  return parsed(Rows, await client({ method: 'GET', path: '/api/now/v2/table/sys_journal_field', query, budget }))
}

async function shownHistory(client: Client, id: string, column: string, budget: Budget): Promise<string | undefined> {
  const query = { sysparm_fields: column, sysparm_display_value: 'true' }
  const result = await client({
    method: 'GET',
    path: `/api/now/v2/table/incident/${encodeURIComponent(id)}`,
    query,
    budget,
  })
  const shown = v.safeParse(v.object({ [column]: v.string() }), result)
  return shown.success ? shown.output[column] : undefined
}

// `2026-11-23 10:00:00 - Jane Doe (Work notes)`, in the date format of the user. Two patterns, not one: the time they
// take grows with the line alone, whatever a caller writes.
const isHeading = (line: string): boolean => {
  const dash = line.indexOf(' - ')
  return dash > 0 && /^\S.*\d[:.]\d\d/.test(line.slice(0, dash)) && /^.+ \([^()]+\)$/.test(line.slice(dash + 3))
}

/** The texts of a shown history: each stands under its heading, up to the next one. */
export function entriesOf(history: string): string[] {
  const entries: string[][] = []
  for (const line of history.replace(/\r\n?/g, '\n').split('\n')) {
    if (isHeading(line)) entries.push([])
    else entries.at(-1)?.push(line)
  }
  return entries.map((lines) => lines.join('\n'))
}
