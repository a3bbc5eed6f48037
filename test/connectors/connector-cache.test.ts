// The connectors in use: how often Secrets Manager is asked, and how long a refused one is left alone.
import { afterAll, beforeEach, expect, test } from '@jest/globals'
import { GetSecretValueCommand } from '@aws-sdk/client-secrets-manager'
import { SECRET_PREFIX } from '../support/aws-environment.ts'
import { MINUTE_MS, T, secret, startCachedConnectors } from './cached-connectors.ts'
import { passwordOf } from '../support/connector.ts'

const { server, clock, cache, calls, password, refusal, reset } = await startCachedConnectors()
afterAll(() => server.close())
beforeEach(reset)

test('the stand-in answers as Secrets Manager does', async () => {
  const { SecretString } = await server.client.send(
    new GetSecretValueCommand({ SecretId: `${SECRET_PREFIX}/connectors/sn` }),
  )
  expect(SecretString).toBe(secret('first'))
})

test('a connector is read once in five minutes', async () => {
  await password()
  clock.time = T + 5 * MINUTE_MS - 1
  await password()
  expect(calls()).toBe(1)
  await server.storeConnector('sn', secret('second'))
  clock.time = T + 5 * MINUTE_MS
  expect(await password()).toBe('second')
  expect(calls()).toBe(2)
})

test('callers at the same moment share one read', async () => {
  const connectors = await Promise.all(Array.from({ length: 20 }, () => cache().get('sn')))
  expect(new Set(connectors).size).toBe(1)
  expect(calls()).toBe(1)
  await Promise.all([cache().renew('sn'), cache().renew('sn')])
  expect(calls()).toBe(2)
})

test('each connector has its own secret', async () => {
  await server.storeConnector('other', secret('other'))
  expect([await password('sn'), await password('other')]).toEqual(['first', 'other'])
})

test('a renewal reads the secret anew and keeps what it finds', async () => {
  await password()
  await server.storeConnector('sn', secret('second'))
  expect(passwordOf(await cache().renew('sn'))).toBe('second')
  expect(await password()).toBe('second')
  expect(calls()).toBe(2)
})

test('a renewal works for a connector that was never used', async () => {
  expect(passwordOf(await cache().renew('sn'))).toBe('first')
})

test('after a penalty a connector fails at once for 30 s, and the error says how long that still is', async () => {
  await password()
  cache().penalize('sn')
  expect(await refusal()).toMatchObject({ code: 'servicenow_unauthorized', reason: 'penalty', retryAfterS: 30 })
  clock.time = T + 29_001
  expect(await refusal()).toMatchObject({ retryAfterS: 1 })
  clock.time = T + 30_000
  expect(await password()).toBe('first')
  expect(calls()).toBe(1)
})

test('a penalty hits its own connector alone, and only one that is in use', async () => {
  await password()
  cache().penalize('other')
  expect(await password()).toBe('first')
})
