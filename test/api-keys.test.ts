// Which API key is known, until when, and which connectors it reaches.
import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals'
import fc from 'fast-check'
import { createApiKeyReader, hashOf, keyContextOf, parseApiKeys, reaches, type ApiKeys } from '../lib/api-keys.ts'
import { PREFIX, startSecrets, type SecretsServer } from './support/secrets-server.ts'
import { problemsIn, rejectionOf, thrownBy } from './support/thrown.ts'

const T = Date.parse('2026-11-23T10:00:00Z')
const encoded = (text: string) => `ApiKey ${Buffer.from(text).toString('base64')}`
const KEYS: ApiKeys = {
  local: { hash: hashOf('local'), connectors: ['*'] },
  two: { hash: hashOf('k:e:y'), connectors: ['sn', 'dev'], expires: '2026-11-23T10:00:10Z' },
  none: { hash: hashOf('none'), connectors: [] },
  empty: { hash: hashOf(''), connectors: ['*'] },
}

test('a right key is known with what it reaches', () => {
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

test.each([
  ['a wrong key', encoded('local:wrong')],
  ['an unknown id', encoded('nobody:local')],
  ['an unknown id without a key', encoded('nobody:')],
  ['an id of the prototype', encoded('constructor:x')],
  ['no id', encoded(':local')],
  ['no key', encoded('local')],
  ['an empty key, even where the empty one is stored', encoded('empty:')],
  ['another scheme', `Basic ${Buffer.from('local:local').toString('base64')}`],
  ['no base64', 'ApiKey local:local'],
  ['more behind it', 'ApiKey bG9jYWw6bG9jYWw= x'],
  ['nothing', ''],
  ['far too much', `ApiKey ${'A'.repeat(2000)}`],
])('%s opens nothing', (_, header) => {
  expect(keyContextOf(header, KEYS, T)).toBeUndefined()
})

test('no header but the right ones opens anything', () => {
  const header = fc.oneof(
    fc.string({ unit: 'binary' }),
    fc.base64String().map((text) => `ApiKey ${text}`),
    fc.tuple(fc.string(), fc.string()).map(([id, key]) => encoded(`${id}:${key}`)),
  )
  fc.assert(
    fc.property(header, (text) => {
      expect(keyContextOf(text, KEYS, T)).toBeUndefined()
    }),
  )
})

test('a key that expired opens nothing', () => {
  expect(keyContextOf(encoded('two:k:e:y'), KEYS, T + 9_999)).toBeDefined()
  expect(keyContextOf(encoded('two:k:e:y'), KEYS, T + 10_000)).toBeUndefined()
})

test.each(['1970-01-01T00:00:00Z', '1970-01-01T00:00:00.900Z', '1969-01-01T00:00:00Z'])(
  'a key that expired at the epoch or before is no key for ever: %s',
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
])('a key for %j reaches %j: %s', (connectors, id, expected) => {
  expect(reaches({ keyId: 'k', connectors, expires: 0 }, id, T)).toBe(expected)
})

test('a key that expired since the gateway let it in reaches nothing', () => {
  const context = { keyId: 'k', connectors: '*', expires: T / 1000 }
  expect([T - 1, T, T + 1].map((now) => reaches(context, 'sn', now))).toEqual([true, false, false])
})

test.each([
  ['no JSON', 'canary', ['api-keys must be JSON']],
  ['no object', '7', ['api-keys must be an object']],
  [
    'a hash that is none',
    JSON.stringify({ a: { hash: 'canary', connectors: [] } }),
    ['api-keys.a.hash must be the SHA-256 of the key in hexadecimal'],
  ],
  [
    'connectors that are none',
    JSON.stringify({ a: { hash: hashOf(''), connectors: ['../canary', 7] } }),
    [
      'api-keys.a.connectors.0 must be 1 to 64 letters, digits, "_", "." or "-"',
      'api-keys.a.connectors.1 must be a connector id or "*"',
    ],
  ],
  [
    'a stranger',
    JSON.stringify({ a: { hash: hashOf(''), connectors: [], expire: 'canary' } }),
    ['api-keys.a.expire is not a known key'],
  ],
])('a malformed secret is named by its paths: %s', (_, secret, problems) => {
  const error = thrownBy(() => parseApiKeys(secret))
  expect([error.code, error.reason]).toEqual(['misconfigured', 'environment'])
  expect(problemsIn(error)).toEqual(problems)
})

test.each(['2026-11-23', 'never', '2026-11-23T10:00:00', '2026-11-23T10:00:00+00', '2026-13-23T10:00:00Z', ''])(
  'a time that cannot be read is refused, not taken for no limit: %j',
  (expires) => {
    expect(
      problemsIn(thrownBy(() => parseApiKeys(JSON.stringify({ a: { hash: hashOf(''), connectors: [], expires } })))),
    ).toEqual(['api-keys.a.expires must be an ISO 8601 timestamp'])
  },
)

test.each(['2026-11-23T10:00:00Z', '2026-11-23T10:00Z', '2026-11-23T10:00:00.123+01:00'])(
  'a time in ISO 8601 is taken: %s',
  (expires) => {
    expect(
      parseApiKeys(JSON.stringify({ a: { hash: hashOf(''), connectors: ['*', 'sn'], expires } }))['a']?.expires,
    ).toBe(expires)
  },
)

let server: SecretsServer
const clock = { time: T, now: () => clock.time }
beforeAll(async () => {
  server = await startSecrets()
})
afterAll(async () => {
  await server.close()
})
beforeEach(async () => {
  clock.time = T
  server.line.now = undefined
  await server.apiKeys(JSON.stringify({ local: KEYS['local'] }))
})

test('the keys are read once in a minute, so a revoked one lives no longer', async () => {
  const read = createApiKeyReader(server.secrets, PREFIX, clock)
  const before = server.calls()
  expect(await read()).toEqual({ local: KEYS['local'] })
  await server.apiKeys('{}')
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
])('keys that cannot be read let nobody in and deny nobody: %j', async (trouble, code) => {
  server.line.now = trouble
  const error = await rejectionOf(createApiKeyReader(server.secrets, PREFIX, clock)())
  expect(error.code).toBe(code)
  if (trouble !== 'cut') expect(error.cause).toBe(trouble.error)
})

test('a secret without a text is malformed', async () => {
  server.line.now = 'binary'
  expect(await rejectionOf(createApiKeyReader(server.secrets, PREFIX, clock)())).toMatchObject({
    code: 'misconfigured',
  })
})
