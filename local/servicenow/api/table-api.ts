// The Table API: what a request does to the tables, and its answer. Knows no sockets: a fault decides when the client
// sees the answer, and whether it does.
import { findObjection } from '../records/business-rules.ts'
import {
  deleteIncident,
  insertIncident,
  mergeChange,
  readChange,
  updateIncident,
  type ScheduleAppend,
} from '../records/incidents.ts'
import { readerOf } from '../records/replica.ts'
import {
  bodyTooLarge,
  emptyAnswer,
  errorAnswer,
  invalidBody,
  jsonAnswer,
  methodNotAllowed,
  noSuchRecord,
  noSuchResource,
  noSuchTable,
  notAcceptable,
  notAuthenticated,
  operationFailed,
  queryForbidden,
  securityConstraints,
  unsupportedMediaType,
  type Answer,
} from './answers.ts'
import { authenticate } from './authentication.ts'
import { listRows } from './list.ts'
import { parseJson, type TableRequest } from './table-request.ts'
import { readView, viewRow } from './view.ts'
import type { Instance, Row, ServiceNowUser } from '../records/instance.ts'

/** How a fault bends the work itself, not only its answer. */
export type Deviation = {
  /** Can hold the journal rows back. */
  scheduleAppend?: ScheduleAppend
  /** How many rows of a list the caller may read. */
  visibleRows?: number
  /** Columns that the caller may not write. */
  droppedColumns?: readonly string[]
}

type Call = TableRequest & { instance: Instance; user: ServiceNowUser; deviation: Deviation }

/** Carries the request out and returns ServiceNow's answer. */
export function answerTableRequest(instance: Instance, request: TableRequest, deviation: Deviation = {}): Answer {
  if (request.body === undefined) return bodyTooLarge()
  const user = authenticate(instance, request.headers.authorization)
  if (!user) return notAuthenticated()
  const call = { ...request, instance: request.method === 'GET' ? readerOf(instance) : instance, user, deviation }
  if (request.table === undefined) return noSuchResource()
  if (request.table === 'sys_journal_field') return answerJournalField(call)
  return request.table === 'incident' ? answerIncident(call) : noSuchTable(request.table)
}

function answerIncident(call: Call): Answer {
  const { method, sysId, instance } = call
  const { incidents, incidentColumns } = instance.tables
  if (sysId === undefined) {
    if (method === 'POST') return writeIncident(call, undefined)
    return method === 'GET'
      ? listRows(instance, [...incidents.values()], incidentColumns, call, call.deviation.visibleRows)
      : methodNotAllowed()
  }
  if (!['GET', 'PATCH', 'PUT', 'DELETE'].includes(method)) return methodNotAllowed()
  const existing = incidents.get(sysId)
  if (!existing) return noSuchRecord()
  if (method === 'GET') return jsonAnswer(200, { result: viewIncident(call, existing) })
  // PUT keeps the columns that it does not mention, like PATCH.
  if (method !== 'DELETE') return writeIncident(call, existing)
  deleteIncident(instance, sysId)
  return emptyAnswer(204)
}

function writeIncident(call: Call, existing: Row | undefined): Answer {
  const { instance, user, deviation } = call
  const rejection = findHeaderError(call)
  if (rejection) return rejection
  const body = recordInBody(call)
  if (body === undefined) return invalidBody()
  const change = readChange(instance, body, deviation.droppedColumns)
  const objection = findObjection(existing, mergeChange(instance, existing, change))
  if (objection !== undefined) return operationFailed(objection)
  const writer = { username: user.username, scheduleAppend: deviation.scheduleAppend }
  return existing
    ? writtenAnswer(call, updateIncident(instance, existing, change, writer), 200)
    : writtenAnswer(call, insertIncident(instance, change, writer), 201)
}

/** ServiceNow takes only the first record of an array. */
function recordInBody({ body = '' }: Call): object | undefined {
  const json = parseJson(body)
  const record: unknown = Array.isArray(json?.value) ? json.value[0] : json?.value
  return typeof record === 'object' && record !== null && !Array.isArray(record) ? record : undefined
}

function writtenAnswer(call: Call, row: Row, status: number): Answer {
  const collection = call.path.replace(/\/$/, '')
  const headers: Record<string, string> =
    status === 201 ? { location: `${call.instance.url}${collection}/${row.sys_id ?? ''}` } : {}
  if (call.headers['x-no-response-body'] === 'true') return emptyAnswer(204, headers)
  return jsonAnswer(status, { result: viewIncident(call, row) }, headers)
}

/** The documentation requires both headers on writes: a client that omits one should learn of it here. */
function findHeaderError({ headers }: Call): Answer | undefined {
  const { accept, 'content-type': contentType } = headers
  if (!accept || !contentType) return errorAnswer(400, 'Invalid headers', 'Accept and Content-Type are required')
  if (!/^application\/json\b/i.test(contentType)) return unsupportedMediaType()
  return /\*\/\*|application\/(json|\*)/i.test(accept) ? undefined : notAcceptable()
}

function viewIncident(call: Call, row: Row): Record<string, unknown> {
  const { instance } = call
  return viewRow(instance, row, instance.tables.incidentColumns, readView(instance, call))
}

/** Clients can only read this table: they write entries through the incident's columns. */
function answerJournalField(call: Call): Answer {
  const { instance, method, sysId, deviation } = call
  const { journal, journalColumns } = instance.tables
  if (method === 'POST') return securityConstraints('Insert')
  if (method !== 'GET') return securityConstraints(method === 'DELETE' ? 'Delete' : 'Update')
  const readable = instance.properties.journalReadable ?? 'yes'
  if (readable === 'forbidden') return queryForbidden()
  if (sysId === undefined) {
    const visibleRows = readable === 'filtered' ? 0 : deviation.visibleRows
    return listRows(instance, journal, journalColumns, call, visibleRows)
  }
  const row = journal.find((entry) => entry.sys_id === sysId)
  if (!row || readable === 'filtered') return noSuchRecord()
  return jsonAnswer(200, { result: viewRow(instance, row, journalColumns, readView(instance, call)) })
}
