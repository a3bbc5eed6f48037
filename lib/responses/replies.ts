// What each route of the HTTP API answers on success, and what is logged about it.
import type { CommentResult } from '../push/push-comment.ts'
import type { PushResult } from '../push/push-result.ts'
import type { IncidentResult } from '../push/pushed-incident.ts'
import type { LogFields, Message } from '../telemetry.ts'
import { resultFields, successBody, type Path } from './response-body.ts'

/** Where a request came in: the connector that it names, and by which of the documented paths. */
export type Called = { connectorId: string; path: Path }

/** `message` begins the line that is logged; a result with warnings is logged as one. */
export type Reply<R> = {
  message: Message
  bodyOf: (result: R, called: Called) => unknown
  fieldsOf: (result: R) => LogFields
}

/** A push: the documented body (elastic-execute-api.md §5). */
export const pushReply: Reply<PushResult> = {
  message: 'case pushed',
  bodyOf: (result, { connectorId, path }) => successBody(connectorId, result, path),
  fieldsOf: resultFields,
}

/** A comment: `{id, commentId, pushedDate, status}`. */
export const commentReply: Reply<CommentResult> = {
  message: 'comment pushed',
  bodyOf: (result) => result,
  fieldsOf: ({ id, status }) => ({ incident: id, comments: status === 'written' ? 1 : 0 }),
}

/** An incident: `{id, number, url, pushedDate}`. */
export const incidentReply: Reply<IncidentResult> = {
  message: 'incident found',
  bodyOf: (result) => result,
  fieldsOf: ({ id }) => ({ incident: id }),
}
