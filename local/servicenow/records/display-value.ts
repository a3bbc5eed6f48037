// What a person sees for a stored value: labels, names, histories, and times in the user's zone.
import { choiceLabel } from './choices.ts'
import { userSysId, formatTimestamp, type Instance, type Row } from './instance.ts'
import { journalOf, type JournalEntry } from './journal.ts'
import { columnLabel } from './labels.ts'
import { tableLabel } from './task-tables.ts'
import type { Column } from './column.ts'

/** The value as `sysparm_display_value=true` shows it. */
export function displayValue(instance: Instance, row: Row, name: string, column: Column): string {
  const value = row[name] ?? ''
  if (column.type === 'journal') return formatJournal(instance, row.sys_id ?? '', [name])
  if (column.type === 'journal_list') return formatJournal(instance, row.sys_id ?? '', ['comments', 'work_notes'])
  if (column.type === 'date') return formatDisplayTime(instance, value)
  if (column.type === 'reference')
    return instance.users.find(({ username }) => userSysId(username) === value)?.username ?? value
  if (name === 'sys_class_name') return tableLabel(value)
  return choiceLabel(row.sys_class_name ?? '', name, value)
}

/** A stored time in the user's time zone; text that is not a time stays as it is. */
export function formatDisplayTime(instance: Instance, stored: string): string {
  if (stored === '') return ''
  const epochMs = Date.parse(`${stored.replace(' ', 'T')}Z`)
  if (Number.isNaN(epochMs)) return stored
  return formatTimestamp(epochMs + zoneOffsetMinutes(instance) * 60_000)
}

/** A time in the user's zone, to the millisecond. */
export function formatDisplayInstant(instance: Instance, epochMs: number): string {
  const shown = new Date(epochMs + zoneOffsetMinutes(instance) * 60_000)
  return shown.toISOString().slice(0, 23).replace('T', ' ')
}

/** The user's time zone: `UTC`, `UTC+05:30`. */
export function displayZone(instance: Instance): string {
  const offset = zoneOffsetMinutes(instance)
  if (offset === 0) return 'UTC'
  const [hours, minutes] = [Math.floor(Math.abs(offset) / 60), Math.abs(offset) % 60].map((n) =>
    String(n).padStart(2, '0'),
  )
  return `UTC${offset < 0 ? '−' : '+'}${hours}:${minutes}`
}

const zoneOffsetMinutes = ({ properties }: Instance): number => properties.displayTimeZoneOffsetMinutes ?? 0

/** Newest entry first. */
function formatJournal(instance: Instance, recordId: string, elements: readonly string[]): string {
  return journalOf(instance, recordId, elements)
    .reverse()
    .map((entry) => `${formatHeading(instance, entry)}\n${entry.value}\n\n`)
    .join('')
}

const DEFAULT_HEADING = '{YYYY}-{MM}-{DD} {hh}:{mm}:{ss} - {user} ({label})'

/** The line above an entry. The user's language and formats decide how it looks. */
function formatHeading(instance: Instance, { element, sys_created_on, sys_created_by }: JournalEntry): string {
  const time = formatDisplayTime(instance, sys_created_on)
  const [YYYY = '', MM = '', DD = '', hh = '', mm = '', ss = ''] = time.split(/[- :]/)
  const parts: Record<string, string> = { YYYY, MM, DD, hh, mm, ss, user: sys_created_by, label: columnLabel(element) }
  const template = instance.properties.journalHeading ?? DEFAULT_HEADING
  return template.replaceAll(/\{(YYYY|MM|DD|hh|mm|ss|user|label)\}/g, (_, name: string) => parts[name] ?? '')
}
