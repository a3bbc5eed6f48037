// The examples in the description of the HTTP API: requests are those of events/, and answers are made of the results
// below by the code that makes the real ones. test/handlers/described.test.ts compares them with real ones.
import { readFileSync } from 'node:fs'
import { commentReply, connectorReply, executeReply, incidentReply, testReply } from '../lib/responses/replies.ts'
import type { Executed, Reply } from '../lib/responses/replies.ts'
import type { Path } from '../lib/responses/response-body.ts'
import type { PushResult } from '../lib/push/push-result.ts'
import type { Check } from '../lib/connectors/connector-checks.ts'
import { CONNECTOR_ID } from './api-errors.ts'

type Example = { summary: string; value: unknown }
type Examples = Record<string, Example>

/** The sys_id of an example is nobody's. */
const PUT_ID = '(put in the `id` that a push was answered)'

/** The requests of events/ by the kind of route, with what each of them shows. */
export const REQUEST_EXAMPLES = {
  execute: {
    'create-incident': 'A new case with a comment (Elastic 7.9)',
    'update-incident': `The same case again, with one more comment and the sys_id of its incident ${PUT_ID}`,
    'no-comments': 'A case without comments',
    'null-description': 'A case whose description is null',
    'comments-only': 'Only comments are new',
    'edited-comment': 'A comment was edited',
    'webhook-case': "A case as Kibana's webhook connector sends it",
    'nested-create': 'A new case (Elastic 7.12)',
    'kibana-9-case': 'A case as Kibana 9 sends it',
    'grouped-alert': 'A group of alerts as one incident',
    'idempotency-key': 'A case without an identity of its own: the header gives it one',
    'dry-run': 'A dry run, by `?dryRun=true`: nothing is left to send of a case that was pushed',
    'close-incident': 'Close the incident of a case',
    'get-incident': `Read an incident ${PUT_ID}`,
    'get-fields': 'List the columns of the table',
    'get-choices': 'List the choices of columns',
  },
  comment: { 'push-comment': `A comment without an id of its own ${PUT_ID}` },
} as const

/** A request of events/, as API Gateway hands it on. */
export type RequestEvent = { rawPath: string; rawQueryString: string; headers: Record<string, string>; body: string }

/** The event of this name. */
export function requestEvent(name: string): RequestEvent {
  return JSON.parse(readFileSync(new URL(`../events/${name}.json`, import.meta.url), 'utf8')) as RequestEvent
}

/** The example requests of a kind of route. */
export function requestExamples(route: keyof typeof REQUEST_EXAMPLES): Examples {
  return Object.fromEntries(
    Object.entries(REQUEST_EXAMPLES[route]).map(([name, summary]) => {
      const value: unknown = JSON.parse(requestEvent(name).body)
      return [name, { summary, value }]
    }),
  )
}

/** Stand for what differs from one answer to the next. */
export const EXAMPLE = {
  instance: 'https://example.service-now.com',
  sysId: '62dc3c8bdb7300106ba884da0b9619ea',
  time: '2026-03-31T09:01:33.000Z',
  number: 'INC0010001',
  digest: 'sha256:9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08',
}
const { instance, sysId, time, number, digest } = EXAMPLE
const url = `${instance}/nav_to.do?uri=incident.do?sys_id=${sysId}`
const head = { title: number, id: sysId, pushedDate: time, url }
const commentId = 'dda30310-732a-11ea-a0b2-c51ea50a58e2'
const pushed: PushResult = { ...head, comments: [{ commentId, pushedDate: time }] }
const table = `${instance}/api/now/v2/table/incident`

/** What a create reads of its own answer. */
const COLUMNS = [
  ...['sys_id', 'number', 'sys_created_on', 'sys_updated_on', 'correlation_display', 'caller_id', 'opened_by'],
  ...['short_description', 'correlation_id'],
]

const EXECUTED: Record<string, { summary: string; executed: Executed }> = {
  pushed: { summary: 'A case was pushed', executed: { kind: 'pushed', data: pushed } },
  warned: {
    summary: 'A case was pushed, and a column holds another value than was sent',
    executed: { kind: 'pushed', data: { ...head, warnings: [{ code: 'column_differs', column: 'urgency' }] } },
  },
  closed: { summary: 'closeIncident: closed', executed: { kind: 'closed', data: head } },
  nothingToClose: { summary: 'closeIncident: there is no such incident', executed: { kind: 'closed', data: {} } },
  rehearsed: {
    summary: 'A dry run: this would be sent',
    executed: {
      kind: 'rehearsed',
      data: {
        calls: [
          {
            method: 'POST',
            url: `${table}?sysparm_fields=${COLUMNS.join('%2C')}&sysparm_exclude_reference_link=true`,
            body: {
              short_description: 'This case will self-destruct in 5 seconds',
              correlation_id: 'rehearsed',
              correlation_display: 'Elastic Case',
              caller_id: 'case-push',
              opened_by: 'case-push',
            },
          },
        ],
      },
    },
  },
  record: {
    summary: 'getIncident: the record',
    executed: { kind: 'read', data: { sys_id: sysId, number, state: '1', short_description: 'Suspicious banner' } },
  },
  fields: {
    summary: 'getFields: the columns',
    executed: {
      kind: 'read',
      data: [
        { max_length: '160', element: 'short_description', column_label: 'Short description', mandatory: 'false' },
      ],
    },
  },
  choices: {
    summary: 'getChoices: the choices',
    executed: { kind: 'read', data: [{ label: '1 - High', value: '1', dependent_value: '', element: 'severity' }] },
  },
}

const CHECKS: Check[] = [
  { name: 'login', status: 'ok', finding: 'table_readable' },
  { name: 'columns', status: 'ok', finding: 'columns_exist' },
  { name: 'journal', status: 'failed', finding: 'journal_unreadable' },
  { name: 'correlation_id', status: 'ok', finding: 'correlation_readable' },
  { name: 'clock', status: 'ok', finding: 'clock_right' },
]

const connector = { id: CONNECTOR_ID, type: '.servicenow', name: 'Local', config: { apiUrl: instance } } as const
const inList = {
  ...(connectorReply.bodyOf(connector, { connectorId: CONNECTOR_ID, path: 'action' }) as object),
  referencedByCount: 0,
}

const single = <R>(summary: string, reply: Reply<R>, result: R, path: Path): Examples => ({
  answer: { summary, value: reply.bodyOf(result, { connectorId: CONNECTOR_ID, path }) },
})

/** The example answers of each kind of route, as the path has them. */
export const ANSWER_EXAMPLES: Record<string, (path: Path) => Examples> = {
  execute: (path) =>
    Object.fromEntries(
      Object.entries(EXECUTED).map(([name, { summary, executed }]) => [
        name,
        { summary, value: executeReply.bodyOf(executed, { connectorId: CONNECTOR_ID, path }) },
      ]),
    ),
  comment: (path) => {
    const result = { id: sysId, commentId: digest, pushedDate: time, status: 'written' } as const
    return single('The comment was written', commentReply, result, path)
  },
  incident: (path) => single('The incident', incidentReply, { id: sysId, number, url, pushedDate: time }, path),
  connector: (path) => single('The connector', connectorReply, connector, path),
  test: (path) => single('One check failed', testReply, CHECKS, path),
  list: () => ({
    array: { summary: 'Without `page` and `per_page`: all of them', value: [inList] },
    page: { summary: 'A page', value: { page: 1, perPage: 20, total: 1, data: [inList] } },
  }),
}
