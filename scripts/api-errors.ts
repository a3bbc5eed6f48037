// The errors of the HTTP API, for its description: which codes each route may answer, an example body of each code,
// made by the code that makes the real ones, and the answers of API Gateway itself.
import { ERROR_STATUS, PushError, type PushErrorCode, type PushErrorOptions } from '../lib/errors.ts'
import { errorBody, type Path } from '../lib/responses/response-body.ts'

/** What any route that was let in may answer. */
const EVERY: readonly PushErrorCode[] = [
  'invalid_request',
  'forbidden',
  'misconfigured',
  'credentials_unavailable',
  'push_incomplete',
]
const NAMED: readonly PushErrorCode[] = [...EVERY, 'unknown_connector']
const WRITING: readonly PushErrorCode[] = [
  ...NAMED,
  'incident_not_found',
  'push_in_progress',
  'payload_too_large',
  'unsupported_media_type',
  'servicenow_rejected',
  'servicenow_unauthorized',
  'servicenow_unavailable',
  'servicenow_rate_limited',
  'outcome_unknown',
]

/** The codes by the kind of route. */
export const CODES = {
  execute: [...WRITING, 'unsupported_sub_action'],
  comment: WRITING,
  incident: [...NAMED, 'incident_not_found'],
  connector: NAMED,
  list: EVERY,
} satisfies Record<string, readonly PushErrorCode[]>

/** What happened, and what to do. */
const WHAT_HAPPENED: Record<PushErrorCode, string> = {
  invalid_request: 'The request does not fit its description; `message` names the places.',
  unsupported_sub_action: 'There is no such sub-action, or this connector cannot carry it out.',
  forbidden: 'The API key is good, but not for this connector, or it has expired since API Gateway let it in.',
  unknown_connector: 'There is no such connector.',
  incident_not_found: 'There is no such incident, or this connector did not push it.',
  push_in_progress: 'Another push of this case is in progress.',
  payload_too_large: 'The request, or the record of the case, is too large.',
  unsupported_media_type: 'The body is not JSON, or is compressed.',
  servicenow_rejected: 'ServiceNow rejected the write; its own words stand beside `message`.',
  misconfigured: 'The connector or the deployment is not configured correctly. An operator must fix it first.',
  servicenow_unauthorized: 'ServiceNow rejected the credentials of the connector. An operator must fix it first.',
  servicenow_unavailable: 'ServiceNow did not complete the request.',
  servicenow_rate_limited: 'ServiceNow limits the rate of requests.',
  credentials_unavailable: 'The credentials of the connector cannot be read at the moment.',
  push_incomplete: 'The request was cut short. The same one goes on where it stopped.',
  outcome_unknown: 'A write may still be running in ServiceNow. The same request finds it, or repeats it.',
}

// Nothing but what nobody foresaw cuts these routes short, and none of them pushes.
const UNFORESEEN = { push_incomplete: 'Something failed that nobody foresaw. Nothing was written.' }
const ON_ROUTE: Partial<Record<keyof typeof CODES, Partial<Record<PushErrorCode, string>>>> = {
  connector: UNFORESEEN,
  list: { ...UNFORESEEN, forbidden: 'The API key has expired since API Gateway let it in.' },
}

/** The same on this kind of route. */
export const whatHappened = (code: PushErrorCode, route: keyof typeof CODES): string =>
  ON_ROUTE[route]?.[code] ?? WHAT_HAPPENED[code]

const EXAMPLES: Partial<Record<PushErrorCode, PushErrorOptions>> = {
  invalid_request: { problems: [{ path: 'params.subActionParams.title', expected: 'must not be blank' }] },
  payload_too_large: { reason: 'too_many_comments' },
  push_in_progress: { retryAfterS: 20 },
  servicenow_rejected: { serviceMessage: 'Operation Failed: Data Policy Exception: Close code is mandatory' },
  misconfigured: { reason: 'connector' },
  servicenow_unauthorized: { reason: 'authentication', retryAfterS: 30 },
  servicenow_unavailable: { reason: 'hibernating', retryAfterS: 60 },
  servicenow_rate_limited: { retryAfterS: 30 },
  credentials_unavailable: { retryAfterS: 5 },
  push_incomplete: { retryAfterS: 1 },
  outcome_unknown: { retryAfterS: 75 },
}

/** The problem of a route that takes no title. */
const ROUTE_PROBLEMS: Record<string, PushErrorOptions> = {
  comment: { problems: [{ path: 'comment', expected: 'must not be blank' }] },
  incident: { problems: [{ path: 'incidentId', expected: 'must be 1 to 64 letters, digits, "_" or "-"' }] },
  connector: { problems: [{ path: 'connectorId', expected: 'must be 1 to 64 letters, digits, "_", "." or "-"' }] },
  list: { problems: [{ path: 'per_page', expected: 'must be a whole number from 1 to 100' }] },
}

/** The connector of all examples. */
export const CONNECTOR_ID = 'local'

/** An answer with this code, as the route gives it. */
export function exampleError(code: PushErrorCode, route: keyof typeof CODES, path: Path): Record<string, unknown> {
  const options = (code === 'invalid_request' ? ROUTE_PROBLEMS[route] : undefined) ?? EXAMPLES[code]
  return errorBody(CONNECTOR_ID, new PushError(code, options), path)
}

/** Whether an answer with this status says when to send the request again. */
export const hasRetryAfter = (status: number) => status === 409 || status > 500

/** The codes of a route by their status, ascending. */
export function codesByStatus(route: keyof typeof CODES): [number, PushErrorCode[]][] {
  const statuses = [...new Set(CODES[route].map((code) => ERROR_STATUS[code]))].sort((a, b) => a - b)
  return statuses.map((status) => [status, CODES[route].filter((code) => ERROR_STATUS[code] === status)])
}

/** What API Gateway answers in its own words, and when. */
export const GATEWAY: Readonly<Record<number, { message: string; when: string }>> = {
  401: { message: 'Unauthorized', when: 'The request has no `Authorization` header.' },
  403: { message: 'Forbidden', when: 'The API key is unknown, wrong or expired.' },
  404: { message: 'Not Found', when: 'There is no such route: the path or the method is another.' },
  413: { message: 'Request Entity Too Large', when: 'The body is larger than 10 MB.' },
  429: { message: 'Too Many Requests', when: 'There were more requests than the deployment takes at once.' },
  500: { message: 'Internal Server Error', when: 'The API keys cannot be read, or the function failed.' },
  503: { message: 'Service Unavailable', when: 'The function was too busy, or did not answer in 30 s.' },
}
