// Who gets in: what the authorizer lets through and what it turns away, and that it does neither while the keys cannot
// be read.
import { afterAll, expect, test } from '@jest/globals'
import { hashOf, keyContextOf, parseApiKeys, reaches } from '../../lib/api-keys.ts'
import { NOBODY } from '../support/aws-environment.ts'
import { httpEvent, withKey, withoutAuthorizer } from '../support/events.ts'
import { startFunctions } from '../support/functions.ts'

const functions = await startFunctions()
await functions.storeApiKeys({
  soc: { hash: hashOf('right'), connectors: ['local', 'other'] },
  past: { hash: hashOf('right'), connectors: ['*'], expires: '2020-01-01T00:00:00Z' },
  future: { hash: hashOf('right'), connectors: ['*'], expires: '2999-01-01T00:00:00Z' },
})
const authorize = await functions.start('authorize')
const execute = await functions.start('execute')
const broken = await startFunctions()
const brokenAuthorize = await broken.start('authorize')
afterAll(async () => {
  await functions.close()
  await broken.close()
})

const headerOf = (text: string, scheme = 'ApiKey') => `${scheme} ${Buffer.from(text).toString('base64')}`
const decisionOn = async (header: string | undefined) =>
  (await authorize.invoke({ identitySource: header === undefined ? [] : [header] })).result

test('the authorizer lets a right key in and says what it reaches', async () => {
  expect(await decisionOn(headerOf('soc:right'))).toEqual({
    isAuthorized: true,
    context: { keyId: 'soc', connectors: 'local other', expires: 0 },
  })
  expect(await decisionOn(headerOf('future:right'))).toMatchObject({
    isAuthorized: true,
    context: { connectors: '*', expires: 32472144000 },
  })
})

test('the authorizer lets the same key in as user and password, for clients without the scheme ApiKey', async () => {
  expect(await decisionOn(headerOf('soc:right', 'Basic'))).toEqual(await decisionOn(headerOf('soc:right')))
  expect(await decisionOn(headerOf('soc:right', 'Basic'))).toMatchObject({ isAuthorized: true })
})

test.each([
  ['an expired key', headerOf('past:right')],
  ['a wrong password', headerOf('soc:wrong', 'Basic')],
  ['a wrong key', headerOf('soc:wrong')],
  ['an unknown id', headerOf('nobody:right')],
  ['an id of Object.prototype', headerOf('__proto__:right')],
  ['another id of Object.prototype', headerOf('constructor:right')],
  ['no key', headerOf('soc:')],
  ['no id', headerOf(':right')],
  ['no colon', headerOf('soc')],
  ['another scheme', headerOf('soc:right', 'Bearer')],
  ['a key that is not base64', 'ApiKey soc:right'],
  ['two keys', `${headerOf('soc:right')}, ${headerOf('soc:right')}`],
  ['a very long key', headerOf(`soc:${'x'.repeat(10_000)}`)],
  ['a hash instead of its key', headerOf(`soc:${hashOf('right')}`)],
  ['an empty header', ''],
  ['no header', undefined],
])('the authorizer turns %s away', async (_, header) => {
  expect(await decisionOn(header)).toEqual({ isAuthorized: false })
})

test.each([
  ['that is not JSON', '{"soc":'],
  ['with a malformed hash', { soc: { hash: 'right', connectors: ['*'] } }],
  ['with a malformed date', { soc: { hash: hashOf('right'), connectors: ['*'], expires: '2026-13-45T99:00:00Z' } }],
  ['with an unknown word', { soc: { hash: hashOf('right'), connectors: ['*'], expiry: '2020-01-01T00:00:00Z' } }],
])('the authorizer neither lets in nor denies a key when it finds a secret %s: it throws', async (_, secret) => {
  await broken.storeApiKeys(secret)
  expect(await brokenAuthorize.invoke({ identitySource: [headerOf('soc:right')] })).toMatchObject({
    thrown: 'PushError',
  })
})

test('without the secret of the keys the authorizer throws, and the log says that there is none', async () => {
  const fresh = await functions.start('authorize', { CASE_PUSH_SECRET_PREFIX: 'case-push/fresh' })
  expect(await fresh.invoke({ identitySource: [headerOf('soc:right')] })).toMatchObject({ thrown: 'PushError' })
  expect(fresh.output()).toContain('ResourceNotFoundException')
})

test('the first key after that gets in at once: what could not be read is not kept', async () => {
  await broken.storeApiKeys('')
  const event = { identitySource: [headerOf('first:right')] }
  expect(await brokenAuthorize.invoke(event)).toMatchObject({ thrown: 'PushError' })
  await broken.storeApiKeys({ first: { hash: hashOf('right'), connectors: ['*'] } })
  expect(await brokenAuthorize.invoke(event)).toMatchObject({ result: { isAuthorized: true } })
})

test('the authorizer throws when it cannot reach Secrets Manager', async () => {
  const cutOff = await functions.start('authorize', { AWS_ENDPOINT_URL_SECRETS_MANAGER: NOBODY })
  expect(await cutOff.invoke({ identitySource: [headerOf('soc:right')] })).toMatchObject({ thrown: 'PushError' })
})

const keys: [string, unknown][] = [
  ['no context', undefined],
  ['an empty context', {}],
  ['a text as context', 'soc'],
  ['connectors as an array', { keyId: 'soc', connectors: ['local'], expires: 0 }],
  ['a context without a time of expiry', { keyId: 'soc', connectors: '*' }],
  ['null as time of expiry', { keyId: 'soc', connectors: '*', expires: null }],
  ['a key that has expired since', { keyId: 'soc', connectors: '*', expires: 1 }],
  ['a key for other connectors', { keyId: 'soc', connectors: 'loca local2 other', expires: 0 }],
  ['a key for no connector', { keyId: 'soc', connectors: '', expires: 0 }],
]
test.each(keys)('%s gets 403 and reaches nothing', async (_, key) => {
  const answer = await execute.answer(withKey(httpEvent('create-incident'), key))
  expect(answer).toMatchObject({ statusCode: 403, body: { code: 'forbidden', retry: false } })
  expect(functions.servicenow.requests()).toEqual([])
})

test('a request that no authorizer saw gets 403, too', async () => {
  const answer = await execute.answer(withoutAuthorizer(httpEvent('create-incident')))
  expect(answer).toMatchObject({ statusCode: 403 })
})

test('a key for a connector does not reach one whose id is a part of its id', () => {
  const key = { keyId: 'k', connectors: 'prod.eu', expires: 0 }
  expect(['prod', 'prod.e', 'prod.eu.west', '', ' ', '*'].filter((id) => reaches(key, id, 1))).toEqual([])
  expect(reaches(key, 'prod.eu', 1)).toBe(true)
})

test('a key expires in the second that it names', () => {
  const keys = parseApiKeys(
    JSON.stringify({ k: { hash: hashOf('x'), connectors: ['*'], expires: '2026-01-01T00:00:00Z' } }),
  )
  const end = Date.UTC(2026, 0, 1)
  expect(keyContextOf(headerOf('k:x'), keys, end - 1)).toBeDefined()
  expect(keyContextOf(headerOf('k:x'), keys, end)).toBeUndefined()
})
