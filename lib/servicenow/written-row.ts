// What the answer to a write is asked to show, and what it shows: the record's head, the columns that were written, and
// whether the journal kept a comment.
import * as v from 'valibot'
import { PushError } from '../errors.ts'
import { MAX_SHOWN_LENGTH } from '../push/check-answer.ts'
import { digestOf } from '../push/text.ts'
import { resultAs } from './classify-response.ts'
import { HEAD_COLUMNS, HEAD_QUERY, HeadRow } from './head-row.ts'
import { entriesOf } from './journal-history.ts'

/** Values by column. */
export type Columns = Record<string, string>

/**
 * The query of a write: its answer shows the head, and of the written columns those whose texts are short.
 * @param journalColumn a column whose history it shall show besides: only display values have it
 */
export function shownAfterWrite(columns: Columns, journalColumn: string | undefined): Record<string, string> {
  const short = Object.entries(columns).flatMap(([name, text]) => (text.length <= MAX_SHOWN_LENGTH ? [name] : []))
  const names = new Set([...short, ...(journalColumn === undefined ? [] : [journalColumn])])
  return {
    ...HEAD_QUERY,
    sysparm_fields: [HEAD_COLUMNS, ...names].join(','),
    ...(journalColumn === undefined ? {} : { sysparm_display_value: 'all' }),
  }
}

/**
 * The answer to a write.
 * @throws PushError when it cannot be read: the write has ended, and may be done
 */
export function writtenRow(result: unknown, written: Columns, journalColumn: string | undefined) {
  const row = v.safeParse(HeadRow, rawValues(result))
  if (!row.success)
    throw new PushError('servicenow_unavailable', { effect: 'ended', reason: 'not_json', retryAfterS: 5 })
  return {
    row: row.output,
    columns: textsIn(result, Object.keys(written)),
    ...(journalColumn === undefined ? {} : { isJournaled: isJournaled(result, written, journalColumn) }),
  }
}

const Row = v.record(v.string(), v.unknown())
const Both = v.object({ display_value: v.nullish(v.string()), value: v.unknown() })

/** The values of a row as they are stored, of one with `sysparm_display_value=all` too. */
function rawValues(result: unknown): unknown {
  const row = v.safeParse(Row, result)
  if (!row.success) return result
  return Object.fromEntries(
    Object.entries(row.output).map(([name, shown]) => {
      const both = v.safeParse(Both, shown)
      return [name, both.success ? both.output.value : shown]
    }),
  )
}

/** The texts of these columns. One that the user may not read is absent. */
export function textsIn(result: unknown, names: readonly string[]): Columns {
  const values = resultAs(Row, rawValues(result))
  return Object.fromEntries(
    names.flatMap((name) => (typeof values[name] === 'string' ? [[name, values[name]] as const] : [])),
  )
}

function isJournaled(result: unknown, written: Columns, column: string): boolean {
  const shown = v.safeParse(v.object({ [column]: Both }), result)
  const digest = digestOf(written[column] ?? '')
  const history = shown.success ? (shown.output[column]?.display_value ?? '') : ''
  return entriesOf(history, new Set([digest]))?.includes(digest) === true
}
