// Words that must never come out again, one for each thing that is secret or a caller's own, and the cases, requests
// and faults that hold them.
import type { Params } from '../push/harness.ts'
import type { Fault } from '../../local/servicenow/server.ts'
import { httpEvent, type HttpEvent } from '../support/events.ts'

export const USERNAME = 'canary-user'
export const PASSWORD = 'canary-password'
export const CREDENTIALS = { username: USERNAME, password: PASSWORD }
export const API_KEY = 'canary-api-key'
export const BASIC = Buffer.from(`${USERNAME}:${PASSWORD}`).toString('base64')
export const HEADER = `ApiKey ${Buffer.from(`soc:${API_KEY}`).toString('base64')}`

/** Any canary, plain or as it stands in a header. */
export const CANARY = new RegExp(`canary|${BASIC}|${HEADER.slice(7, -4)}`, 'i')

/** A function's environment: canaries for its credentials, and all that makes it log more. */
export const TALKATIVE = {
  AWS_ACCESS_KEY_ID: 'CANARYACCESSKEY',
  AWS_SECRET_ACCESS_KEY: 'canary-secret-access-key',
  AWS_SESSION_TOKEN: 'canary-token',
  POWERTOOLS_LOG_LEVEL: 'DEBUG',
  POWERTOOLS_LOGGER_LOG_EVENT: 'true',
  NODE_OPTIONS: '--trace-warnings',
}

/** The documented create, its headers and its query full of canaries. */
export function canaryEvent(): HttpEvent {
  const event = httpEvent('create-incident')
  const headers = { ...event.headers, authorization: HEADER, 'x-canary': 'canary', cookie: 'canary' }
  return { ...event, headers, rawQueryString: 'canary=canary' }
}

const by = { fullName: 'Canary Full', username: 'canary-name' }

/** A good case, every text of it a canary. */
export function canaryCase(id: string, change: Params = {}): Params {
  return {
    savedObjectId: `case-${id}`,
    title: 'Canary title',
    description: 'Canary description [code]<b>canary</b>[/code]',
    createdAt: '2026-03-31T08:36:45.661Z canary',
    createdBy: by,
    updatedBy: by,
    severity: 'canary',
    tags: ['canary tag', '[code]canary[/code]'],
    status: 'canary status',
    comments: [
      { commentId: 'canary-1', comment: 'Canary one\n    at canary (canary:1:1)', createdBy: by },
      { commentId: 'canary-2', comment: 'Canary two' },
    ],
    comment: 'Canary free comment',
    ...change,
  }
}

const incident = { short_description: 'Canary title', additional_fields: { u_canary: 'canary' } }

/** Bad cases: a canary wherever a value is rejected. */
export const BAD_PARAMS: Params[] = [
  canaryCase('a', { savedObjectId: '{{canary}}' }),
  canaryCase('b', { externalId: 'canary^ORnumber=canary' }),
  canaryCase('c', { title: ['canary'] }),
  canaryCase('d', { comments: [{ commentId: 'canary/1', comment: { canary: 'canary' } }] }),
  canaryCase('e', { createdBy: { fullName: 'canary'.repeat(200), nickname: 'canary' } }),
  canaryCase('f', { severity: 'canary'.repeat(60), updatedAt: 'canary'.repeat(20) }),
  canaryCase('g', { 'the canary key': 1, 'canary\nkey': 1, __proto__x: 'canary' }),
  canaryCase('h', { comments: 'canary' }),
  canaryCase('i', { externalId: 'canary-incident' }),
  canaryCase('j', { tags: ['canary', { canary: 'canary' }], status: ['canary'] }),
  { incident: { ...incident, correlation_id: '{{canary}}' } },
  { incident: { ...incident, additional_fields: 'canary' } },
  { incident: { ...incident, additional_fields: '{"sys_id":"canary","Canary!":"canary","u_x":["canary"]}' } },
  { incident: { ...incident, additional_fields: { sys_id: 'canary', 'Canary!': 'canary', u_x: ['canary'] } } },
]

/** Requests that are bad as a whole. */
export function badRequests(event: HttpEvent): Partial<HttpEvent>[] {
  const { headers } = event
  return [
    { body: 'canary' },
    { body: '{"params": {"subAction": "canary", "subActionParams": {"canary": "canary"}}}' },
    { body: '{"params": "canary"}' },
    { body: '"canary"' },
    { body: '{"params": {"title": "canary' },
    { body: `{"__proto__": "canary", "params": "canary"}` },
    { body: `${'['.repeat(40)}"canary"${']'.repeat(40)}` },
    { body: Buffer.from('canary').toString('base64'), isBase64Encoded: true },
    { headers: { ...headers, 'content-type': 'text/canary' } },
    { headers: { ...headers, 'content-encoding': 'canary' } },
    { headers: { ...headers, 'idempotency-key': 'canary\r\nx: canary' } },
    { pathParameters: { connectorId: '../canary' } },
    { rawPath: '/canary', pathParameters: {} },
  ]
}

const upstream = { error: { message: 'Canary upstream message', detail: 'canary detail' }, status: 'failure' }

/** Answers of ServiceNow that hold canaries, and its other failures; `remainingMs` is what the function has left. */
export const FAULTS: { fault: Fault; remainingMs?: number }[] = [
  ...[400, 401, 403, 404, 405, 409, 413, 418, 429, 500, 502, 503].map((status): { fault: Fault } => ({
    fault: { kind: 'status', status, body: upstream },
  })),
  {
    fault: {
      kind: 'status',
      status: 403,
      body: { error: { message: 'Operation Failed', detail: 'canary: Data Policy Exception' } },
    },
  },
  { fault: { kind: 'status', status: 500, body: upstream, commit: true } },
  { fault: { kind: 'status', status: 200, body: { canary: 'canary' } } },
  { fault: { kind: 'status', status: 201, body: { result: { sys_id: 'canary canary', number: 'canary' } } } },
  { fault: { kind: 'status', status: 500, headers: { 'retry-after': 'canary', 'x-canary': 'canary' } } },
  { fault: { kind: 'status', status: 503, html: true, commit: true } },
  { fault: { kind: 'status', status: 302, headers: { location: 'https://canary.example/' } } },
  { fault: { kind: 'accepted' } },
  { fault: { kind: 'hibernating' } },
  { fault: { kind: 'redirect' } },
  { fault: { kind: 'reset' } },
  { fault: { kind: 'reset', commit: true } },
  { fault: { kind: 'mid-body', commit: true } },
  { fault: { kind: 'broken-json', commit: true } },
  { fault: { kind: 'no-result', commit: true } },
  { fault: { kind: 'rate-limit' } },
  { fault: { kind: 'hang', commit: true }, remainingMs: 6_300 },
  { fault: { kind: 'endless' }, remainingMs: 6_300 },
]
