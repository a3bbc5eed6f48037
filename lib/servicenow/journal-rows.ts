// Pages of sys_journal_field, newest first. A page that is too long for one answer is read in halves, and a single row
// that is too long is passed over: no comment that a push may write is that long.
import * as v from 'valibot'
import { PushError } from '../errors.ts'
import { partsOf } from '../push/merged-text.ts'
import type { Budget } from '../push/ports.ts'
import { digestOf } from '../push/text.ts'
import { log } from '../telemetry/log.ts'
import { resultAs } from './classify-response.ts'
import type { Client } from './client.ts'
import type { Page } from './pages.ts'
import { serviceNowTime } from './time.ts'

/** A row without its text: a long journal does not fit into memory. */
export type JournalRow = {
  id: string
  /** Undefined: the row was passed over. */
  digest: string | undefined
  /** The digests of the comments that may share the entry. */
  parts: readonly string[] | undefined
  /** By ServiceNow's clock, epoch ms; undefined where an ACL hides it. */
  createdAtMs: number | undefined
}

/** Thrown when an ACL hides the texts of rows, or by which id a row that is read twice is known. */
export const HIDDEN = Symbol('hidden rows')

/** For a single text: a comment of 5 MB, each character of which ServiceNow may write as an escape of six. */
export const MAX_TEXT_BYTES = 32 * 1024 * 1024

const Rows = v.array(
  v.object({
    sys_id: v.optional(v.string()),
    value: v.optional(v.string()),
    sys_created_on: v.optional(v.string()),
  }),
)
type Rows = v.InferOutput<typeof Rows>

/** The table is that of the record. */
type Source = { client: Client; table: string; budget: Budget }

/** The pages of one journal column. @throws HIDDEN, or PushError */
export function journalRows(source: Source, id: string, column: string): Page<JournalRow> {
  const readAll: Page<JournalRow> = async (offset, limit) => {
    try {
      return (await readRows(source, id, column, { offset, limit })).map(rowFrom)
    } catch (error) {
      if (!isTooLong(error)) throw error
      if (limit === 1) return passedOver(source, id, column, offset)
      const half = Math.ceil(limit / 2)
      // One after the other: the answers are long.
      return [...(await readAll(offset, half)), ...(await readAll(offset + half, limit - half))]
    }
  }
  return readAll
}

const isTooLong = (error: unknown) => error instanceof PushError && error.reason === 'answer_too_long'

function rowFrom({ sys_id, value, sys_created_on }: Rows[number]): JournalRow {
  // eslint-disable-next-line @typescript-eslint/only-throw-error -- a mark for the caller, never an answer
  if (sys_id === undefined || value === undefined) throw HIDDEN
  return { id: sys_id, digest: digestOf(value), parts: partsOf(value), createdAtMs: serviceNowTime(sys_created_on) }
}

async function passedOver(source: Source, id: string, column: string, offset: number): Promise<JournalRow[]> {
  const rows = await readRows(source, id, column, { offset, limit: 1, fields: 'sys_id,sys_created_on' })
  return rows.map((row) => {
    log('warn', 'journal entry passed over', { incident: id, entry: row.sys_id })
    return { ...rowFrom({ ...row, value: '' }), digest: undefined }
  })
}

async function readRows(
  { client, table, budget }: Source,
  id: string,
  column: string,
  { offset, limit, fields = 'sys_id,value,sys_created_on' }: { offset: number; limit: number; fields?: string },
): Promise<Rows> {
  const query = {
    sysparm_query: `name=${table}^element_id=${id}^element=${column}^ORDERBYDESCsys_created_on^ORDERBYDESCsys_id`,
    sysparm_fields: fields,
    sysparm_limit: String(limit),
    sysparm_offset: String(offset),
    sysparm_no_count: 'true',
  }
  const maxAnswerBytes = limit === 1 ? MAX_TEXT_BYTES : undefined
  return resultAs(Rows, await client({ method: 'GET', table: 'sys_journal_field', query, budget, maxAnswerBytes }))
}
