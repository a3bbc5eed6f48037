// Answers of faults that look right although nothing may have been written.
import { jsonAnswer, type Answer } from '../api/answers.ts'
import { importAnswer, importedRow, stagingTableOf } from '../api/import-set-api.ts'
import { findProduct } from '../records/elastic-application.ts'
import type { TableRequest } from '../api/table-request.ts'
import type { Instance } from '../records/instance.ts'
import type { Work } from './fault-answers.ts'

/** The right answer; if nothing is to be written, one that looks like it. */
export function plausibleAnswer({ request, instance, perform }: Work, commit: boolean | undefined): Answer {
  // A read changes nothing, so it gets the right answer without `commit`.
  if (commit === true || request.method === 'GET') return perform()
  const staging = stagingTableOf(request.path)
  return staging === undefined ? recordAnswer(instance, request) : importedAnswer(instance, staging)
}

const NO_ID = '0'.repeat(32)

const madeUpNumber = ({ tables }: Instance, table: string): string =>
  `${tables.tasks.get(table)?.prefix ?? 'INC'}0000000`

function recordAnswer(instance: Instance, { method, table = '' }: TableRequest): Answer {
  const number = madeUpNumber(instance, table)
  const record = { sys_id: NO_ID, number, short_description: 'This record does not exist' }
  const { hiddenColumns = [] } = instance.properties
  const result = Object.fromEntries(Object.entries(record).filter(([name]) => !hiddenColumns.includes(name)))
  return jsonAnswer(method === 'POST' ? 201 : 200, { result })
}

function importedAnswer(instance: Instance, staging: string): Answer {
  const table = findProduct(instance.properties, staging)?.target ?? 'incident'
  const row = { sys_id: NO_ID, number: madeUpNumber(instance, table) }
  return importAnswer(staging, [importedRow(instance.url, table, { status: 'inserted', row })])
}
