// What each route of the HTTP API answers on success, and what is logged about it.
import type { Check } from '../connectors/connector-checks.ts'
import { newerView, olderView, type ShownConnector } from '../connectors/connector-view.ts'
import type { CloseResult } from '../push/close-incident.ts'
import type { CommentResult } from '../push/push-comment.ts'
import type { PushResult } from '../push/push-result.ts'
import type { IncidentResult } from '../push/pushed-incident.ts'
import { errorFields, type LogFields, type Message } from '../telemetry/log.ts'
import { wordedChecks } from './check-words.ts'
import { idField, resultFields, successBody, wordedResult, type Path } from './response-body.ts'

/** Where a request came in: the connector that it names, and by which of the documented paths. */
export type Called = { connectorId: string; path: Path }

/** `messageOf` begins the line that is logged; a result with warnings is logged as one. */
export type Reply<R> = {
  messageOf: (result: R) => Message
  bodyOf: (result: R, called: Called) => unknown
  fieldsOf: (result: R) => LogFields
}

/** What an execute call did: pushed a case, closed an incident, read ServiceNow, or said what a push would send. */
export type Executed =
  | { kind: 'pushed'; data: PushResult }
  | { kind: 'closed'; data: CloseResult }
  | { kind: 'read'; data: unknown }
  | { kind: 'rehearsed'; data: { calls: readonly unknown[] } }

const MESSAGES: Record<Executed['kind'], Message> = {
  pushed: 'case pushed',
  closed: 'incident closed',
  read: 'metadata read',
  rehearsed: 'push rehearsed',
}

/** The documented body (elastic-execute-api.md §5, §7). */
export const executeReply: Reply<Executed> = {
  messageOf: ({ kind }) => MESSAGES[kind],
  bodyOf: (executed, { connectorId, path }) =>
    successBody(connectorId, executed.kind === 'pushed' ? wordedResult(executed.data) : executed.data, path),
  fieldsOf: (executed) => {
    if (executed.kind === 'pushed') return resultFields(executed.data)
    return executed.kind === 'closed' ? { incident: executed.data.id } : {}
  },
}

/** A comment: `{id, commentId, pushedDate, status}`. */
export const commentReply: Reply<CommentResult> = {
  messageOf: () => 'comment pushed',
  bodyOf: (result) => result,
  fieldsOf: ({ id, status }) => ({ incident: id, comments: status === 'written' ? 1 : 0 }),
}

/** An incident: `{id, number, url, pushedDate}`. */
export const incidentReply: Reply<IncidentResult> = {
  messageOf: () => 'incident found',
  bodyOf: (result) => result,
  fieldsOf: ({ id }) => ({ incident: id }),
}

/** A connector without its secrets, as the version of Kibana that has this path shows it. */
export const connectorReply: Reply<ShownConnector> = {
  messageOf: () => 'connector shown',
  bodyOf: (connector, { path }) => (path === 'action' ? olderView(connector) : newerView(connector)),
  fieldsOf: () => ({}),
}

/** A test of a connector. The log names the checks that failed, and why the first of them that was a call did. */
export const testReply: Reply<Check[]> = {
  messageOf: () => 'connector tested',
  bodyOf: (found, { connectorId, path }) => {
    const { status, checks } = wordedChecks(found, connectorId)
    return { status, ...idField(connectorId, path), checks }
  },
  fieldsOf: (found) => {
    const failed = found.filter(({ status }) => status === 'failed')
    if (failed.length === 0) return {}
    const error = failed.map((check) => check.error).find((each) => each !== undefined)
    return { warnings: failed.map(({ name }) => name), ...(error === undefined ? {} : errorFields(error)) }
  },
}
