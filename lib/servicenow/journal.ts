// The journal of an incident (servicenow-api.md §2): the rows of sys_journal_field or, where the user may not read
// them, the history that the incident itself shows.
import * as v from 'valibot'
import type { Clock } from '../clock.ts'
import { PushError } from '../errors.ts'
import type { Budget, JournalEntry } from '../push/ports.ts'
import { digestOf } from '../push/text.ts'
import { resultAs } from './classify-response.ts'
import type { Client } from './client.ts'
import { serviceNowTime } from './time.ts'

/** Rows per call: this many of Kibana's longest comments, 30,000 characters each, fit in an answer of 10 MB. */
const PAGE_ROWS = 100

const Rows = v.array(v.object({ value: v.string(), sys_created_on: v.optional(v.string()) }))

/**
 * All entries of one journal column, each by its digest.
 * @throws PushError `misconfigured` when the user may read neither source: a push would write again what it cannot see
 */
export async function readJournal(
  client: Client,
  id: string,
  column: string,
  budget: Budget,
  clock: Clock,
): Promise<JournalEntry[]> {
  const entries = await visibleEntries(client, id, column, budget, clock)
  if (entries.length > 0) return entries
  // No rows, or none that this user may see: an ACL filters silently.
  const history = await shownHistory(client, id, column, budget)
  if (history === undefined) throw new PushError('misconfigured', { reason: 'journal_unreadable' })
  return entriesOf(history).map((text) => ({ digest: digestOf(text), createdAtMs: clock.now() }))
}

// When one page fails, no row counts: part of a journal is not the journal.
async function visibleEntries(
  client: Client,
  id: string,
  column: string,
  budget: Budget,
  clock: Clock,
): Promise<JournalEntry[]> {
  try {
    return await allEntries(client, id, column, budget, clock)
  } catch (error) {
    if (error instanceof PushError && (error.reason === 'authorization' || error.reason === 'no_table')) return []
    throw error
  }
}

async function allEntries(
  client: Client,
  id: string,
  column: string,
  budget: Budget,
  clock: Clock,
): Promise<JournalEntry[]> {
  const entries: JournalEntry[] = []
  // ServiceNow applies the limit before ACLs, which shorten a page: only an empty page is the end (§1.3).
  for (let offset = 0; ; offset += PAGE_ROWS) {
    const rows = await journalPage(client, id, column, offset, budget)
    if (rows.length === 0) return entries
    // Only digests are kept: the deadline ends the reading of an endless journal before it fills the memory.
    entries.push(...rows.map((row) => entryFrom(row, clock.now())))
  }
}

function entryFrom(row: v.InferOutput<typeof Rows>[number], nowMs: number): JournalEntry {
  return { digest: digestOf(row.value), createdAtMs: serviceNowTime(row.sys_created_on) ?? nowMs }
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
    sysparm_limit: String(PAGE_ROWS),
    sysparm_offset: String(offset),
    sysparm_no_count: 'true',
  }
  return resultAs(Rows, await client({ method: 'GET', table: 'sys_journal_field', query, budget }))
}

async function shownHistory(client: Client, id: string, column: string, budget: Budget): Promise<string | undefined> {
  const query = { sysparm_fields: column, sysparm_display_value: 'true' }
  const result = await client({ method: 'GET', table: 'incident', id, query, budget })
  const shown = v.safeParse(v.object({ [column]: v.string() }), result)
  return shown.success ? shown.output[column] : undefined
}

// `2026-11-23 10:00:00 - Jane Doe (Work notes)`, in the date format of the user. Two patterns, not one: so the time
// they take grows with the line alone, whatever a caller writes.
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
