// The table of answers: what each answer of ServiceNow means, and what the call may have done.
import { afterAll, expect, test } from '@jest/globals'
import { exchange } from '../../lib/servicenow/exchange.ts'
import { classifyResponse, resultAs, retryAfterOf } from '../../lib/servicenow/classify-response.ts'
import * as v from 'valibot'
import { rejectionOf, thrownBy } from '../support/thrown.ts'
import { startHttp } from '../support/raw-server.ts'

type Sent = { status: number; body: string; type?: string; headers?: Record<string, string> }
let sent: Sent
const server = await startHttp((response) => {
  response
    .writeHead(sent.status, { ...(sent.type === undefined ? {} : { 'content-type': sent.type }), ...sent.headers })
    .end(sent.body)
})
afterAll(() => server.close())

const T = Date.parse('2026-11-23T10:00:00Z')
const clock = { now: () => T }

async function classified(answer: Sent, isRecord = true): Promise<unknown> {
  sent = answer
  const received = await exchange(
    { method: 'POST', url: new URL(server.url), headers: {}, body: '{}' },
    { startByMs: T, untilMs: T + 9_000, limitMs: 9_000 },
    clock,
  )
  return classifyResponse(received, { isRecord }, retryAfterOf(received, T))
}

const json = (status: number, body: unknown = { error: { message: 'M', detail: 'D' }, status: 'failure' }): Sent => ({
  status,
  body: JSON.stringify(body),
  type: 'application/json;charset=UTF-8',
})
const html = (status: number): Sent => ({ status, body: '<html><body>canary</body></html>', type: 'text/html' })
const text = (status: number, body = ''): Sent => ({ status, body, type: 'text/plain' })
const RULE = {
  error: {
    message: 'Operation Failed',
    detail: "Operation against file 'incident' was aborted by Business Rule 'x^1'.",
  },
  status: 'failure',
}
const POLICY = {
  error: {
    message: 'Operation Failed',
    detail: 'Data Policy Exception: The following fields are mandatory: Resolution code',
  },
  status: 'failure',
}
const ACL = { error: { message: 'Operation Failed', detail: null }, status: 'failure' }
const NO_ROUTE = { message: 'no Route matched with those values' }
const NOT_FOUND = { error: { code: 404, message: 'Not Found', status: 'NOT_FOUND' } }
const CANCELLED = { error: { message: 'Transaction cancelled', detail: null }, status: 'failure' }

test.each([200, 201])('a %i with a result means done', async (status) => {
  expect(await classified(json(status, { result: { sys_id: 'x' } }))).toEqual({ sys_id: 'x' })
})

test('a success counts whatever content type it has, or none', async () => {
  expect(await classified({ status: 201, body: '{"result":7}' })).toBe(7)
  expect(await classified(text(200, '{"result":[]}'))).toEqual([])
})

test.each<[string, string, string, string | undefined, Sent]>([
  ['401', 'servicenow_unauthorized', 'none', 'authentication', json(401)],
  ['401 of a gateway', 'servicenow_unauthorized', 'none', 'authentication', html(401)],
  ['403 of an ACL', 'servicenow_unauthorized', 'ended', 'authorization', json(403, ACL)],
  [
    '403 without words',
    'servicenow_unauthorized',
    'ended',
    'authorization',
    json(403, { error: {}, status: 'failure' }),
  ],
  ['403 of a gateway', 'servicenow_unavailable', 'ended', 'not_servicenow', html(403)],
  [
    '403 without words',
    'servicenow_unauthorized',
    'ended',
    'authorization',
    json(403, { error: {}, status: 'failure' }),
  ],
  ['403 of a business rule', 'servicenow_rejected', 'ended', undefined, json(403, RULE)],
  ['403 of a data policy', 'servicenow_rejected', 'ended', undefined, json(403, POLICY)],
  ['400', 'servicenow_rejected', 'none', undefined, json(400)],
  ['413', 'servicenow_rejected', 'none', undefined, json(413)],
  ['404', 'incident_not_found', 'none', undefined, json(404)],
  ['404 of a gateway', 'servicenow_unavailable', 'none', 'not_servicenow', html(404)],
  [
    '404 of a proxy without a node',
    'servicenow_unavailable',
    'none',
    'not_servicenow',
    text(404, 'no healthy upstream'),
  ],
  ['404 of a proxy with JSON', 'servicenow_unavailable', 'none', 'not_servicenow', json(404, NO_ROUTE)],
  ['404 of a proxy with an error in JSON', 'servicenow_unavailable', 'none', 'not_servicenow', json(404, NOT_FOUND)],
  ['404 without a body', 'servicenow_unavailable', 'none', 'not_servicenow', text(404)],
  ['400 of a gateway', 'servicenow_unavailable', 'none', 'not_servicenow', html(400)],
  ['400 of a proxy', 'servicenow_unavailable', 'none', 'not_servicenow', json(400, NO_ROUTE)],
  ['413 of a proxy', 'servicenow_unavailable', 'none', 'not_servicenow', text(413, 'too large')],
  ['414 of a proxy', 'servicenow_unavailable', 'none', 'not_servicenow', text(414)],
  ['415 of a proxy', 'servicenow_unavailable', 'none', 'not_servicenow', text(415)],
  ['405', 'servicenow_unavailable', 'none', 'status', json(405)],
  ['406', 'servicenow_unavailable', 'none', 'status', json(406)],
  ['415', 'servicenow_unavailable', 'none', 'status', json(415)],
  ['429', 'servicenow_rate_limited', 'none', undefined, json(429)],
  ['429 of a gateway', 'servicenow_rate_limited', 'none', undefined, html(429)],
  ['202', 'servicenow_unavailable', 'none', 'session_queue', text(202)],
  ['300', 'servicenow_unavailable', 'none', 'redirect', text(300)],
  ['301', 'servicenow_unavailable', 'none', 'redirect', text(301)],
  ['302 with a page', 'servicenow_unavailable', 'none', 'redirect', html(302)],
  ['399', 'servicenow_unavailable', 'none', 'redirect', text(399)],
  ['200 with a page', 'servicenow_unavailable', 'ended', 'hibernating', html(200)],
  [
    '200 with a result and an error',
    'servicenow_unavailable',
    'ended',
    'cancelled',
    json(200, { result: [], ...CANCELLED }),
  ],
  [
    '201 with a result and an error',
    'servicenow_unavailable',
    'ended',
    'cancelled',
    json(201, { result: { sys_id: 'x' }, error: null }),
  ],
  [
    '200 with a page that calls itself JSON',
    'servicenow_unavailable',
    'ended',
    'hibernating',
    { ...html(200), type: 'application/json', body: ' \n<!DOCTYPE html><p>' },
  ],
  [
    '200 with part of a page',
    'servicenow_unavailable',
    'ended',
    'hibernating',
    { status: 200, body: '<p>later</p>', type: 'Text/HTML; charset=utf-8' },
  ],
  [
    '200 with JSON that quotes a page',
    'servicenow_unavailable',
    'ended',
    'not_json',
    { ...json(200, { note: '<html>' }), type: 'application/json; note=text/html' },
  ],
  ['203 with a page', 'servicenow_unavailable', 'ended', 'hibernating', html(203)],
  ['200 with broken JSON', 'servicenow_unavailable', 'ended', 'not_json', { ...json(200), body: '{"result":{"sys' }],
  ['201 without a result', 'servicenow_unavailable', 'ended', 'not_json', json(201, {})],
  ['201 with a list', 'servicenow_unavailable', 'ended', 'not_json', json(201, [])],
  ['200 of no type without JSON', 'servicenow_unavailable', 'ended', 'not_json', { status: 200, body: 'x' }],
  ['204', 'servicenow_unavailable', 'ended', 'not_json', text(204)],
  ['203 with a result', 'servicenow_unavailable', 'ended', 'not_json', json(203, { result: {} })],
  ["500 with ServiceNow's error", 'servicenow_unavailable', 'ended', 'status', json(500)],
  ['500 with other JSON', 'servicenow_unavailable', 'open', 'status', json(500, {})],
  ['500 with a page', 'servicenow_unavailable', 'open', 'status', html(500)],
  ['502', 'servicenow_unavailable', 'open', 'status', html(502)],
  ['503', 'servicenow_unavailable', 'open', 'status', json(503)],
  ['504', 'servicenow_unavailable', 'open', 'status', html(504)],
  ['408', 'servicenow_unavailable', 'open', 'status', text(408)],
  ['408 with a page', 'servicenow_unavailable', 'open', 'status', html(408)],
  ['499', 'servicenow_unavailable', 'open', 'status', text(499)],
  ['499 with a page', 'servicenow_unavailable', 'open', 'status', html(499)],
  ['409', 'servicenow_unavailable', 'ended', 'status', json(409)],
  ['409 of a proxy', 'servicenow_unavailable', 'none', 'not_servicenow', text(409)],
  ['402', 'servicenow_unavailable', 'open', 'status', text(402)],
  ['416', 'servicenow_unavailable', 'open', 'status', text(416)],
  ['416 with a page', 'servicenow_unavailable', 'none', 'not_servicenow', html(416)],
  ['500 with an error in other JSON', 'servicenow_unavailable', 'open', 'status', json(500, NOT_FOUND)],
  ['418', 'servicenow_unavailable', 'open', 'status', text(418)],
  ['599', 'servicenow_unavailable', 'open', 'status', json(599)],
])('a %s means %s, with the effect %s and the reason %s', async (_, code, effect, reason, answer) => {
  const error = await rejectionOf(classified(answer))
  expect([error.code, error.effect, error.reason, error.sentAtMs]).toEqual([code, effect, reason, T])
  if (error.status >= 500) expect(error.retryAfterS).toBeGreaterThan(0)
})

test('a 404 of ServiceNow on a path without a sys_id means that there is no such table', async () => {
  expect(await rejectionOf(classified(json(404), false))).toMatchObject({
    code: 'misconfigured',
    effect: 'none',
    reason: 'no_table',
    serviceMessage: 'M: D',
  })
})

test('a 404 that is not from ServiceNow says nothing of a table either', async () => {
  expect(await rejectionOf(classified(text(404), false))).toMatchObject({ reason: 'not_servicenow', retryable: true })
})

test.each([
  [{ message: 'Operation Failed', detail: 'Data Policy Exception' }, 'Operation Failed: Data Policy Exception'],
  [{ message: 'No Record found', detail: null }, 'No Record found'],
  [{ message: '', detail: 'D' }, 'D'],
  [{ detail: 'D' }, 'D'],
  [{ message: '', detail: '' }, undefined],
  [{}, undefined],
  [{ message: 'x'.repeat(600) }, 'x'.repeat(500)],
  [{ message: 'a[code]b\u0000' }, 'a{code}b\ufffd'],
])("the error keeps ServiceNow's own words, plain and short: %j", async (error, words) => {
  expect((await rejectionOf(classified(json(400, { error, status: 'failure' })))).serviceMessage).toBe(words)
})

test.each([
  ['404', json(404), 'M: D'],
  ['403 of a rule', json(403, RULE), `${RULE.error.message}: ${RULE.error.detail}`],
  ['403 of an ACL', json(403, ACL), 'Operation Failed'],
])('the error of a %s keeps them too', async (_name, answer, words) => {
  expect((await rejectionOf(classified(answer))).serviceMessage).toBe(words)
})

test.each([
  [null],
  [[]],
  ['text'],
  [{ error: 'text', status: 'failure' }],
  [{ error: null, status: 'failure' }],
  [{ error: { message: 7 }, status: 'failure' }],
  [{ error: { message: 'M' } }],
])('an error body of another shape yields no words: %j', async (body) => {
  expect((await rejectionOf(classified(json(400, body)))).serviceMessage).toBeUndefined()
})

test.each([
  [{ 'retry-after': '7' }, 7],
  [{}, 10],
])('a 429 with %j is worth a retry after %i s', async (headers, seconds) => {
  expect((await rejectionOf(classified({ ...json(429), headers }))).retryAfterS).toBe(seconds)
})

test.each([
  [{ 'retry-after': '120' }, 120],
  [{}, 5],
])('a 503 with %j is worth a retry after %i s', async (headers, seconds) => {
  expect((await rejectionOf(classified({ ...json(503), headers }))).retryAfterS).toBe(seconds)
})

test.each([
  [undefined, undefined],
  ['0', 1],
  ['17', 17],
  [' 17 ', 17],
  ['999999', 86_400],
  [new Date(T + 30_000).toUTCString(), 30],
  [new Date(T - 30_000).toUTCString(), 1],
  [new Date(T + 100 * 86_400_000).toUTCString(), 86_400],
  ['soon', undefined],
  ['7 s', undefined],
  ['1e3', undefined],
  ['', undefined],
])('Retry-After is read in both forms: %j', (value, seconds) => {
  expect(retryAfterOf({ headers: { 'retry-after': value } }, T)).toBe(seconds)
})

test('a result of another shape than the caller needs throws', () => {
  expect(resultAs(v.array(v.string()), ['a'])).toEqual(['a'])
  expect(thrownBy(() => resultAs(v.array(v.string()), {}))).toMatchObject({
    code: 'servicenow_unavailable',
    reason: 'not_json',
    effect: 'none',
  })
})
