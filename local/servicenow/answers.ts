// What the stand-in says: an answer as plain data, and the error envelopes that ServiceNow
// is known to send (message, detail, status "failure").

export type Answer = { status: number; headers: Record<string, string>; body: string }

export function jsonAnswer(status: number, value: unknown, headers: Record<string, string> = {}): Answer {
  const body = JSON.stringify(value)
  return { status, headers: { 'content-type': 'application/json;charset=UTF-8', ...headers }, body }
}

export function htmlAnswer(status: number, body: string): Answer {
  return { status, headers: { 'content-type': 'text/html;charset=UTF-8' }, body }
}

export function emptyAnswer(status: number, headers: Record<string, string> = {}): Answer {
  return { status, headers, body: '' }
}

export function failure(
  status: number,
  message: string,
  detail: string | null = null,
  headers: Record<string, string> = {},
): Answer {
  return jsonAnswer(status, { error: { message, detail }, status: 'failure' }, headers)
}

export const notAuthenticated = (): Answer =>
  failure(401, 'User Not Authenticated', 'Required to provide Auth information', {
    'www-authenticate': 'BASIC realm="Service-now"',
  })

export const noSuchRecord = (): Answer =>
  failure(404, 'No Record found', "Record doesn't exist or ACL restricts the record retrieval")

export const noSuchTable = (table: string): Answer =>
  failure(400, `Invalid table ${table}`, `Table ${table} does not exist`)

export const noSuchResource = (): Answer => failure(400, 'Requested URI does not represent any resource')

export const unreadableBody = (): Answer =>
  failure(400, 'Exception while reading request', 'The payload is not valid JSON.')

export const methodNotAllowed = (): Answer => failure(405, 'Method not allowed')

export const tooLarge = (): Answer =>
  failure(413, 'Request entity too large', 'Max allowed: 10485760 bytes.', { connection: 'close' })

export const queryForbidden = (): Answer => failure(403, 'Insufficient rights to query records')

export const securityConstraints = (operation: 'Insert' | 'Update' | 'Delete'): Answer =>
  failure(403, 'Operation Failed', `ACL Exception ${operation} Failed due to security constraints`)

// The semaphore queue's 429 carries neither headers nor, as far as anyone has written down, a body.
const documented: Record<number, () => Answer> = {
  400: noSuchResource,
  401: notAuthenticated,
  403: () => failure(403, 'User Not Authorized', 'Failed API level ACL Validation'),
  404: noSuchRecord,
  405: methodNotAllowed,
  406: () => failure(406, 'Not acceptable'),
  413: tooLarge,
  415: () => failure(415, 'Unsupported media type'),
  429: () => emptyAnswer(429),
  500: () =>
    failure(
      500,
      'Transaction cancelled: maximum execution time exceeded',
      'Transaction cancelled: maximum execution time exceeded',
    ),
}

/** The envelope ServiceNow sends with this status; nothing at all where none is known. */
export function documentedAnswer(status: number): Answer {
  return documented[status]?.() ?? emptyAnswer(status)
}

export function rateLimitAnswer(retryAfterSeconds: number, now: number): Answer {
  return failure(429, 'Rate limit exceeded', 'Rate limit of 100 requests per hour for Table API exceeded', {
    'x-ratelimit-limit': '100',
    'x-ratelimit-reset': String(Math.ceil(now / 1000) + retryAfterSeconds),
    'x-ratelimit-rule': 'a51a9b0bc0a8016400b5a0d2f3e8f1c7',
    'retry-after': String(retryAfterSeconds),
  })
}
