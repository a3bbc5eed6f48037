// Who gets in: what the authorizer lets through, what it turns away, and that nobody is let in, or denied, when the
// keys cannot be read.
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import { hashOf, keyContextOf, parseApiKeys, reaches } from '../../lib/api-keys.ts'
import { eventNamed } from '../support/door.ts'
import { answerOf, startFunctions, type Fn, type Functions } from './functions.ts'

let functions: Functions
let authorize: Fn
let execute: Fn
beforeAll(async () => {
  functions = await startFunctions()
  await functions.store('api-keys', {
    soc: { hash: hashOf('right'), connectors: ['local', 'other'] },
    past: { hash: hashOf('right'), connectors: ['*'], expires: '2020-01-01T00:00:00Z' },
    future: { hash: hashOf('right'), connectors: ['*'], expires: '2999-01-01T00:00:00Z' },
  })
  authorize = await functions.start('authorize')
  execute = await functions.start('execute')
})
afterAll(async () => {
  await functions.close()
})

const headerOf = (text: string) => `ApiKey ${Buffer.from(text).toString('base64')}`
const decisionOn = async (header: string | undefined) =>
  (await authorize.invoke({ identitySource: header === undefined ? [] : [header] })).result

describe('the authorizer', () => {
  test('lets a key in and says what it reaches', async () => {
    expect(await decisionOn(headerOf('soc:right'))).toEqual({
      isAuthorized: true,
      context: { keyId: 'soc', connectors: 'local other', expires: 0 },
    })
    expect(await decisionOn(headerOf('future:right'))).toMatchObject({
      isAuthorized: true,
      context: { connectors: '*', expires: 32472144000 },
    })
  })

  test.each([
    ['an expired key', headerOf('past:right')],
    ['a wrong key', headerOf('soc:wrong')],
    ['an unknown id', headerOf('nobody:right')],
    ['an id of Object.prototype', headerOf('__proto__:right')],
    ['another one', headerOf('constructor:right')],
    ['no key', headerOf('soc:')],
    ['no id', headerOf(':right')],
    ['no colon', headerOf('soc')],
    ['another scheme', `Basic ${Buffer.from('soc:right').toString('base64')}`],
    ['no base64', 'ApiKey soc:right'],
    ['two keys', `${headerOf('soc:right')}, ${headerOf('soc:right')}`],
    ['a very long one', headerOf(`soc:${'x'.repeat(10_000)}`)],
    ['a hash instead of its key', headerOf(`soc:${hashOf('right')}`)],
    ['an empty header', ''],
    ['no header', undefined],
  ])('turns %s away', async (_, header) => {
    expect(await decisionOn(header)).toEqual({ isAuthorized: false })
  })

  test.each([
    ['that is no JSON', '{"soc":'],
    ['with a hash that is none', { soc: { hash: 'right', connectors: ['*'] } }],
    [
      'with a date that is none',
      { soc: { hash: hashOf('right'), connectors: ['*'], expires: '2026-13-45T99:00:00Z' } },
    ],
    ['with an unknown word', { soc: { hash: hashOf('right'), connectors: ['*'], expiry: '2020-01-01T00:00:00Z' } }],
  ])('throws on a secret %s: nobody is let in, nobody denied', async (_, secret) => {
    const before = await startFunctions()
    try {
      await before.store('api-keys', secret)
      const fn = await before.start('authorize')
      expect(await fn.invoke({ identitySource: [headerOf('soc:right')] })).toMatchObject({ thrown: 'PushError' })
    } finally {
      await before.close()
    }
  })

  test('throws when Secrets Manager cannot be reached', async () => {
    const fn = await functions.start('authorize', { AWS_ENDPOINT_URL_SECRETS_MANAGER: 'http://127.0.0.1:1' })
    expect(await fn.invoke({ identitySource: [headerOf('soc:right')] })).toMatchObject({ thrown: 'PushError' })
  })
})

describe('behind the authorizer', () => {
  const lambdas: [string, unknown][] = [
    ['no context', undefined],
    ['an empty context', {}],
    ['a context that is no object', 'soc'],
    ['connectors as an array', { keyId: 'soc', connectors: ['local'], expires: 0 }],
    ['no time of expiry', { keyId: 'soc', connectors: '*' }],
    ['a time of expiry that is none', { keyId: 'soc', connectors: '*', expires: null }],
    ['a key that has expired since', { keyId: 'soc', connectors: '*', expires: 1 }],
    ['a key for other connectors', { keyId: 'soc', connectors: 'loca local2 other', expires: 0 }],
    ['a key for none', { keyId: 'soc', connectors: '', expires: 0 }],
  ]
  test.each(lambdas)('%s gets 403 and reaches nothing', async (_, lambda) => {
    const event = await eventNamed('create-incident')
    const answer = answerOf(
      await execute.invoke({ ...event, requestContext: { ...event.requestContext, authorizer: { lambda } } }),
    )
    expect(answer).toMatchObject({ statusCode: 403, body: { code: 'forbidden', retry: false } })
    expect(functions.servicenow.requests()).toEqual([])
  })

  test('a request without any authorizer is refused as well', async () => {
    const event = await eventNamed('create-incident')
    const { authorizer: _authorizer, ...requestContext } = event.requestContext
    expect(answerOf(await execute.invoke({ ...event, requestContext }))).toMatchObject({ statusCode: 403 })
  })
})

test('an id within another one is another connector', () => {
  const key = { keyId: 'k', connectors: 'prod.eu', expires: 0 }
  expect(['prod', 'prod.e', 'prod.eu.west', '', ' ', '*'].filter((id) => reaches(key, id, 1))).toEqual([])
  expect(reaches(key, 'prod.eu', 1)).toBe(true)
})

test('a key ends in the second it names', () => {
  const keys = parseApiKeys(
    JSON.stringify({ k: { hash: hashOf('x'), connectors: ['*'], expires: '2026-01-01T00:00:00Z' } }),
  )
  const end = Date.UTC(2026, 0, 1)
  expect(keyContextOf(headerOf('k:x'), keys, end - 1)).toBeDefined()
  expect(keyContextOf(headerOf('k:x'), keys, end)).toBeUndefined()
})
