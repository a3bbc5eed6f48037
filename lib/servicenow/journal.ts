// The journal of an incident (servicenow-api.md §2): the rows of sys_journal_field or, where the user may not read
// them, the history that the incident itself shows.
import * as v from 'valibot'
import { PushError } from '../errors.ts'
import type { Budget, JournalEntry, JournalQuery } from '../push/ports.ts'
import type { Client } from './client.ts'
import { entriesOf } from './journal-history.ts'
import { HIDDEN, MAX_TEXT_BYTES, journalRows, type JournalRow } from './journal-rows.ts'
import { pagesOf } from './pages.ts'

/** Where and until when a journal is read. `toThisClock` turns a time of ServiceNow's into one of this host's. */
export type JournalAccess = {
  client: Client
  table: string
  budget: Budget
  toThisClock: (timeMs: number) => number
  nowMs: number
}

/** Rows per call: this many of Kibana's longest comments, 30,000 characters each, fit in an answer of 10 MB. */
const PAGE_ROWS = 100

/**
 * The entries of one journal column, each by its digest: newest first, or of its history those of interest alone.
 * @throws PushError `misconfigured` when the user may read neither source: a push would write again what it cannot see
 */
export async function readJournal(access: JournalAccess, id: string, query: JournalQuery): Promise<JournalEntry[]> {
  const entries = await visibleEntries(access, id, query)
  if (entries !== undefined) return entries
  const history = await shownHistory(access, id, query.column)
  const digests = history === undefined ? undefined : entriesOf(history, query.digests)
  if (digests === undefined) throw new PushError('misconfigured', { reason: 'journal_unreadable' })
  return digests.map((digest) => ({ digest, createdAtMs: access.nowMs }))
}

// Undefined when there is none, or none that this user may see, of which an ACL says nothing; or when a part cannot be
// seen: that is not the journal. A row whose time is hidden may be the newest, and says nothing of those behind it.
async function visibleEntries(
  access: JournalAccess,
  id: string,
  { column, sinceMs = -Infinity }: JournalQuery,
): Promise<JournalEntry[] | undefined> {
  const isBefore = ({ createdAtMs }: JournalRow) =>
    createdAtMs !== undefined && access.toThisClock(createdAtMs) < sinceMs
  const entries = new Map<string, JournalEntry>()
  let isVisible = false
  try {
    for await (const rows of pagesOf(journalRows(access, id, column), PAGE_ROWS, (read) => read.some(isBefore))) {
      isVisible = true
      // Pages overlap, so that a row may be read twice.
      for (const { id: rowId, digest, parts, createdAtMs = access.nowMs } of rows)
        if (digest !== undefined) entries.set(rowId, { digest, parts, createdAtMs })
    }
  } catch (error) {
    if (error === HIDDEN || isForbidden(error)) return undefined
    throw error
  }
  return isVisible ? [...entries.values()] : undefined
}

const isForbidden = (error: unknown) =>
  error instanceof PushError && (error.reason === 'authorization' || error.reason === 'no_table')

async function shownHistory({ client, table, budget }: JournalAccess, id: string, column: string) {
  const query = { sysparm_fields: column, sysparm_display_value: 'true' }
  const result = await client({ method: 'GET', table, id, query, budget, maxAnswerBytes: MAX_TEXT_BYTES })
  const shown = v.safeParse(v.object({ [column]: v.string() }), result)
  return shown.success ? shown.output[column] : undefined
}
