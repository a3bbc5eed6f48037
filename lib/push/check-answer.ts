// What the answer to a write shows of the columns that were written.
import type { Write } from './next-write.ts'
import type { IncidentRow } from './ports.ts'
import { normalized } from './text.ts'
import type { Warning } from './warnings.ts'

/** A longer text is not asked back: the answer to a write must not outgrow its limit. */
export const MAX_SHOWN_LENGTH = 10_000

const SYS_ID = /^[0-9a-f]{32}$/

/**
 * Where ServiceNow stored something else than was sent, or does not show a column that the case gave: it has none of
 * that name, or hides it. Of long texts and of a journal an answer says nothing.
 * @param journalColumn it takes texts and shows none
 */
export function warningsOf(write: Write, { columns }: IncidentRow, journalColumn: string | undefined): Warning[] {
  return Object.entries(write.columns).flatMap(([column, sent]): Warning[] => {
    const stored = columns[column]
    if (column === journalColumn || sent.length > MAX_SHOWN_LENGTH) return []
    if (stored === undefined) return isOfCase(write, column) ? [{ code: 'column_missing', column }] : []
    if (normalized(stored) === normalized(sent) || isResolved(sent, stored)) return []
    return write.kind === 'create' && column === 'correlation_id'
      ? [{ code: 'correlation_dropped' }]
      : [{ code: 'column_differs', column }]
  })
}

const isOfCase = ({ fields = {} }: Write, column: string) =>
  Object.hasOwn(fields, column) && column !== 'correlation_id'

// A column that refers to a record takes its name as well, and stores its sys_id.
const isResolved = (sent: string, stored: string) => SYS_ID.test(stored) && !SYS_ID.test(sent)
