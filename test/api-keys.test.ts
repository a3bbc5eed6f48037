// Which API key is known, until when, and which connectors it reaches.
import { afterAll, beforeEach, expect, test } from '@jest/globals'
import fc from 'fast-check'
import { createApiKeyReader, hashOf, keyContextOf, parseApiKeys, reaches, type ApiKeys } from '../lib/api-keys.ts'
import { anyText } from './support/any-text.ts'
import { SECRET_PREFIX } from './support/aws-environment.ts'
import { startSecretsServer } from './support/secrets-server.ts'
import { problemsIn, rejectionOf, thrownBy } from './support/thrown.ts'

const T = Date.parse('2026-11-23T10:00:00Z')
const encoded = (text: string) => `ApiKey ${Buffer.from(text).toString('base64')}`
const KEYS: ApiKeys = {
  local: { hash: hashOf('local'), connectors: ['*'] },
  two: { hash: hashOf('k:e:y'), connectors: ['sn', 'dev'], expires: '2026-11-23T10:00:10Z' },
  none: { hash: hashOf('none'), connectors: [] },
  empty: { hash: hashOf(''), connectors: ['*'] },
}

test('a right key is known by its id, with what it reaches', () => {
  expect(keyContextOf('ApiKey bG9jYWw6bG9jYWw=', KEYS, T)).toEqual({ keyId: 'local', connectors: '*', expires: 0 })
  expect(keyContextOf(encoded('two:k:e:y'), KEYS, T)).toEqual({
    keyId: 'two',
    connectors: 'sn dev',
    expires: T / 1000 + 10,
  })
  expect(keyContextOf(`apikey ${Buffer.from('none:none').toString('base64')}`, KEYS, T)).toEqual({
    keyId: 'none',
    connectors: '',
    expires: 0,
  })
})

test.each(['ApiKey', 'apikey', 'Basic', 'basic', 'BASIC'])('a right key is known in the scheme %s', (scheme) => {
  const header = (text: string) => `${scheme} ${Buffer.from(text).toString('base64')}`
  expect(keyContextOf(header('two:k:e:y'), KEYS, T)).toEqual(keyContextOf(encoded('two:k:e:y'), KEYS, T))
  expect(keyContextOf(header('two:k:e:y'), KEYS, T)?.keyId).toBe('two')
  expect(keyContextOf(header('two:wrong'), KEYS, T)).toBeUndefined()
})

test.each([
  ['a wrong key', encoded('local:wrong')],
  ['an unknown id', encoded('nobody:local')],
  ['an unknown id without a key', encoded('nobody:')],
  ['an id of Object.prototype', encoded('constructor:x')],
  ['a key without an id', encoded(':local')],
  ['an id without a key', encoded('local')],
  ['an empty key, even where the empty one is stored', encoded('empty:')],
  ['another scheme', `Bearer ${Buffer.from('local:local').toString('base64')}`],
  ['two schemes', `ApiKey Basic ${Buffer.from('local:local').toString('base64')}`],
  ['a key that is not base64', 'ApiKey local:local'],
  ['a key with more behind it', 'ApiKey bG9jYWw6bG9jYWw= x'],
  ['an empty header', ''],
  ['a header far too long', `ApiKey ${'A'.repeat(2000)}`],
])('%s opens nothing', (_, header) => {
  expect(keyContextOf(header, KEYS, T)).toBeUndefined()
})

test('no other header opens anything', () => {
  const header = fc.oneof(
    anyText(),
    fc.base64String().map((text) => `ApiKey ${text}`),
    fc.base64String().map((text) => `Basic ${text}`),
    fc.tuple(fc.string(), fc.string()).map(([id, key]) => encoded(`${id}:${key}`)),
  )
  fc.assert(
    fc.property(header, (text) => {
      expect(keyContextOf(text, KEYS, T)).toBeUndefined()
    }),
  )
})

test('a key opens nothing from the moment it expires', () => {
  expect(keyContextOf(encoded('two:k:e:y'), KEYS, T + 9_999)).toBeDefined()
  expect(keyContextOf(encoded('two:k:e:y'), KEYS, T + 10_000)).toBeUndefined()
})

test.each(['1970-01-01T00:00:00Z', '1970-01-01T00:00:00.900Z', '1969-01-01T00:00:00Z'])(
  'a key that expired at the epoch or before opens nothing: %s',
  (expires) => {
    expect(keyContextOf(encoded('a:a'), { a: { hash: hashOf('a'), connectors: ['*'], expires } }, T)).toBeUndefined()
  },
)

test.each([
  ['*', 'sn', true],
  ['sn dev', 'dev', true],
  ['sn dev', 'sn dev', false],
  ['sn', 'snx', false],
  ['', 'sn', false],
  ['', '', false],
])('that a key for %j reaches %j is %s', (connectors, id, expected) => {
  expect(reaches({ keyId: 'k', connectors, expires: 0 }, id, T)).toBe(expected)
})

test('a key that expired since the gateway let it in reaches nothing', () => {
  const context = { keyId: 'k', connectors: '*', expires: T / 1000 }
  expect([T - 1, T, T + 1].map((now) => reaches(context, 'sn', now))).toEqual([true, false, false])
})

test.each([
  ['a text that is not JSON', 'canary', ['api-keys must be JSON']],
  ['a number', '7', ['api-keys must be an object']],
  [
    'a malformed hash',
    JSON.stringify({ a: { hash: 'canary', connectors: [] } }),
    ['api-keys.a.hash must be the SHA-256 of the key in hexadecimal'],
  ],
  [
    'malformed connectors',
    JSON.stringify({ a: { hash: hashOf(''), connectors: ['../canary', 7] } }),
    [
      'api-keys.a.connectors.0 must be 1 to 64 letters, digits, "_", "." or "-"',
      'api-keys.a.connectors.1 must be a connector id or "*"',
    ],
  ],
  [
    'an unknown key',
    JSON.stringify({ a: { hash: hashOf(''), connectors: [], expire: 'canary' } }),
    ['api-keys.a.expire is not a known key'],
  ],
])('the error of a malformed secret names its paths: %s', (_, secret, problems) => {
  const error = thrownBy(() => parseApiKeys(secret))
  expect([error.code, error.reason]).toEqual(['misconfigured', 'environment'])
  expect(problemsIn(error)).toEqual(problems)
})

test.each(['2026-11-23', 'never', '2026-11-23T10:00:00', '2026-11-23T10:00:00+00', '2026-13-23T10:00:00Z', ''])(
  'a time that cannot be read is rejected, and does not count as no limit: %j',
  (expires) => {
    expect(
      problemsIn(thrownBy(() => parseApiKeys(JSON.stringify({ a: { hash: hashOf(''), connectors: [], expires } })))),
    ).toEqual(['api-keys.a.expires must be an ISO 8601 timestamp'])
  },
)

test.each(['2026-11-23T10:00:00Z', '2026-11-23T10:00Z', '2026-11-23T10:00:00.123+01:00'])(
  'a time in ISO 8601 is accepted: %s',
  (expires) => {
    expect(
      parseApiKeys(JSON.stringify({ a: { hash: hashOf(''), connectors: ['*', 'sn'], expires } }))['a']?.expires,
    ).toBe(expires)
  },
)

const clock = { time: T, now: () => clock.time }
const server = await startSecretsServer()
afterAll(() => server.close())
beforeEach(async () => {
  clock.time = T
  server.failWith(undefined)
  await server.storeApiKeys(JSON.stringify({ local: KEYS['local'] }))
})

test('the keys are read once a minute, so that a revoked one lives no longer', async () => {
  const read = createApiKeyReader(server.client, SECRET_PREFIX, clock)
  const before = server.calls()
  expect(await read()).toEqual({ local: KEYS['local'] })
  await server.storeApiKeys('{}')
  clock.time = T + 59_999
  expect(await read()).toHaveProperty('local')
  clock.time = T + 60_000
  expect(await read()).toEqual({})
  expect(server.calls() - before).toBe(2)
})

test.each([
  ['cut' as const, 'credentials_unavailable'],
  [{ error: 'InternalServiceError' }, 'credentials_unavailable'],
  [{ error: 'AccessDeniedException' }, 'misconfigured'],
  [{ error: 'ResourceNotFoundException' }, 'misconfigured'],
])('while the keys cannot be read, nobody is let in and nobody denied: %j', async (failure, code) => {
  server.failWith(failure)
  const error = await rejectionOf(createApiKeyReader(server.client, SECRET_PREFIX, clock)())
  expect(error.code).toBe(code)
  if (failure !== 'cut') expect(error.cause).toBe(failure.error)
})

test('a secret without a text counts as malformed', async () => {
  server.failWith('binary')
  expect(await rejectionOf(createApiKeyReader(server.client, SECRET_PREFIX, clock)())).toMatchObject({
    code: 'misconfigured',
  })
})
