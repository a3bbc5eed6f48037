// Requests about the tables that a client can only read: sys_journal_field, whose entries are written through the
// columns of a task, and those that describe the tables.
import { CHOICE_COLUMNS, choiceRows, DICTIONARY_COLUMNS, dictionaryRows } from '../records/dictionary.ts'
import { jsonAnswer, noSuchRecord, queryForbidden, securityConstraints, type Answer } from './answers.ts'
import { listRows } from './list.ts'
import { readView, viewRow } from './view.ts'
import type { Columns } from '../records/column.ts'
import type { Instance, Row } from '../records/instance.ts'
import type { Call } from './call.ts'

type SystemTable = {
  rows: Row[]
  columns: Columns
  /** `filtered`: ACLs on rows hide them all. */
  readable: 'yes' | 'forbidden' | 'filtered'
}

/** `undefined` if the table is not one of these. */
export function answerSystemTable(call: Call, name: string): Answer | undefined {
  const table = findSystemTable(call.instance, name)
  return table && answerRead(call, table)
}

function findSystemTable({ tables, properties }: Instance, name: string): SystemTable | undefined {
  const { journalReadable = 'yes', dictionaryReadable = true, choicesReadable = true } = properties
  switch (name) {
    case 'sys_journal_field': {
      const readable = journalReadable === 'values-hidden' ? 'yes' : journalReadable
      return { rows: tables.journal, columns: tables.journalColumns, readable }
    }
    case 'sys_dictionary':
      return { rows: dictionaryRows(tables), columns: DICTIONARY_COLUMNS, readable: yesOrForbidden(dictionaryReadable) }
    case 'sys_choice':
      return { rows: choiceRows(), columns: CHOICE_COLUMNS, readable: yesOrForbidden(choicesReadable) }
    default:
      return undefined
  }
}

const yesOrForbidden = (isReadable: boolean): 'yes' | 'forbidden' => (isReadable ? 'yes' : 'forbidden')

function answerRead(call: Call, { rows, columns, readable }: SystemTable): Answer {
  const { instance, method, sysId, deviation } = call
  if (method === 'POST') return securityConstraints('Insert')
  if (method !== 'GET') return securityConstraints(method === 'DELETE' ? 'Delete' : 'Update')
  if (readable === 'forbidden') return queryForbidden()
  if (sysId === undefined)
    return listRows(instance, rows, columns, call, readable === 'filtered' ? 0 : deviation.visibleRows)
  const row = rows.find((entry) => entry.sys_id === sysId)
  if (!row || readable === 'filtered') return noSuchRecord()
  return jsonAnswer(200, { result: viewRow(instance, row, columns, readView(instance, call)) })
}
