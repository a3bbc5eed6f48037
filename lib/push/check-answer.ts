// What the answer to a write shows of the columns that were written.
import type { Write } from './next-write.ts'
import type { IncidentRow } from './ports.ts'
import { normalized } from './text.ts'
import type { Warning } from './warnings.ts'

/**
 * Where ServiceNow stored something else than was sent. A column that is absent, since the user may not
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
