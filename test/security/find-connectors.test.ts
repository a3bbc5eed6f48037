// find-connectors: the documented list of what a key reaches, and never a secret in it.
import { afterAll, beforeAll, expect, test } from '@jest/globals'
import { connectorSecret, eventNamed } from '../support/door.ts'
import { answerOf, startFunctions, type Fn, type Functions, type HttpAnswer } from './functions.ts'

const mapping = [{ source: 'comments', target: 'comments', actionType: 'append' }]
let functions: Functions
let find: Fn
beforeAll(async () => {
  functions = await startFunctions()
  const stored = connectorSecret('http://127.0.0.1:1')
  await functions.store('mapped', {
    ...stored,
    name: 'Mapped',
    config: { ...stored.config, isCaseOwned: true, incidentConfiguration: { mapping } },
    note: 'CANARY',
  })
  await functions.store('no-json', '{"secrets": {"password": "CANARY')
  await functions.store('elsewhere', connectorSecret('https://evil.example'))
  find = await functions.start('find-connectors')
})
afterAll(async () => {
  await functions.close()
})

async function listFor(lambda: unknown, fn = find): Promise<HttpAnswer> {
  const event = await eventNamed('create-incident')
  const path = '/api/cases/configure/connectors/_find'
  return answerOf(
    await fn.invoke({
      ...event,
      rawPath: path,
      body: undefined,
      pathParameters: undefined,
      requestContext: { ...event.requestContext, authorizer: { lambda } },
    }),
  )
}

const item = (id: string, name: string, config: unknown) => ({
  id,
  actionTypeId: '.servicenow',
  name,
  config,
  isPreconfigured: false,
  referencedByCount: 0,
})

test('the answer is the documented bare array, malformed connectors left out', async () => {
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
      item('mapped', 'Mapped', { apiUrl: 'http://127.0.0.1:1', isCaseOwned: true, incidentConfiguration: { mapping } }),
    ],
  })
})

test('a connector that is left out is logged by its id and the reason', () => {
  const lines = find
    .output()
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as Record<string, unknown>)
  const left = lines.filter(({ message }) => message === 'connector left out')
  expect(left.map(({ connectorId, code, reason }) => [connectorId, code, reason]).sort()).toEqual([
    ['elsewhere', 'misconfigured', 'connector'],
    ['no-json', 'misconfigured', 'connector'],
  ])
})

test('no credential is in the answer or the log', async () => {
  const answer = await listFor({ keyId: 'k', connectors: '*', expires: 0 })
  expect(JSON.stringify(answer) + find.output()).not.toMatch(/local-password|CANARY|username|secrets/)
})

test('a key sees the connectors that it reaches, no other', async () => {
  expect((await listFor({ keyId: 'k', connectors: 'mapped gone', expires: 0 })).body).toMatchObject([{ id: 'mapped' }])
  expect((await listFor({ keyId: 'k', connectors: '', expires: 0 })).body).toEqual([])
})

test.each([[undefined], [{ keyId: 'k', connectors: '*' }], [{ keyId: 'k', connectors: '*', expires: 1 }]])(
  'the context %j gets 403',
  async (lambda) => {
    const { statusCode, body } = await listFor(lambda)
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

test('without Secrets Manager there is no list, and the answer says when to ask again', async () => {
  const fn = await functions.start('find-connectors', { AWS_ENDPOINT_URL_SECRETS_MANAGER: 'http://127.0.0.1:1' })
  expect(await listFor({ keyId: 'k', connectors: '*', expires: 0 }, fn)).toMatchObject({
    statusCode: 503,
    headers: { 'retry-after': '5' },
    body: { code: 'credentials_unavailable', retry: true },
  })
})
