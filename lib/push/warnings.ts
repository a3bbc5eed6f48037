// What a push that succeeded has to tell all the same. A warning names columns, never their values.
import type { Write } from './next-write.ts'
import type { IncidentRow } from './ports.ts'
import { normalized } from './text.ts'

export type Warning =
  /** The case is older than what was pushed before, so its fields were not sent. */
  | { code: 'older_version' }
  /** ServiceNow stored another value than was sent. */
  | { code: 'column_differs'; column: string }
  /** ServiceNow did not store the correlation id, by which alone a lost create can be found. */
  | { code: 'correlation_dropped' }

/** Warnings in a log: each by its code and, where it has one, its column. */
export const namesOf = (warnings: readonly Warning[]): string[] =>
  warnings.map((warning) => ('column' in warning ? `${warning.code}:${warning.column}` : warning.code))

/**
 * What the answer to a write shows of the columns that were written. A column that is absent, since the user may not
 * read it or it was not asked for, proves nothing.
 * @param journalColumn it takes texts and shows none
 */
export function warningsOf(write: Write, { columns }: IncidentRow, journalColumn: string | undefined): Warning[] {
  return Object.entries(write.columns).flatMap(([column, sent]): Warning[] => {
    const stored = columns[column]
    if (column === journalColumn || stored === undefined || normalized(stored) === normalized(sent)) return []
    return write.kind === 'create' && column === 'correlation_id'
      ? [{ code: 'correlation_dropped' }]
      : [{ code: 'column_differs', column }]
  })
}
