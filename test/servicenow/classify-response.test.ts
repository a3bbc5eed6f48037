// The table of answers: what each answer of ServiceNow means, and what the call may have done all the same.
import { afterAll, beforeAll, expect, test } from '@jest/globals'
import { exchange } from '../../lib/servicenow/exchange.ts'
import { classifyResponse, resultAs, retryAfterOf } from '../../lib/servicenow/classify-response.ts'
import * as v from 'valibot'
import { rejectionOf, thrownBy } from '../support/thrown.ts'
import { startHttp, type RawServer } from '../support/raw-server.ts'

type Sent = { status: number; body: string; type?: string; headers?: Record<string, string> }
let sent: Sent
let server: RawServer
beforeAll(async () => {
  server = await startHttp((response) => {
    response
      .writeHead(sent.status, { ...(sent.type === undefined ? {} : { 'content-type': sent.type }), ...sent.headers })
      .end(sent.body)
  })
})
afterAll(async () => {
  await server.close()
})

const T = Date.parse('2026-11-23T10:00:00Z')
const clock = { now: () => T }

async function classifiedAnswer(answer: Sent): Promise<unknown> {
  sent = answer
  const received = await exchange(
    { method: 'POST', url: new URL(server.url), headers: {}, body: '{}' },
    { startByMs: T, untilMs: T + 9_000, limitMs: 9_000 },
    clock,
  )
  return classifyResponse(received, retryAfterOf(received, T))
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
}
const POLICY = {
  error: {
    message: 'Operation Failed',
    detail: 'Data Policy Exception: The following fields are mandatory: Resolution code',
  },
}
const ACL = { error: { message: 'Operation Failed', detail: null } }

test.each([200, 201])('%i with a result is done', async (status) => {
  expect(await classifiedAnswer(json(status, { result: { sys_id: 'x' } }))).toEqual({ sys_id: 'x' })
})

test('a success that calls itself text, or nothing, is read all the same', async () => {
  expect(await classifiedAnswer({ status: 201, body: '{"result":7}' })).toBe(7)
  expect(await classifiedAnswer(text(200, '{"result":[]}'))).toEqual([])
})

test.each<[string, Sent, string, string, string | undefined]>([
  ['401', json(401), 'servicenow_unauthorized', 'none', 'authentication'],
  ['401 of a gateway', html(401), 'servicenow_unauthorized', 'none', 'authentication'],
  ['403 of an ACL', json(403, ACL), 'servicenow_unauthorized', 'ended', 'authorization'],
  ['403 of a gateway', html(403), 'servicenow_unauthorized', 'ended', 'authorization'],
  ['403 of a business rule', json(403, RULE), 'servicenow_rejected', 'ended', undefined],
  ['403 of a data policy', json(403, POLICY), 'servicenow_rejected', 'ended', undefined],
  ['400', json(400), 'servicenow_rejected', 'none', undefined],
  ['413', json(413), 'servicenow_rejected', 'none', undefined],
  ['404', json(404), 'incident_not_found', 'none', undefined],
  ['404 of a gateway', html(404), 'servicenow_unavailable', 'none', 'status'],
  ['400 of a gateway', html(400), 'servicenow_unavailable', 'none', 'status'],
  ['405', json(405), 'servicenow_unavailable', 'none', 'status'],
  ['406', text(406), 'servicenow_unavailable', 'none', 'status'],
  ['415', json(415), 'servicenow_unavailable', 'none', 'status'],
  ['429', json(429), 'servicenow_rate_limited', 'none', undefined],
  ['429 of a gateway', html(429), 'servicenow_rate_limited', 'none', undefined],
  ['202', text(202), 'servicenow_unavailable', 'none', 'session_queue'],
  ['301', text(301), 'servicenow_unavailable', 'none', 'redirect'],
  ['302 with a page', html(302), 'servicenow_unavailable', 'none', 'redirect'],
  ['399', text(399), 'servicenow_unavailable', 'none', 'redirect'],
  ['200 with a page', html(200), 'servicenow_unavailable', 'none', 'hibernating'],
  [
    '200 with a page that calls itself JSON',
    { ...html(200), type: 'application/json', body: ' \n<!DOCTYPE html><p>' },
    'servicenow_unavailable',
    'none',
    'hibernating',
  ],
  ['203 with a page', html(203), 'servicenow_unavailable', 'none', 'hibernating'],
  ['200 with broken JSON', { ...json(200), body: '{"result":{"sys' }, 'servicenow_unavailable', 'ended', 'not_json'],
  ['201 without a result', json(201, {}), 'servicenow_unavailable', 'ended', 'not_json'],
  ['201 with a list', json(201, []), 'servicenow_unavailable', 'ended', 'not_json'],
  ['200 of no type without JSON', { status: 200, body: 'x' }, 'servicenow_unavailable', 'ended', 'not_json'],
  ['204', text(204), 'servicenow_unavailable', 'ended', 'not_json'],
  ['203 with a result', json(203, { result: {} }), 'servicenow_unavailable', 'ended', 'not_json'],
  ["500 with ServiceNow's error", json(500), 'servicenow_unavailable', 'ended', 'status'],
  ['500 with other JSON', json(500, {}), 'servicenow_unavailable', 'open', 'status'],
  ['500 with a page', html(500), 'servicenow_unavailable', 'open', 'status'],
  ['502', html(502), 'servicenow_unavailable', 'open', 'status'],
  ['503', json(503), 'servicenow_unavailable', 'open', 'status'],
  ['504', html(504), 'servicenow_unavailable', 'open', 'status'],
  ['408', text(408), 'servicenow_unavailable', 'open', 'status'],
  ['408 with a page', html(408), 'servicenow_unavailable', 'open', 'status'],
  ['499', text(499), 'servicenow_unavailable', 'open', 'status'],
  ['499 with a page', html(499), 'servicenow_unavailable', 'open', 'status'],
  ['409', json(409), 'servicenow_unavailable', 'open', 'status'],
  ['418', text(418), 'servicenow_unavailable', 'open', 'status'],
  ['599', json(599), 'servicenow_unavailable', 'open', 'status'],
])('%s is classified', async (_, answer, code, effect, reason) => {
  const error = await rejectionOf(classifiedAnswer(answer))
  expect([error.code, error.effect, error.reason, error.sentAtMs]).toEqual([code, effect, reason, T])
  if (error.status >= 500) expect(error.retryAfterS).toBeGreaterThan(0)
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
])("ServiceNow's own words are kept, plain and short: %j", async (error, words) => {
  expect((await rejectionOf(classifiedAnswer(json(400, { error })))).serviceMessage).toBe(words)
})

test.each([[null], [[]], ['text'], [{ error: 'text' }], [{ error: null }], [{ error: { message: 7 } }]])(
  'an error body of another shape is no words: %j',
  async (body) => {
    expect((await rejectionOf(classifiedAnswer(json(400, body)))).serviceMessage).toBeUndefined()
  },
)

test.each([
  [{ 'retry-after': '7' }, 7],
  [{}, 10],
])('a 429 says when to come back, else it is 10 s: %j', async (headers, seconds) => {
  expect((await rejectionOf(classifiedAnswer({ ...json(429), headers }))).retryAfterS).toBe(seconds)
})

test.each([
  [{ 'retry-after': '120' }, 120],
  [{}, 5],
])('so does a 503, else it is 5 s: %j', async (headers, seconds) => {
  expect((await rejectionOf(classifiedAnswer({ ...json(503), headers }))).retryAfterS).toBe(seconds)
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
  ['', undefined],
])('Retry-After is read in both forms: %j', (value, seconds) => {
  expect(retryAfterOf({ headers: { 'retry-after': value } }, T)).toBe(seconds)
})

test('a result of another shape than asked for is not believed', () => {
  expect(resultAs(v.array(v.string()), ['a'])).toEqual(['a'])
  expect(thrownBy(() => resultAs(v.array(v.string()), {}))).toMatchObject({
    code: 'servicenow_unavailable',
    reason: 'not_json',
    effect: 'none',
  })
})
