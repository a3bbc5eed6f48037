// What must hold for every answer: it is one of the documented table, and ServiceNow got nothing that the caller did
// not ask for. Throws an error that names what does not hold.
import * as v from 'valibot'
import { ERROR_STATUS } from '../../lib/errors.ts'
import type { LoggedRequest } from '../../local/servicenow/server.ts'
import type { HttpEvent } from '../support/events.ts'
import type { HttpAnswer } from '../support/http-answer.ts'

const Id = v.pipe(v.string(), v.regex(/^[0-9a-f]{32}$/))
const PushedDate = v.pipe(v.string(), v.isoTimestamp())
const id = { actionId: v.optional(v.string()), connector_id: v.optional(v.string()) }
/** A warning names a column, of which the caller may have made up the name. */
const COLUMN = /^[a-z][a-z0-9_]*$/

const Success = v.strictObject({
  status: v.literal('ok'),
  ...id,
  data: v.strictObject({
    title: v.pipe(v.string(), v.regex(/^INC\d{7}$/)),
    id: Id,
    pushedDate: PushedDate,
    url: v.pipe(v.string(), v.regex(/^http:\/\/127\.0\.0\.1:\d+\/nav_to\.do\?uri=incident\.do\?sys_id=[0-9a-f]{32}$/)),
    comments: v.optional(v.array(v.strictObject({ commentId: v.string(), pushedDate: PushedDate }))),
    warnings: v.optional(
      v.array(
        v.strictObject({
          code: v.string(),
          message: v.string(),
          column: v.optional(v.pipe(v.string(), v.regex(COLUMN))),
        }),
      ),
    ),
  }),
})
const Failure = v.strictObject({
  statusCode: v.number(),
  error: v.string(),
  message: v.string(),
  status: v.literal('error'),
  ...id,
  serviceMessage: v.optional(v.string()),
  service_message: v.optional(v.string()),
  retry: v.boolean(),
  code: v.picklist(Object.keys(ERROR_STATUS) as (keyof typeof ERROR_STATUS)[]),
})

/** Codes that are the caller's fault: with healthy services no other may come. */
const CALLERS_CODES = [
  'invalid_request',
  'unsupported_sub_action',
  'forbidden',
  'unknown_connector',
  'incident_not_found',
  'payload_too_large',
  'unsupported_media_type',
  'servicenow_rejected',
]
/** Codes behind which ServiceNow may have got a request: it rejects a state without its close code, for one. */
const SERVICENOWS_CODES = ['ok', 'incident_not_found', 'servicenow_rejected']

/** @returns the code, or `ok` */
export function documentedCode(event: HttpEvent, { statusCode, headers, body }: HttpAnswer): string {
  if (headers['content-type'] !== 'application/json; charset=utf-8') throw new Error('the answer is not JSON')
  const idKey = event.rawPath.startsWith('/api/actions/connector/') ? 'connector_id' : 'actionId'
  if (!(idKey in body)) throw new Error(`the answer has no ${idKey}`)
  if (statusCode === 200) {
    v.parse(Success, body)
    return 'ok'
  }
  const { code, retry, statusCode: said } = v.parse(Failure, body)
  if (statusCode !== ERROR_STATUS[code] || said !== statusCode)
    throw new Error(`${code} came with ${String(statusCode)}`)
  if (retry !== (statusCode === 409 || statusCode >= 500)) throw new Error(`${code} says retry: ${String(retry)}`)
  if (!CALLERS_CODES.includes(code)) throw new Error(`${code} is not the caller's fault`)
  return code
}

const JOURNAL = '/api/now/v2/table/sys_journal_field'
const INCIDENT = '/api/now/v2/table/incident'
const COLUMNS = [
  'short_description',
  'description',
  'correlation_id',
  'correlation_display',
  'work_notes',
  'severity',
  'urgency',
  'impact',
  'category',
  'subcategory',
  // The account opens it.
  'caller_id',
  'opened_by',
  // What a security incident has besides.
  'priority',
  'dest_ip',
  'source_ip',
  'malware_hash',
  'malware_url',
  // A close.
  'state',
  'close_code',
  'close_notes',
]
const NEVER = /^(sys_.*|number|comments|comments_and_work_notes)$/
// What a stored text may not hold: control characters, half characters, the tag that renders as HTML.
const UNSAFE = /(?![\t\n\r])\p{Cc}|\p{Cs}|\[\s*\/?\s*code\s*\]/iu

/** Checks what ServiceNow was asked for against what the caller asked for. */
export function expectAskedFor(event: HttpEvent, code: string, requests: readonly LoggedRequest[]): void {
  if (requests.length === 0) return
  if (!SERVICENOWS_CODES.includes(code)) throw new Error(`${code}, yet ServiceNow got a request`)
  const given = givenIn(event)
  for (const { method, path, query, body } of requests) {
    const isWrite =
      method === 'POST'
        ? path === INCIDENT
        : method === 'PATCH' && /^\/api\/now\/v2\/table\/incident\/[A-Za-z0-9_-]{1,64}$/.test(path)
    const isRead =
      method === 'GET' && /^\/api\/now\/v2\/table\/(incident(\/[A-Za-z0-9_-]{1,64})?|sys_journal_field)$/.test(path)
    if (!isWrite && !isRead) throw new Error(`${method} ${path} was not asked for`)
    if ((query.match(/\^/g) ?? []).length > 4 || /[\r\n\0]/.test(query))
      throw new Error(`the query ${query} was not asked for`)
    const incidentId = path.slice(INCIDENT.length + 1)
    if (!/^([0-9a-f]{32})?$/.test(incidentId) && path !== JOURNAL && !given.includes(`"externalId":"${incidentId}"`))
      throw new Error(`the incident ${incidentId} was not asked for`)
    if (isWrite) expectColumns(body, given)
  }
}

function expectColumns(body: unknown, given: string): void {
  for (const [column, value] of Object.entries(v.parse(v.record(v.string(), v.string()), body))) {
    const isAsked =
      COLUMNS.includes(column) || (/^[a-z][a-z0-9_]{0,79}$/.test(column) && given.includes(JSON.stringify(column)))
    if (!isAsked || NEVER.test(column)) throw new Error(`the column ${column} was not asked for`)
    if (UNSAFE.test(value)) throw new Error(`the column ${column} holds unsafe text`)
    if (column === 'correlation_id' && !/^[A-Za-z0-9_.:@{}|~+-]{1,100}$/.test(value))
      throw new Error('the correlation_id is unsafe')
  }
}

const givenIn = ({ body = '', isBase64Encoded }: HttpEvent) =>
  JSON.stringify(JSON.parse(isBase64Encoded ? Buffer.from(body, 'base64').toString() : body), unwrapped)

/** Columns may be asked for within JSON text, too. */
function unwrapped(key: string, value: unknown): unknown {
  if (key !== 'additional_fields' || typeof value !== 'string') return value
  try {
    return JSON.parse(value) as unknown
  } catch {
    return value
  }
}
