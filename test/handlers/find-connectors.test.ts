// The list of connectors over HTTP: the documented list of what a key reaches, and never a secret in it.
import { afterAll, expect, test } from '@jest/globals'
import { NOBODY } from '../support/aws-environment.ts'
import { connectorSecret } from '../support/connector-secret.ts'
import { FIND_PATH, httpEvent, onRoute, withKey } from '../support/events.ts'
import { startFunctions } from '../support/functions.ts'
import type { HttpAnswer } from '../support/http-answer.ts'
import { logLines } from '../support/log-lines.ts'

const mapping = [{ source: 'comments', target: 'comments', actionType: 'append' }]
const functions = await startFunctions()
const stored = connectorSecret(NOBODY)
await functions.storeConnector('mapped', {
  ...stored,
  name: 'Mapped',
  config: { ...stored.config, isCaseOwned: true, incidentConfiguration: { mapping } },
  version: 'CANARY',
})
await functions.storeConnector('no-json', '{"secrets": {"password": "CANARY')
await functions.storeConnector('elsewhere', connectorSecret('https://evil.example'))
const find = await functions.start('find-connectors')
afterAll(() => functions.close())

const { body: _body, pathParameters: _pathParameters, ...event } = httpEvent('create-incident')
const EVENT = onRoute(event, 'GET', FIND_PATH)
const listFor = (key: unknown, started = find): Promise<HttpAnswer> => started.answer(withKey(EVENT, key))

const item = (id: string, name: string, config: unknown) => ({
  id,
  actionTypeId: '.servicenow',
  name,
  config,
  isPreconfigured: false,
  referencedByCount: 0,
})

test('the answer is the documented bare array, and leaves malformed connectors out', async () => {
  const answer = await listFor({ keyId: 'k', connectors: '*', expires: 0 })
  expect(answer).toEqual({
    statusCode: 200,
    headers: {
      'content-type': 'application/json; charset=utf-8',
      'cache-control': 'no-store',
      'x-content-type-options': 'nosniff',
    },
    body: [
      item('local', 'Local', { apiUrl: functions.servicenow.url }),
      item('mapped', 'Mapped', { apiUrl: NOBODY, isCaseOwned: true, incidentConfiguration: { mapping } }),
    ],
  })
})

test('the log names every connector that the list leaves out, with the reason', () => {
  const left = logLines(find.output()).filter(({ message }) => message === 'connector left out')
  expect(left.map(({ connectorId, code, reason }) => [connectorId, code, reason]).sort()).toEqual([
    ['elsewhere', 'misconfigured', 'connector'],
    ['no-json', 'misconfigured', 'connector'],
  ])
})

test('neither the answer nor the log holds a credential', async () => {
  const answer = await listFor({ keyId: 'k', connectors: '*', expires: 0 })
  expect(JSON.stringify(answer) + find.output()).not.toMatch(/local-password|CANARY|username|secrets/)
})

test('a key sees the connectors that it reaches, and no other', async () => {
  expect((await listFor({ keyId: 'k', connectors: 'mapped gone', expires: 0 })).body).toMatchObject([{ id: 'mapped' }])
  expect((await listFor({ keyId: 'k', connectors: '', expires: 0 })).body).toEqual([])
})

test.each([
  [{ page: '1' }, { page: 1, perPage: 20, total: 4, data: [{ id: 'local' }, { id: 'mapped' }] }],
  [
    { per_page: '3', page: '2' },
    { page: 2, perPage: 3, total: 4, data: [] },
  ],
  [{ per_page: '100' }, { page: 1, perPage: 100, total: 4, data: [{ id: 'local' }, { id: 'mapped' }] }],
])('with %j the answer is the documented page', async (queryStringParameters, page) => {
  const key = { keyId: 'k', connectors: '*', expires: 0 }
  const { statusCode, body } = await find.answer({ ...withKey(EVENT, key), queryStringParameters })
  expect(statusCode).toBe(200)
  expect(Object.keys(body)).toEqual(['page', 'perPage', 'total', 'data'])
  expect(body).toMatchObject(page)
})

test.each(['0', '-1', '1.5', '1e1', '01', ' 1', '', 'x', '1,2', '1000000000'])(
  'a page or a length of %j is refused, and the error names the parameter',
  async (value) => {
    for (const name of ['page', 'per_page']) {
      const event = withKey(EVENT, { keyId: 'k', connectors: '*', expires: 0 })
      const { statusCode, body } = await find.answer({ ...event, queryStringParameters: { [name]: value } })
      expect([statusCode, body['code']]).toEqual([400, 'invalid_request'])
      expect(body['message']).toContain(`[${name}]: must be a whole number from 1 to`)
    }
  },
)

test('a page holds at most 100 connectors', async () => {
  const event = withKey(EVENT, { keyId: 'k', connectors: '*', expires: 0 })
  const { statusCode, body } = await find.answer({ ...event, queryStringParameters: { per_page: '101' } })
  expect([statusCode, body['message']]).toEqual([400, expect.stringContaining('from 1 to 100')])
})

test.each([[undefined], [{ keyId: 'k', connectors: '*' }], [{ keyId: 'k', connectors: '*', expires: 1 }]])(
  'a caller of whom the authorizer says %j gets 403',
  async (key) => {
    const { statusCode, body } = await listFor(key)
    expect(statusCode).toBe(403)
    expect(body).toEqual({
      statusCode: 403,
      error: 'Forbidden',
      message: 'Unauthorized to execute actions',
      status: 'error',
      retry: false,
      code: 'forbidden',
    })
  },
)

test('without Secrets Manager the answer is an error that says when to ask again', async () => {
  const cutOff = await functions.start('find-connectors', { AWS_ENDPOINT_URL_SECRETS_MANAGER: NOBODY })
  expect(await listFor({ keyId: 'k', connectors: '*', expires: 0 }, cutOff)).toMatchObject({
    statusCode: 503,
    headers: { 'retry-after': '5' },
    body: { code: 'credentials_unavailable', retry: true },
  })
})
