// The connectors in use when a secret cannot be read, is malformed or is gone.
import { afterAll, beforeEach, expect, test } from '@jest/globals'
import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager'
import { createConnectorCache } from '../../lib/connectors/connector-cache.ts'
import { SECRET_PREFIX, clientOptions } from '../support/aws-environment.ts'
import { problemsIn, rejectionOf } from '../support/thrown.ts'
import { MINUTE_MS, T, secret, startCachedConnectors } from './cached-connectors.ts'

const { server, clock, calls, password, refusal, reset } = await startCachedConnectors()
afterAll(() => server.close())
beforeEach(reset)

test('callers at the same moment share one failure, and the next caller asks again', async () => {
  server.failWith('cut')
  const errors = await Promise.all([refusal(), refusal()])
  expect(errors.map(({ code }) => code)).toEqual(['credentials_unavailable', 'credentials_unavailable'])
  expect(calls()).toBe(1)
  server.failWith(undefined)
  expect(await password()).toBe('first')
})

test.each([['cut' as const], [{ error: 'InternalServiceError' }], [{ error: 'ThrottlingException' }]])(
  'a known connector keeps serving when Secrets Manager fails: %j',
  async (trouble) => {
    await password()
    server.failWith(trouble)
    clock.time = T + 5 * MINUTE_MS
    expect(await password()).toBe('first')
    expect(await password()).toBe('first')
    expect(calls()).toBe(2)
  },
)

test('while a known connector keeps serving, Secrets Manager is asked every 30 s', async () => {
  await password()
  server.failWith('cut')
  clock.time = T + 5 * MINUTE_MS
  await password()
  await server.storeConnector('sn', secret('second'))
  server.failWith(undefined)
  clock.time += 29_999
  expect(await password()).toBe('first')
  clock.time += 1
  expect(await password()).toBe('second')
})

test('a connector that was never read is worth a retry when it cannot be read', async () => {
  server.failWith({ error: 'InternalServiceError' })
  expect(await refusal()).toMatchObject({
    code: 'credentials_unavailable',
    status: 503,
    retryAfterS: 5,
    cause: 'InternalServiceError',
  })
})

test.each(['ResourceNotFoundException', 'InvalidRequestException'])(
  'a connector whose secret does not exist, or is being deleted, is unknown: %s',
  async (error) => {
    server.failWith({ error })
    expect(await refusal()).toMatchObject({ code: 'unknown_connector', cause: error })
  },
)

test('a connector without a secret is unknown until someone stores one', async () => {
  expect(await refusal('nobody')).toMatchObject({ code: 'unknown_connector' })
  await server.storeConnector('nobody', secret('new'))
  expect(await password('nobody')).toBe('new')
  await server.deleteConnector('nobody')
})

test('a connector whose secret is deleted serves until its five minutes are over', async () => {
  await password()
  server.failWith({ error: 'ResourceNotFoundException' })
  clock.time = T + 5 * MINUTE_MS
  expect(await refusal()).toMatchObject({ code: 'unknown_connector' })
})

test.each([
  'AccessDeniedException',
  'UnrecognizedClientException',
  'DecryptionFailure',
  'KMSAccessDeniedException',
  'CredentialsProviderError',
])('an error of AWS that an operator must fix is told apart: %s', async (error) => {
  server.failWith({ error })
  expect(await refusal()).toMatchObject({ code: 'misconfigured', reason: 'environment', cause: error })
})

test('the error of a malformed secret names its paths, and a corrected one is read at once', async () => {
  await server.storeConnector('sn', secret('x', { name: 7 }))
  const error = await refusal()
  expect(error).toMatchObject({ code: 'misconfigured', reason: 'connector' })
  expect(problemsIn(error)).toEqual(['name must be a string'])
  await server.storeConnector('sn', secret('corrected'))
  expect(await password()).toBe('corrected')
})

test('a Secrets Manager that nobody runs, as without the local stack, is told apart', async () => {
  // In jest's realm the SDK does not recognize an error of Node's core and loses its code: so the test makes its own.
  const requestHandler = { handle: () => Promise.reject(Object.assign(new Error(), { code: 'ECONNREFUSED' })) }
  const nobody = new SecretsManagerClient({ ...clientOptions('http://127.0.0.1'), requestHandler })
  const alone = createConnectorCache(nobody, SECRET_PREFIX, [], clock)
  expect(await rejectionOf(alone.get('sn'))).toMatchObject({ code: 'credentials_unavailable', reason: 'no_stack' })
})

test('a secret without a text counts as not JSON', async () => {
  server.failWith('binary')
  expect(problemsIn(await refusal())).toEqual(['(secret) must be JSON'])
})

test('no error holds a byte of a secret', async () => {
  await server.storeConnector(
    'sn',
    secret('canary', { secrets: { username: 'canary', password: ['canary'] }, extra: 'canary' }),
  )
  const error = await refusal()
  expect(JSON.stringify([error, error.cause, error.message, error.stack])).not.toContain('canary')
})
