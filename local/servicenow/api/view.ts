// What an answer shows of a stored row: sysparm_fields, sysparm_display_value, reference links, and what ACLs hide.
import { displayValue } from '../records/display-value.ts'
import type { Column, Columns } from '../records/column.ts'
import type { Instance, Row } from '../records/instance.ts'

export type View = {
  fields: string[] | undefined
  displayValue: 'false' | 'true' | 'all'
  hasReferenceLinks: boolean
  hidden: readonly string[]
}

export type ViewRequest = { table: string | undefined; parameters: URLSearchParams }

export function readView(instance: Instance, { table = '', parameters }: ViewRequest): View {
  const displayValue = parameters.get('sysparm_display_value')
  const fields = parameters.get('sysparm_fields')
  return {
    fields: fields ? fields.split(',').map((name) => name.trim()) : undefined,
    displayValue: displayValue === 'true' || displayValue === 'all' ? displayValue : 'false',
    hasReferenceLinks: parameters.get('sysparm_exclude_reference_link') !== 'true',
    hidden: hiddenColumns(instance, table),
  }
}

function hiddenColumns({ tables, properties }: Instance, table: string): readonly string[] {
  if (tables.tasks.has(table)) return properties.hiddenColumns ?? []
  return table === 'sys_journal_field' && properties.journalReadable === 'values-hidden' ? ['value'] : []
}

/** Leaves out requested names that are not columns, without an error. */
export function viewRow(instance: Instance, row: Row, columns: Columns, view: View): Record<string, unknown> {
  const names = view.fields ?? [...columns.keys()]
  return Object.fromEntries(
    names.flatMap((name) => {
      const column = columns.get(name)
      const isShown = column && !view.hidden.includes(name) && isReadable(instance, column)
      return isShown ? [[name, viewValue(instance, row, name, column, view)]] : []
    }),
  )
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
