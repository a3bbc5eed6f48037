// The Table API: which answer a request gets and what it does to the tables. Knows no sockets:
// faults decide when, and whether, its answer is seen.
import {
  emptyAnswer,
  failure,
  jsonAnswer,
  methodNotAllowed,
  noSuchRecord,
  noSuchResource,
  noSuchTable,
  notAuthenticated,
  queryForbidden,
  securityConstraints,
  tooLarge,
  unreadableBody,
  type Answer,
} from './answers.ts'
import { authenticate } from './authentication.ts'
import { findObjection } from './business-rules.ts'
import { listRows } from './list.ts'
import { deleteIncident, insertIncident, mergedRow, readChange, updateIncident, type AppendLater } from './records.ts'
import { parseJson, type TableRequest } from './table-request.ts'
import { readView, viewRow } from './view.ts'
import type { Instance, Row, ServiceNowUser } from './instance.ts'

type Call = TableRequest & { instance: Instance; user: ServiceNowUser; later: AppendLater | undefined }

/** Does what the request asks and says what ServiceNow would answer. `later` keeps the journal rows back. */
export function answerTableRequest(instance: Instance, request: TableRequest, later?: AppendLater): Answer {
  if (request.body === undefined) return tooLarge()
  const user = authenticate(instance, request.headers.authorization)
  if (!user) return notAuthenticated()
  const call = { ...request, instance, user, later }
  if (request.table === undefined) return noSuchResource()
  if (request.table === 'sys_journal_field') return answerJournalField(call)
  return request.table === 'incident' ? answerIncident(call) : noSuchTable(request.table)
}

function answerIncident(call: Call): Answer {
  const { method, sysId, instance } = call
  if (sysId === undefined) {
    if (method === 'POST') return writeIncident(call, undefined)
    return method === 'GET'
      ? listRows(instance, [...instance.tables.incidents.values()], instance.tables.incidentColumns, call)
      : methodNotAllowed()
  }
  if (!['GET', 'PATCH', 'PUT', 'DELETE'].includes(method)) return methodNotAllowed()
  const existing = instance.tables.incidents.get(sysId)
  if (!existing) return noSuchRecord()
  if (method === 'GET') return jsonAnswer(200, { result: viewIncident(call, existing) })
  // PUT does not empty what it does not mention: the two are one.
  if (method !== 'DELETE') return writeIncident(call, existing)
  deleteIncident(instance, sysId)
  return emptyAnswer(204)
}

function writeIncident(call: Call, existing: Row | undefined): Answer {
  const { instance, user, later } = call
  const refusal = refusedHeaders(call)
  if (refusal) return refusal
  const json = parseJson(call.body ?? '')
  // Of an array only the first is taken.
  const body: unknown = Array.isArray(json?.value) ? json.value[0] : json?.value
  if (typeof body !== 'object' || body === null || Array.isArray(body)) return unreadableBody()
  const change = readChange(instance, body)
  const objection = findObjection(existing, mergedRow(instance, existing, change))
  if (objection) return objection
  const row = existing
    ? updateIncident(instance, existing, change, user.username, later)
    : insertIncident(instance, change, user.username, later)
  return writtenAnswer(call, row, existing ? 200 : 201)
}

function writtenAnswer(call: Call, row: Row, status: number): Answer {
  const collection = call.path.replace(/\/$/, '')
  const headers: Record<string, string> =
    status === 201 ? { location: `${call.instance.url}${collection}/${row.sys_id ?? ''}` } : {}
  if (call.headers['x-no-response-body'] === 'true') return emptyAnswer(204, headers)
  return jsonAnswer(status, { result: viewIncident(call, row) }, headers)
}

/** Both headers are documented as required on writes; a client that sends neither should learn of it here. */
function refusedHeaders({ headers }: Call): Answer | undefined {
  const { accept, 'content-type': contentType } = headers
  if (!accept || !contentType) return failure(400, 'Invalid headers', 'Accept and Content-Type are required')
  if (!/^application\/json\b/i.test(contentType)) return failure(415, 'Unsupported media type')
  return /\*\/\*|application\/(json|\*)/i.test(accept) ? undefined : failure(406, 'Not acceptable')
}

function viewIncident({ instance, parameters }: Call, row: Row): Record<string, unknown> {
  return viewRow(instance, row, instance.tables.incidentColumns, readView(parameters))
}

/** Entries are read here; they are written through the incident's own columns only. */
function answerJournalField(call: Call): Answer {
  const { instance, method, sysId } = call
  const { journal, journalColumns } = instance.tables
  if (method === 'POST') return securityConstraints('Insert')
  if (method !== 'GET') return securityConstraints(method === 'DELETE' ? 'Delete' : 'Update')
  const readable = instance.properties.journalReadable ?? 'yes'
  if (readable === 'forbidden') return queryForbidden()
  if (sysId === undefined) return listRows(instance, journal, journalColumns, call, readable === 'filtered')
  const row = journal.find((entry) => entry.sys_id === sysId)
  if (!row || readable === 'filtered') return noSuchRecord()
  return jsonAnswer(200, { result: viewRow(instance, row, journalColumns, readView(call.parameters)) })
}
