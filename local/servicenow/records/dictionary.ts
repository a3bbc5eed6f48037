// The tables in which an instance describes itself, sys_dictionary and sys_choice, made from the columns and choices
// of the stand-in. What belongs to task is a row of task alone.
import { createHash } from 'node:crypto'
import { CHOICES } from './choices.ts'
import { toColumns, type Column, type Columns } from './column.ts'
import { readOnlyColumns } from './columns.ts'
import { columnLabel } from './labels.ts'
import type { Row, Tables } from './instance.ts'

export const DICTIONARY_COLUMNS: Columns = toColumns({
  texts: [
    'sys_id',
    'name',
    'element',
    'column_label',
    'internal_type',
    'max_length',
    'mandatory',
    'active',
    'array',
    'read_only',
    'reference',
  ],
})

export const CHOICE_COLUMNS: Columns = toColumns({
  texts: ['sys_id', 'name', 'element', 'label', 'value', 'dependent_value', 'language', 'inactive'],
})

type Stored = { internal_type: string; max_length: string }

const BOOLEAN = { internal_type: 'boolean', max_length: '40' }
const INTEGER = { internal_type: 'integer', max_length: '40' }
const NAME = { internal_type: 'string', max_length: '40' }

/** Texts that are no free text. */
const SPECIAL: Record<string, Stored> = {
  sys_id: { internal_type: 'GUID', max_length: '32' },
  sys_class_name: { internal_type: 'sys_class_name', max_length: '80' },
  active: BOOLEAN,
  made_sla: BOOLEAN,
  knowledge: BOOLEAN,
  sys_mod_count: INTEGER,
  reopen_count: INTEGER,
  reassignment_count: INTEGER,
  number: NAME,
  sys_created_by: NAME,
  sys_updated_by: NAME,
}

export function dictionaryRows({ tasks, taskColumns }: Tables): Row[] {
  const own = [...tasks.values()].flatMap(({ name, columns, readOnly }) =>
    toRows(name, new Map([...columns].filter(([element]) => !taskColumns.has(element))), readOnly),
  )
  return [...toRows('task', taskColumns, readOnlyColumns('task')), ...own]
}

export function choiceRows(): Row[] {
  return CHOICES.map(({ table, element, value, label, dependentValue }) => ({
    sys_id: fixedSysId('sys_choice', table, element, dependentValue, value),
    name: table,
    element,
    label,
    value,
    dependent_value: dependentValue,
    language: 'en',
    inactive: 'false',
  }))
}

function toRows(table: string, columns: Columns, readOnly: ReadonlySet<string>): Row[] {
  return [...columns].map(([element, column]) => ({
    sys_id: fixedSysId('sys_dictionary', table, element),
    name: table,
    element,
    column_label: columnLabel(element),
    ...(SPECIAL[element] ?? storedAs(column)),
    mandatory: 'false',
    active: 'true',
    array: 'false',
    read_only: String(readOnly.has(element)),
    reference: column.type === 'reference' ? column.table : '',
  }))
}

function storedAs(column: Column): Stored {
  switch (column.type) {
    case 'string':
    case 'choice':
      return { internal_type: 'string', max_length: String(column.maxLength ?? 4000) }
    case 'date':
      return { internal_type: 'glide_date_time', max_length: '40' }
    case 'journal':
      return { internal_type: 'journal_input', max_length: '4000' }
    case 'journal_list':
      return { internal_type: 'journal_list', max_length: '4000' }
    case 'reference':
      return { internal_type: 'reference', max_length: '32' }
  }
}

/** The same at every start and in every read: these rows are kept nowhere. */
const fixedSysId = (...names: string[]): string => createHash('md5').update(names.join('/')).digest('hex')
