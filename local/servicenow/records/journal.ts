// Journal entries: appended, never changed, and kept as rows of sys_journal_field.
import { createSysId, formatTimestamp, type Instance, type Row } from './instance.ts'

export type JournalEntry = { element: string; value: string; sys_created_on: string; sys_created_by: string }

/** What a write carries for one journal column. */
export type NewEntry = readonly [element: string, value: string]

/** Appends one row for each entry, even if its text is already there. */
export function appendToJournal(
  instance: Instance,
  record: { table: string; id: string },
  entries: readonly NewEntry[],
  username: string,
): void {
  for (const [element, value] of entries) {
    instance.tables.journal.push({
      sys_id: createSysId(),
      name: record.table,
      element,
      element_id: record.id,
      value,
      sys_created_on: formatTimestamp(instance.now()),
      sys_created_by: username,
    })
  }
}

/** The entries in the order of writing, which time stamps of one second alone do not tell. */
export function journalOf(instance: Instance, recordId: string, elements?: readonly string[]): JournalEntry[] {
  return instance.tables.journal
    .filter((row) => row.element_id === recordId && (elements?.includes(row.element ?? '') ?? true))
    .map(toJournalEntry)
}

function toJournalEntry(row: Row): JournalEntry {
  const { element = '', value = '', sys_created_on = '', sys_created_by = '' } = row
  return { element, value, sys_created_on, sys_created_by }
}
