// From a result or an error to the documented body: the only place where errors get messages for callers. A message
// never holds a value of the caller's case, a credential or an upstream body.
import { MAX_COMMENTS } from '../case/size-limits.ts'
import { toldProblems, type PushError, type PushErrorCode, type Reason } from '../errors.ts'
import type { PushResult } from '../push/push-result.ts'
import { namesOf, type Warning } from '../push/warnings.ts'

/** Which documented path was called: it decides the names in the answer. On `cases` no connector is named. */
export type Path = 'action' | 'connector' | 'cases'

/** `{status: "ok", actionId, data}`; on the `connector` path `connector_id` (elastic-execute-api.md §5). */
export function successBody(connectorId: string, data: unknown, path: Path): Record<string, unknown> {
  return { status: 'ok', ...idField(connectorId, path), data }
}

/** A result whose warnings have words. */
export type WordedResult = Omit<PushResult, 'warnings'> & {
  warnings?: { code: Warning['code']; message: string; column?: string }[]
}

/** Gives the warnings of a result their words. */
export function wordedResult({ warnings, ...result }: PushResult): WordedResult {
  if (warnings === undefined) return result
  return { ...result, warnings: warnings.map((warning) => ({ ...warning, message: WARNINGS[warning.code] })) }
}

const WARNINGS: Record<Warning['code'], string> = {
  older_version: 'this case is older than what was pushed before, so its fields were not sent',
  column_differs: 'ServiceNow stored another value in this column than was sent',
  column_missing:
    'ServiceNow does not show this column: the table has none of this name, or the user of this connector may not ' +
    'read it',
  not_cleared: 'the case cleared this column, but somebody else changed it in ServiceNow, so its value was left',
  correlation_dropped:
    'ServiceNow did not store the correlation_id of this incident; let the user of this connector write it',
}

/** What is logged of a push that succeeded. */
export function resultFields({ id, comments, warnings }: PushResult) {
  return { incident: id, comments: comments?.length ?? 0, warnings: warnings && namesOf(warnings) }
}

/** The documented error body with a truthful status, the code, and whether a retry is worth it. */
export function errorBody(connectorId: string, error: PushError, path: Path): Record<string, unknown> {
  const { status, code, retryable, serviceMessage } = error
  const ownWords = path === 'action' ? { serviceMessage } : { service_message: serviceMessage }
  return {
    statusCode: status,
    error: PHRASES[status],
    message: messageOf(error, connectorId),
    status: 'error',
    ...idField(connectorId, path),
    ...(serviceMessage === undefined ? {} : ownWords),
    retry: retryable,
    code,
  }
}

/** The connector's id under the name that the path has for it. */
export function idField(connectorId: string, path: Path): Record<string, string> {
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
  unsupported_sub_action:
    '[params.subAction]: must be pushToService, getIncident, getFields, getChoices or closeIncident',
  forbidden: 'Unauthorized to execute actions',
  unknown_connector: 'Saved object not found',
  incident_not_found:
    'ServiceNow has no incident with the id [externalId], or hides it from the user of this connector',
  push_in_progress: 'another push of this case is in progress; retry the same request later',
  payload_too_large:
    'the request is too large: at most 5 MB (6 MB with quotes and line breaks escaped), 1,000 comments, 32 KB of names',
  unsupported_media_type: 'the body must be application/json, uncompressed',
  servicenow_rejected: 'ServiceNow rejected the incident',
  misconfigured: 'this deployment is not configured correctly',
  servicenow_unauthorized: 'ServiceNow rejected the credentials of this connector',
  servicenow_unavailable: 'ServiceNow did not complete the request',
  servicenow_rate_limited: 'ServiceNow limits the rate of requests; retry the same request later',
  credentials_unavailable: 'the credentials of this connector cannot be read at the moment',
  push_incomplete: 'the push is not complete; retry the same request, which goes on where this push stopped',
  outcome_unknown:
    'a write may still be running in ServiceNow; retry the same request later, which finds the write or repeats it',
}

const REASON_MESSAGES: Partial<Record<Reason, string>> = {
  authentication:
    'ServiceNow rejected the credentials of this connector. If they are right: new instances deny basic ' +
    'authentication to users who may log in to the UI, so use a dedicated web-service-only user or OAuth; OAuth ' +
    'needs its grant enabled (glide.oauth.inbound.client.credential.grant_type.enabled for client credentials), an ' +
    'OAuth application user, and for an assertion the right key id and clock; an API key needs an inbound ' +
    'authentication profile and a REST API access policy for the Table API',
  penalty:
    'ServiceNow rejected the credentials of this connector a moment ago; case-push waits 30 seconds before it tries ' +
    'them again',
  authorization: 'ServiceNow does not allow the user of this connector to do this',
  network: 'ServiceNow cannot be reached',
  timeout: 'ServiceNow did not answer in time',
  not_json: 'ServiceNow answered with something other than a record',
  not_servicenow: 'something in front of ServiceNow, such as a proxy, rejected the request',
  cancelled: 'ServiceNow cancelled the request while it answered',
  no_table: 'ServiceNow has no table of incidents for the user of this connector',
  answer_too_long: 'the answer of ServiceNow is too long',
  hibernating: 'ServiceNow answered with a page instead of a record; the instance may be hibernating',
  session_queue: 'ServiceNow did not accept the request because its session queue is full',
  redirect: 'ServiceNow answered with a redirect, which case-push does not follow',
  record_format: 'another version of case-push wrote the record of this case',
  record_full: 'the record of this case is full: too many comments were pushed for one case',
  journal_unreadable:
    'the user of this connector may not read the journal of the incident, so a push could write comments twice',
  correlation_unreadable:
    'the user of this connector may not read correlation_id, so a push could create an incident twice',
  correlation_dropped:
    'ServiceNow did not store the correlation_id of an incident, so a push could create one twice; let the user of ' +
    'this connector write correlation_id. case-push creates no other for five minutes',
  journal_dropped:
    'ServiceNow accepted a comment and did not store it; let the user of this connector write the journal column',
  connector_changed: 'the connector now names another instance; retry the same request, which goes there',
  no_application:
    'the ServiceNow application of Elastic is not installed, or the user of this connector lacks its role; a ' +
    'connector with usesTableApi false needs both',
  import_row: 'ServiceNow rejected the import of the incident',
  no_close_state:
    '[params.subAction]: this connector does not say in which state its table is closed, so it cannot close',
  not_pushed: 'this connector has not pushed an incident with this id',
  no_stack: 'nothing listens at the endpoint of Secrets Manager: on stage local, start the stack first (npm start)',
  connector: 'the secret of this connector is malformed; the log says what is wrong with it',
  environment: 'the environment of this deployment is not configured correctly; the log says what is wrong',
  too_long_names: 'the ids and names of one request must not exceed 32 KB',
  too_many_comments: `[params.subActionParams.comments]: must hold at most ${String(MAX_COMMENTS)} comments`,
}

/** The message of an error: fixed words, and of what the caller sent the paths alone. */
export function messageOf(error: PushError, connectorId: string): string {
  const { code, reason, problems } = error
  if (code === 'unknown_connector') return `Saved object [action/${connectorId}] not found`
  const message = (reason === undefined ? undefined : REASON_MESSAGES[reason]) ?? MESSAGES[code]
  // What is wrong in a connector or the environment is for the operator, and stands in the log.
  if (problems.length === 0 || code === 'misconfigured') return message
  return `${message}: ${toldProblems(error).join('; ')}`
}
