// Logins beside basic authentication: who gets a token, what it opens, and which API keys count.
import { beforeEach, expect, test } from '@jest/globals'
import { createPrivateKey, generateKeyPairSync, randomUUID } from 'node:crypto'
import { SignJWT } from 'jose'
import { API_KEY, CLIENT, KEY_ID, LOGINS, PRIVATE_KEY } from '../../../support/logins.ts'
import { openFreshServiceNow } from '../open-servicenow.ts'
import { call } from '../table-client.ts'

const T = Date.parse('2026-11-23T10:00:00Z')
const clock = { time: T }
const serviceNow = await openFreshServiceNow({ ...LOGINS, clock: () => clock.time })
const { incidentsUrl } = serviceNow
beforeEach(() => {
  clock.time = T
  serviceNow.revokeTokens()
  serviceNow.setProperties({ clientCredentialsEnabled: true, tokenLifetimeS: 1_800, basicAuthRestricted: true })
  serviceNow.setProperties({ clientSecret: CLIENT.clientSecret, clockOffsetMs: 0 })
})

type Form = Record<string, string>
const FORM_TYPE = { 'content-type': 'application/x-www-form-urlencoded', authorization: undefined }
const withClient = (form: Form): Form => ({
  client_id: CLIENT.clientId,
  client_secret: CLIENT.clientSecret,
  ...form,
})
const ask = (form: Form) =>
  call(`${serviceNow.url}/oauth_token.do`, {
    method: 'POST',
    headers: FORM_TYPE,
    body: new URLSearchParams(withClient(form)).toString(),
  })
const askAsClient = (form: Form = {}) => ask({ grant_type: 'client_credentials', ...form })
const tokenIn = (reply: { json: unknown }) => (reply.json as { access_token: string }).access_token
const statusWith = async (headers: Record<string, string | undefined>) =>
  (await call(incidentsUrl, { headers: { authorization: undefined, ...headers } })).status
const statusOf = (token: string) => statusWith({ authorization: `Bearer ${token}` })

const REFUSED = { status: 401, json: { error_description: 'access_denied', error: 'server_error' } }

test('client credentials give a token that opens the API, and no refresh token', async () => {
  const reply = await askAsClient()
  expect(reply).toMatchObject({ status: 200 })
  expect(reply.json).toEqual({
    scope: 'useraccount',
    token_type: 'Bearer',
    expires_in: 1_800,
    access_token: expect.stringMatching(/^[\w-]{43}$/),
  })
  expect(await statusOf(tokenIn(reply))).toBe(200)
})

test('until it expires the same token is given, with what is left of its life', async () => {
  const first = await askAsClient()
  clock.time += 1_799_000
  const again = await askAsClient()
  expect(again.json).toMatchObject({ access_token: tokenIn(first), expires_in: 1 })
  expect(await statusOf(tokenIn(first))).toBe(200)
  clock.time += 1_000
  expect(await statusOf(tokenIn(first))).toBe(401)
  expect(tokenIn(await askAsClient())).not.toBe(tokenIn(first))
})

test('a property sets the life of new tokens, and a revoked token opens nothing', async () => {
  serviceNow.setProperties({ tokenLifetimeS: 5 })
  const reply = await askAsClient()
  expect(reply.json).toMatchObject({ expires_in: 5 })
  serviceNow.revokeTokens()
  expect(await statusOf(tokenIn(reply))).toBe(401)
})

test.each<[string, Form]>([
  ['another secret', { client_secret: 'other' }],
  ['another client', { client_id: 'other' }],
  ['another grant', { grant_type: 'password' }],
])('%s gets no token, and the answer does not say why', async (_, form) => {
  expect(await askAsClient(form)).toMatchObject(REFUSED)
})

test('client credentials are off unless a property permits them; a new secret replaces the old', async () => {
  serviceNow.setProperties({ clientCredentialsEnabled: false })
  expect(await askAsClient()).toMatchObject(REFUSED)
  serviceNow.setProperties({ clientCredentialsEnabled: true, clientSecret: 'rotated' })
  expect(await askAsClient()).toMatchObject(REFUSED)
  expect(await askAsClient({ client_secret: 'rotated' })).toMatchObject({ status: 200 })
})

test('a token request in JSON, or with another method, is an unspecified error', async () => {
  const url = `${serviceNow.url}/oauth_token.do`
  const body = withClient({ grant_type: 'client_credentials' })
  expect((await call(url, { method: 'POST', body, headers: { authorization: undefined } })).status).toBe(500)
  expect((await call(url, { headers: FORM_TYPE })).status).toBe(500)
})

const NOW_S = T / 1000
const CLAIMS = { iss: CLIENT.clientId, aud: CLIENT.clientId, sub: 'case-push', iat: NOW_S, exp: NOW_S + 300 }
const OTHER_KEY = generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey
const assertionOf = (claims: object = {}, kid = KEY_ID, key = createPrivateKey(PRIVATE_KEY)) =>
  new SignJWT({ ...CLAIMS, jti: randomUUID(), ...claims }).setProtectedHeader({ alg: 'RS256', kid }).sign(key)
const askWith = (assertion: string) => ask({ grant_type: 'urn:ietf:params:oauth:grant-type:jwt-bearer', assertion })

test('a signed assertion gives its subject a token, whatever the property of client credentials says', async () => {
  serviceNow.setProperties({ clientCredentialsEnabled: false })
  const reply = await askWith(await assertionOf())
  expect(reply.status).toBe(200)
  expect(await statusOf(tokenIn(reply))).toBe(200)
})

test('an assertion counts once', async () => {
  const assertion = await assertionOf()
  expect((await askWith(assertion)).status).toBe(200)
  expect(await askWith(assertion)).toMatchObject(REFUSED)
})

test.each<[string, () => Promise<string>]>([
  ['of another issuer', () => assertionOf({ iss: 'other' })],
  ['for another audience', () => assertionOf({ aud: 'other' })],
  ['for an unknown user', () => assertionOf({ sub: 'nobody' })],
  ['that has expired', () => assertionOf({ exp: NOW_S })],
  ['of the future', () => assertionOf({ iat: NOW_S + 1 })],
  ['without a jti', () => assertionOf({ jti: undefined })],
  ['of another key id', () => assertionOf({}, 'key-2')],
  ['of another key', () => assertionOf({}, KEY_ID, OTHER_KEY)],
  ['that is none', () => Promise.resolve('a.b.c')],
])('an assertion %s gets no token', async (_, assertion) => {
  expect(await askWith(await assertion())).toMatchObject(REFUSED)
})

test('an assertion is judged by the clock of the instance', async () => {
  serviceNow.setProperties({ clockOffsetMs: 301_000 })
  expect(await askWith(await assertionOf())).toMatchObject(REFUSED)
})

test('the restriction concerns basic authentication alone: an API key opens the API, but no other key', async () => {
  expect((await call(incidentsUrl)).status).toBe(401)
  expect(await statusWith({ 'x-sn-apikey': API_KEY })).toBe(200)
  expect(await statusWith({ 'x-sn-apikey': 'other' })).toBe(401)
})

test('a token request is in the log by its grant alone, and a fault can aim at its path', async () => {
  serviceNow.addFault({ on: { path: 'oauth_token' }, fault: { kind: 'status', status: 503 } })
  expect((await call(incidentsUrl, { headers: { 'x-sn-apikey': API_KEY } })).status).toBe(200)
  expect((await askAsClient()).status).toBe(503)
  expect(serviceNow.requests().at(-1)).toMatchObject({
    method: 'POST',
    path: '/oauth_token.do',
    body: { grant_type: 'client_credentials' },
    fault: 'status',
  })
})

test('tokens can be revoked over HTTP', async () => {
  const token = tokenIn(await askAsClient())
  expect((await call(`${serviceNow.url}/stand-in/tokens`, { method: 'DELETE' })).status).toBe(204)
  expect(await statusOf(token)).toBe(401)
})
