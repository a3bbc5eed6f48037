// Result or error to the documented body: the only place where errors get words for callers. Never a value of the
// caller's case, a credential or an upstream body.
import { MAX_COMMENTS } from '../case/size-limits.ts'
import type { Problem, PushError, PushErrorCode, Reason } from '../errors.ts'
import type { PushResult } from '../push/push-result.ts'

/** Which of the documented paths was called: it decides the names in the answer. `cases` names no connector. */
export type Path = 'action' | 'connector' | 'cases'

/** `{status: "ok", actionId, data}`; on the `connector` path `connector_id` (elastic-execute-api.md §5). */
export function successBody(connectorId: string, data: PushResult, path: Path): Record<string, unknown> {
  return { status: 'ok', ...idOf(connectorId, path), data }
}

/** The documented error body with a truthful status, the code and whether sending again is worth it. */
export function errorBody(connectorId: string, error: PushError, path: Path): Record<string, unknown> {
  const { status, code, retryable, serviceMessage } = error
  const named = path === 'action' ? { serviceMessage } : { service_message: serviceMessage }
  return {
    statusCode: status,
    error: PHRASES[status],
    message: messageOf(error, connectorId),
    status: 'error',
    ...idOf(connectorId, path),
    ...(serviceMessage === undefined ? {} : named),
    retry: retryable,
    code,
  }
}

function idOf(connectorId: string, path: Path): Record<string, string> {
  if (path === 'cases') return {}
  return path === 'action' ? { actionId: connectorId } : { connector_id: connectorId }
}

const PHRASES: Record<number, string> = {
  400: 'Bad Request',
  403: 'Forbidden',
  404: 'Not Found',
  409: 'Conflict',
  413: 'Payload Too Large',
  415: 'Unsupported Media Type',
  422: 'Unprocessable Entity',
  500: 'Internal Server Error',
  502: 'Bad Gateway',
  503: 'Service Unavailable',
  504: 'Gateway Timeout',
}

const MESSAGES: Record<PushErrorCode, string> = {
  invalid_request: 'error validating action params',
  unsupported_sub_action: '[params.subAction]: only pushToService is supported',
  forbidden: 'Unauthorized to execute actions',
  unknown_connector: 'Saved object not found',
  incident_not_found: 'ServiceNow has no incident with the id [externalId], or hides it from this user',
  push_in_progress: 'another push of this case is under way; send the same request again later',
  payload_too_large: 'the request is larger than 5 MB',
  unsupported_media_type: 'the body must be application/json, uncompressed',
  servicenow_rejected: 'ServiceNow refused the incident',
  misconfigured: 'this deployment is not configured correctly',
  servicenow_unauthorized: 'ServiceNow refused the credentials of this connector',
  servicenow_unavailable: 'ServiceNow did not do what it was asked',
  servicenow_rate_limited: 'ServiceNow limits the rate of requests; send the same request again later',
  credentials_unavailable: 'the credentials of this connector cannot be read at the moment',
  push_incomplete: 'the push is not complete; send the same request again and it goes on where it stopped',
  outcome_unknown:
    'a write may still be under way in ServiceNow; send the same request again later and it will be found or repeated',
}

const REFINED: Partial<Record<Reason, string>> = {
  authentication:
    'ServiceNow refused the user name or password of this connector. With a right password: new instances deny basic authentication to users who may log in to the UI; use a dedicated web-service-only user',
  penalty:
    'ServiceNow refused the user name or password of this connector a moment ago; it is not asked again for 30 seconds',
  authorization: 'ServiceNow does not allow the user of this connector to do this',
  network: 'ServiceNow cannot be reached',
  timeout: 'ServiceNow did not answer in time',
  not_json: 'ServiceNow answered with something other than a record',
  hibernating: 'ServiceNow answered with a page instead of a record; the instance may be hibernating',
  session_queue: 'ServiceNow turned the request away because its session queue is full',
  redirect: 'ServiceNow answered with a redirect, which is not followed',
  record_format: 'the record of this case was written by another version of case-push',
  record_full: 'the record of this case is full: too many comments were pushed for one case',
  journal_unreadable:
    'the user of this connector may not read the journal of the incident, so comments could be written twice',
  correlation_unreadable:
    'the user of this connector may not read correlation_id, so an incident could be created twice',
  no_stack: 'nothing listens where Secrets Manager should be: on stage local, start the stack first (npm start)',
  connector: 'the secret of this connector is malformed',
  environment: 'the environment of this deployment is not configured correctly',
  too_long_names: 'the ids and names of one request must not exceed 32 KB',
  too_many_comments: `[params.subActionParams.comments]: must hold at most ${String(MAX_COMMENTS)} comments`,
}

/** At most this many offending paths in one message. */
const MAX_PROBLEMS = 50

/** What an error says to callers: fixed words, and of what they sent the paths alone. */
export function messageOf({ code, reason, problems }: PushError, connectorId: string): string {
  if (code === 'unknown_connector') return `Saved object [action/${connectorId}] not found`
  const words = (reason === undefined ? undefined : REFINED[reason]) ?? MESSAGES[code]
  return problems.length === 0 ? words : `${words}: ${problemWords(problems)}`
}

function problemWords(problems: readonly Problem[]): string {
  const words = problems.slice(0, MAX_PROBLEMS).map(({ path, expected }) => `[${path}]: ${expected}`)
  return [
    ...words,
    ...(problems.length > MAX_PROBLEMS ? [`and ${String(problems.length - MAX_PROBLEMS)} more`] : []),
  ].join('; ')
}
