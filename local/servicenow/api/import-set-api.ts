// The Import Set API: one row into a staging table, transformed at once. Its answer is not the Table API's: no `result`
// around it, and an error is a row of a 201.
import { findProduct } from '../records/elastic-application.ts'
import { stage, transform, type Import } from '../records/transform-map.ts'
import { invalidBody, jsonAnswer, methodNotAllowed, noSuchTable, type Answer } from './answers.ts'
import { findHeaderError, recordInBody } from './write-request.ts'
import type { Product } from '../records/elastic-application.ts'
import type { TaskTable } from '../records/task-tables.ts'
import type { Call } from './call.ts'

const IMPORT_PATH = /^\/api\/now\/(?:v[12]\/)?import\/([^/]+)\/?$/

const TRANSFORM_MAP = 'Elastic Incident'

/** The staging table that the path names; `undefined` if the path is not of this API. */
export const stagingTableOf = (path: string): string | undefined => IMPORT_PATH.exec(path)?.[1]

/** `undefined` if the request is not for this API. */
export function answerImport(call: Call): Answer | undefined {
  const staging = stagingTableOf(call.path)
  if (staging === undefined) return undefined
  const product = findProduct(call.instance.properties, staging)
  const table = call.instance.tables.tasks.get(product?.target ?? '')
  if (product?.staging !== staging || !table) return noSuchTable(staging)
  return call.method === 'POST' ? importRow(call, product, table) : methodNotAllowed()
}

function importRow(call: Call, { staging }: Product, table: TaskTable): Answer {
  const { instance, user, deviation } = call
  const rejection = findHeaderError(call)
  if (rejection) return rejection
  const body = recordInBody(call)
  if (body === undefined) return invalidBody()
  const imported = transform(instance, table, stage(body), {
    username: user.username,
    scheduleAppend: deviation.scheduleAppend,
    unwritable: deviation.droppedColumns ?? [],
  })
  return importAnswer(staging, [imported ? importedRow(instance.url, table.name, imported) : ERROR_ROW])
}

export type ImportRow = Record<string, string>

const ERROR_ROW: ImportRow = {
  transform_map: TRANSFORM_MAP,
  status: 'error',
  error_message: 'An error has occurred while importing the incident',
  status_message: 'failure',
}

export function importedRow(url: string, table: string, { status, row }: Import): ImportRow {
  const { sys_id = '', number = '' } = row
  return {
    transform_map: TRANSFORM_MAP,
    table,
    display_name: 'number',
    display_value: number,
    record_link: `${url}/api/now/table/${table}/${sys_id}`,
    status,
    sys_id,
  }
}

/** One set takes in all rows. */
const IMPORT_SET = 'ISET0010001'

export const importAnswer = (staging: string, result: readonly ImportRow[]): Answer =>
  jsonAnswer(201, { import_set: IMPORT_SET, staging_table: staging, result })

export const importErrorAnswer = (staging: string): Answer => importAnswer(staging, [ERROR_ROW])
