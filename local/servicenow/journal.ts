// Journal entries: appended, never changed; read as rows of sys_journal_field or as one text.
import { journalLabel } from './labels.ts'
import { newSysId, timestamp, type Instance, type Row } from './instance.ts'

export type JournalEntry = { element: string; value: string; sys_created_on: string; sys_created_by: string }

/** What a write carries for one journal column. */
export type NewEntry = readonly [element: string, value: string]

/** One write, one row, identical text too. */
export function appendToJournal(
  instance: Instance,
  incidentId: string,
  entries: readonly NewEntry[],
  username: string,
): void {
  for (const [element, value] of entries) {
    instance.tables.journal.push({
      sys_id: newSysId(),
      name: 'incident',
      element,
      element_id: incidentId,
      value,
      sys_created_on: timestamp(instance.clock()),
      sys_created_by: username,
    })
  }
}

/** In the order of writing, which the one-second time stamps alone do not tell. */
export function journalOf(instance: Instance, incidentId: string, elements?: readonly string[]): JournalEntry[] {
  return instance.tables.journal
    .filter((row) => row.element_id === incidentId && (elements?.includes(row.element ?? '') ?? true))
    .map(journalEntry)
}

/** The history as `sysparm_display_value=true` shows it: newest first, in the caller's time zone. */
export function journalText(instance: Instance, incidentId: string, elements: readonly string[]): string {
  return journalOf(instance, incidentId, elements)
    .reverse()
    .map(
      (entry) =>
        `${displayTime(instance, entry.sys_created_on)} - ${entry.sys_created_by} (${journalLabel(entry.element)})\n${entry.value}\n\n`,
    )
    .join('')
}

export function displayTime(instance: Instance, stored: string): string {
  if (stored === '') return ''
  const moment = Date.parse(`${stored.replace(' ', 'T')}Z`)
  if (Number.isNaN(moment)) return stored
  return timestamp(moment + (instance.properties.displayTimeZoneOffsetMinutes ?? 0) * 60_000)
}

function journalEntry(row: Row): JournalEntry {
  const { element = '', value = '', sys_created_on = '', sys_created_by = '' } = row
  return { element, value, sys_created_on, sys_created_by }
}
