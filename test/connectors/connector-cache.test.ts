// The connectors in use: how often Secrets Manager is asked, what serves when it fails, and the penalty.
import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals'
import { GetSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager'
import { createConnectorCache, type ConnectorCache } from '../../lib/connectors/connector-cache.ts'
import { PREFIX, startSecrets, type SecretsServer } from '../support/secrets-server.ts'
import { problemsIn, rejectionOf } from '../support/thrown.ts'

const T = Date.parse('2026-11-23T10:00:00Z')
const MINUTE = 60_000
const clock = { time: T, now: () => clock.time }
let server: SecretsServer
let cache: ConnectorCache
let before = 0
beforeAll(async () => {
  server = await startSecrets()
})
afterAll(async () => {
  await server.close()
})
beforeEach(async () => {
  clock.time = T
  server.line.now = undefined
  await server.connector('sn', secret('first'))
  cache = createConnectorCache(server.secrets, PREFIX, ['*.service-now.com'], clock)
  before = server.calls()
})

const calls = () => server.calls() - before
const secret = (password: string, changes: object = {}) =>
  JSON.stringify({
    name: 'SN',
    actionTypeId: '.servicenow',
    config: { apiUrl: 'https://dev1.service-now.com' },
    secrets: { username: 'u', password },
    ...changes,
  })
const password = async (id = 'sn') => (await cache.get(id)).credentials.password
const refusal = (id = 'sn') => rejectionOf(cache.get(id))

test('the stand-in answers as Secrets Manager does', async () => {
  const { SecretString } = await server.secrets.send(new GetSecretValueCommand({ SecretId: `${PREFIX}/connectors/sn` }))
  expect(SecretString).toBe(secret('first'))
})

test('a connector is read once in five minutes', async () => {
  await password()
  clock.time = T + 5 * MINUTE - 1
  await password()
  expect(calls()).toBe(1)
  await server.connector('sn', secret('second'))
  clock.time = T + 5 * MINUTE
  expect(await password()).toBe('second')
  expect(calls()).toBe(2)
})

test('callers at the same moment share one read', async () => {
  const connectors = await Promise.all(Array.from({ length: 20 }, () => cache.get('sn')))
  expect(new Set(connectors).size).toBe(1)
  expect(calls()).toBe(1)
  await Promise.all([cache.renew('sn'), cache.renew('sn')])
  expect(calls()).toBe(2)
})

test('callers at the same moment share one failure, and the next one asks again', async () => {
  server.line.now = 'cut'
  const errors = await Promise.all([refusal(), refusal()])
  expect(errors.map(({ code }) => code)).toEqual(['credentials_unavailable', 'credentials_unavailable'])
  expect(calls()).toBe(1)
  server.line.now = undefined
  expect(await password()).toBe('first')
})

test('connectors do not know each other', async () => {
  await server.connector('other', secret('other'))
  expect([await password('sn'), await password('other')]).toEqual(['first', 'other'])
})

test('a renewal reads the secret anew, and what it found is kept', async () => {
  await password()
  await server.connector('sn', secret('second'))
  expect((await cache.renew('sn')).credentials.password).toBe('second')
  expect(await password()).toBe('second')
  expect(calls()).toBe(2)
})

test('a connector that was never used can be renewed', async () => {
  expect((await cache.renew('sn')).credentials.password).toBe('first')
})

test.each([['cut' as const], [{ error: 'InternalServiceError' }], [{ error: 'ThrottlingException' }]])(
  'a known connector serves on when Secrets Manager fails: %j',
  async (trouble) => {
    await password()
    server.line.now = trouble
    clock.time = T + 5 * MINUTE
    expect(await password()).toBe('first')
    expect(await password()).toBe('first')
    expect(calls()).toBe(2)
  },
)

test('while it serves on, Secrets Manager is asked every 30 s', async () => {
  await password()
  server.line.now = 'cut'
  clock.time = T + 5 * MINUTE
  await password()
  await server.connector('sn', secret('second'))
  server.line.now = undefined
  clock.time += 29_999
  expect(await password()).toBe('first')
  clock.time += 1
  expect(await password()).toBe('second')
})

test('an unknown connector that cannot be read is worth another try', async () => {
  server.line.now = { error: 'InternalServiceError' }
  expect(await refusal()).toMatchObject({
    code: 'credentials_unavailable',
    status: 503,
    retryAfterS: 5,
    cause: 'InternalServiceError',
  })
})

test.each(['ResourceNotFoundException', 'InvalidRequestException'])(
  'a secret that is not there, or is being deleted, is no connector: %s',
  async (error) => {
    server.line.now = { error }
    expect(await refusal()).toMatchObject({ code: 'unknown_connector', cause: error })
  },
)

test('an id without a secret is no connector, and is asked for again', async () => {
  expect(await refusal('nobody')).toMatchObject({ code: 'unknown_connector' })
  await server.connector('nobody', secret('new'))
  expect(await password('nobody')).toBe('new')
  await server.forget('nobody')
})

test('a connector that was removed serves no longer than it is fresh', async () => {
  await password()
  server.line.now = { error: 'ResourceNotFoundException' }
  clock.time = T + 5 * MINUTE
  expect(await refusal()).toMatchObject({ code: 'unknown_connector' })
})

test.each([
  'AccessDeniedException',
  'UnrecognizedClientException',
  'DecryptionFailure',
  'KMSAccessDeniedException',
  'CredentialsProviderError',
])('what an operator must mend is told apart: %s', async (error) => {
  server.line.now = { error }
  expect(await refusal()).toMatchObject({ code: 'misconfigured', reason: 'environment', cause: error })
})

test('a malformed secret is named by its paths, and its repair is seen at once', async () => {
  await server.connector('sn', secret('x', { name: 7 }))
  const error = await refusal()
  expect(error).toMatchObject({ code: 'misconfigured', reason: 'connector' })
  expect(problemsIn(error)).toEqual(['name must be a string'])
  await server.connector('sn', secret('mended'))
  expect(await password()).toBe('mended')
})

test('nobody there, as without the local stack, is told apart', async () => {
  // Within jest the SDK does not know an error of Node's core for one, and loses its code: this one is of the test's own.
  const requestHandler = { handle: () => Promise.reject(Object.assign(new Error(), { code: 'ECONNREFUSED' })) }
  const nobody = new SecretsManagerClient({
    requestHandler,
    region: 'us-east-1',
    credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
    maxAttempts: 1,
  })
  const alone = createConnectorCache(nobody, PREFIX, [], clock)
  expect(await rejectionOf(alone.get('sn'))).toMatchObject({ code: 'credentials_unavailable', reason: 'no_stack' })
})

test('a secret without a text is no JSON', async () => {
  server.line.now = 'binary'
  expect(problemsIn(await refusal())).toEqual(['(secret) must be JSON'])
})

test('after a penalty nothing is asked for 30 s, and the caller is told how long', async () => {
  await password()
  cache.penalize('sn')
  expect(await refusal()).toMatchObject({ code: 'servicenow_unauthorized', reason: 'penalty', retryAfterS: 30 })
  clock.time = T + 29_001
  expect(await refusal()).toMatchObject({ retryAfterS: 1 })
  clock.time = T + 30_000
  expect(await password()).toBe('first')
  expect(calls()).toBe(1)
})

test('a penalty strikes its own connector alone, and one that is not in use not at all', async () => {
  await password()
  cache.penalize('other')
  expect(await password()).toBe('first')
})

test('no byte of a secret is in any error', async () => {
  await server.connector(
    'sn',
    secret('canary', { secrets: { username: 'canary', password: ['canary'] }, extra: 'canary' }),
  )
  const error = await refusal()
  expect(JSON.stringify([error, error.cause, error.message, error.stack])).not.toContain('canary')
})
