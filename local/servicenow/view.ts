// How a stored row is answered: sysparm_fields, sysparm_display_value, reference links.
import { choiceLabel } from './labels.ts'
import { displayTime, journalText } from './journal.ts'
import { userSysId, type Instance, type Row } from './instance.ts'
import type { Column, Columns } from './columns.ts'

export type View = { fields: string[] | undefined; displayValue: 'false' | 'true' | 'all'; hasReferenceLinks: boolean }

export function readView(parameters: URLSearchParams): View {
  const displayValue = parameters.get('sysparm_display_value')
  const fields = parameters.get('sysparm_fields')
  return {
    fields: fields ? fields.split(',').map((name) => name.trim()) : undefined,
    displayValue: displayValue === 'true' || displayValue === 'all' ? displayValue : 'false',
    hasReferenceLinks: parameters.get('sysparm_exclude_reference_link') !== 'true',
  }
}

/** Names that are no columns are left out without a word. */
export function viewRow(instance: Instance, row: Row, columns: Columns, view: View): Record<string, unknown> {
  const names = view.fields ?? [...columns.keys()]
  return Object.fromEntries(
    names.flatMap((name) => {
      const column = columns.get(name)
      return column && isReadable(instance, column) ? [[name, viewValue(instance, row, name, column, view)]] : []
    }),
  )
}

/** What a person sees for a stored value. */
export function displayValue(instance: Instance, row: Row, name: string, column: Column): string {
  const value = row[name] ?? ''
  if (column.type === 'journal') return journalText(instance, row.sys_id ?? '', [name])
  if (column.type === 'journal_list') return journalText(instance, row.sys_id ?? '', ['comments', 'work_notes'])
  if (column.type === 'date') return displayTime(instance, value)
  if (column.type === 'reference')
    return instance.users.find(({ username }) => userSysId(username) === value)?.username ?? value
  return choiceLabel(name, value)
}

function isReadable(instance: Instance, column: Column): boolean {
  const isJournal = column.type === 'journal' || column.type === 'journal_list'
  return !isJournal || instance.properties.journalDisplayReadable !== false
}

function viewValue(instance: Instance, row: Row, name: string, column: Column, view: View): unknown {
  const value = row[name] ?? ''
  const link =
    column.type === 'reference' && value !== '' && view.hasReferenceLinks
      ? `${instance.url}/api/now/table/${column.table}/${value}`
      : undefined
  if (view.displayValue === 'false') return link === undefined ? value : { link, value }
  const display_value = displayValue(instance, row, name, column)
  if (view.displayValue === 'all') return { display_value, ...(link === undefined ? {} : { link }), value }
  return link === undefined ? display_value : { display_value, link }
}
