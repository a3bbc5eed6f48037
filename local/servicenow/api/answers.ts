// The Table API's answers as plain data, and the error envelopes that ServiceNow is known to send (message, detail,
// status "failure").

export type Answer = { status: number; headers: Record<string, string>; body: string }

export function jsonAnswer(status: number, value: unknown, headers: Record<string, string> = {}): Answer {
  const body = JSON.stringify(value)
  return { status, headers: { 'content-type': 'application/json;charset=UTF-8', ...headers }, body }
}

export function htmlAnswer(status: number, body: string): Answer {
  return { status, headers: { 'content-type': 'text/html;charset=UTF-8' }, body }
}

/** Without a content type if there is no text. */
export function textAnswer(status: number, body: string): Answer {
  return body === '' ? emptyAnswer(status) : { status, headers: { 'content-type': 'text/plain' }, body }
}

export function emptyAnswer(status: number, headers: Record<string, string> = {}): Answer {
  return { status, headers, body: '' }
}

export function errorAnswer(
  status: number,
  message: string,
  detail: string | null = null,
  headers: Record<string, string> = {},
): Answer {
  return jsonAnswer(status, { error: { message, detail }, status: 'failure' }, headers)
}

export const notAuthenticated = (): Answer =>
  errorAnswer(401, 'User Not Authenticated', 'Required to provide Auth information', {
    'www-authenticate': 'BASIC realm="Service-now"',
  })

export const noSuchRecord = (): Answer =>
  errorAnswer(404, 'No Record found', "Record doesn't exist or ACL restricts the record retrieval")

export const noSuchTable = (table: string): Answer =>
  errorAnswer(400, `Invalid table ${table}`, `Table ${table} does not exist`)

export const noSuchResource = (): Answer => errorAnswer(400, 'Requested URI does not represent any resource')

export const invalidBody = (): Answer =>
  errorAnswer(400, 'Exception while reading request', 'The payload is not valid JSON.')

export const methodNotAllowed = (): Answer => errorAnswer(405, 'Method not allowed')

export const notAcceptable = (): Answer => errorAnswer(406, 'Not acceptable')

export const unsupportedMediaType = (): Answer => errorAnswer(415, 'Unsupported media type')

export const bodyTooLarge = (): Answer =>
  errorAnswer(413, 'Request entity too large', 'Max allowed: 10485760 bytes.', { connection: 'close' })

export const queryForbidden = (): Answer => errorAnswer(403, 'Insufficient rights to query records')

export const operationFailed = (detail: string): Answer => errorAnswer(403, 'Operation Failed', detail)

export const securityConstraints = (operation: 'Insert' | 'Update' | 'Delete'): Answer =>
  operationFailed(`ACL Exception ${operation} Failed due to security constraints`)

const TRANSACTION_CANCELLED = 'Transaction cancelled: maximum execution time exceeded'

/** What an answer that had begun with `result` looks like when its transaction is cancelled. */
export function cancelledAnswer(status: number, result: unknown, headers: Record<string, string>): Answer {
  const error = { message: TRANSACTION_CANCELLED, detail: TRANSACTION_CANCELLED }
  return jsonAnswer(status, { result, error, status: 'failure' }, headers)
}

// The semaphore queue's 429 has no headers and, as far as anyone has written down, no body.
const DOCUMENTED: Record<number, () => Answer> = {
  400: noSuchResource,
  401: notAuthenticated,
  403: () => errorAnswer(403, 'User Not Authorized', 'Failed API level ACL Validation'),
  404: noSuchRecord,
  405: methodNotAllowed,
  406: notAcceptable,
  413: bodyTooLarge,
  415: unsupportedMediaType,
  429: () => emptyAnswer(429),
  500: () => errorAnswer(500, TRANSACTION_CANCELLED, TRANSACTION_CANCELLED),
}

/** The envelope that ServiceNow sends with this status; an empty answer if none is known. */
export function documentedAnswer(status: number): Answer {
  return DOCUMENTED[status]?.() ?? emptyAnswer(status)
}

export function rateLimitAnswer(retryAfterS: number, nowMs: number): Answer {
  return errorAnswer(429, 'Rate limit exceeded', 'Rate limit of 100 requests per hour for Table API exceeded', {
    'x-ratelimit-limit': '100',
    'x-ratelimit-reset': String(Math.ceil(nowMs / 1000) + retryAfterS),
    'x-ratelimit-rule': 'a51a9b0bc0a8016400b5a0d2f3e8f1c7',
    'retry-after': String(retryAfterS),
  })
}
