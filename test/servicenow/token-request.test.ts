// The request for a token: its form, and what each answer of the token endpoint means. None of them wrote anything.
import { afterAll, afterEach, beforeEach, expect, test } from '@jest/globals'
import { createPrivateKey, generateKeyPairSync } from 'node:crypto'
import type { PushErrorCode, Reason } from '../../lib/errors.ts'
import type { Budget } from '../../lib/push/ports.ts'
import { createClient } from '../../lib/servicenow/client.ts'
import { bearerHeaders } from '../../lib/servicenow/credentials/authorization.ts'
import { requestToken, type TokenLogin } from '../../lib/servicenow/credentials/token-request.ts'
import { createTokens } from '../../lib/servicenow/credentials/tokens.ts'
import { startServiceNow, type Fault, type LoggedRequest } from '../../local/servicenow/server.ts'
import { CLIENT, KEY_ID, LOGINS, PRIVATE_KEY } from '../support/logins.ts'
import { sendJson, startHttp, type RawServer } from '../support/raw-server.ts'
import { rejectionOf } from '../support/thrown.ts'
import { BUDGET, T } from './exchange-request.ts'

const clock = { now: () => T }
const servicenow = await startServiceNow({ ...LOGINS, clock: clock.now })
afterAll(() => servicenow.close())
let server: RawServer | undefined
beforeEach(() => {
  servicenow.setProperties({ clientCredentialsEnabled: true })
  servicenow.clearFaults()
  servicenow.clearRequests()
  servicenow.clear()
})
afterEach(() => server?.close())

const asClient: TokenLogin = { kind: 'client_credentials', ...CLIENT }
const asUser: TokenLogin = {
  kind: 'jwt_bearer',
  ...CLIENT,
  privateKey: PRIVATE_KEY,
  privateKeyPassword: undefined,
  jwtKeyId: KEY_ID,
  userIdentifierValue: 'case-push',
}
const ask = (login: TokenLogin = asClient, budget = BUDGET) =>
  requestToken({ apiUrl: servicenow.url, login }, budget, clock)
const strike = (fault: Fault, times = 1) => servicenow.addFault({ on: { path: '/oauth_token.do' }, times, fault })

test('client credentials are sent as a form', async () => {
  server = await startHttp((response) => {
    sendJson(response, 200, { access_token: 'x', token_type: 'Bearer', expires_in: 100 })
  })
  const login = { ...asClient, clientSecret: 'ü&=+ %' }
  expect(await requestToken({ apiUrl: server.url, login }, BUDGET, clock)).toEqual({
    text: 'x',
    useUntilMs: T + 90_000,
  })
  const [request] = server.requests
  expect(request).toMatchObject({
    method: 'POST',
    url: '/oauth_token.do',
    headers: { 'content-type': 'application/x-www-form-urlencoded', accept: 'application/json' },
  })
  expect(request?.headers).not.toHaveProperty('authorization')
  expect(Object.fromEntries(new URLSearchParams(request?.body))).toEqual({
    grant_type: 'client_credentials',
    client_id: CLIENT.clientId,
    client_secret: login.clientSecret,
  })
})

test('a private key with a password signs as well', async () => {
  const privateKey = createPrivateKey(PRIVATE_KEY).export({
    type: 'pkcs8',
    format: 'pem',
    cipher: 'aes-256-cbc',
    passphrase: 'x',
  }) as string
  expect((await ask({ ...asUser, privateKey, privateKeyPassword: 'x' })).text).toMatch(/^[\w-]{43}$/)
})

test('every request of a JWT login carries an assertion of its own, which ServiceNow accepts', async () => {
  expect((await ask(asUser)).text).toMatch(/^[\w-]{43}$/)
  expect((await ask(asUser)).text).toMatch(/^[\w-]{43}$/)
})

test('a private key that is too short to sign is a fault of the connector, and nothing is asked', async () => {
  const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 1_024 })
  const weak = privateKey.export({ type: 'pkcs8', format: 'pem' }) as string
  expect(await rejectionOf(ask({ ...asUser, privateKey: weak }))).toMatchObject({
    code: 'misconfigured',
    reason: 'connector',
    effect: 'none',
  })
  expect(servicenow.requests()).toEqual([])
})

const oauthError = (status: number, error: string): Fault => ({
  kind: 'status',
  status,
  body: { error, error_description: 'canary' },
})
const answer = (body: unknown): Fault => ({ kind: 'status', status: 200, body })
const ISSUED = { access_token: 'canary', token_type: 'Bearer', expires_in: 1_800 }
const envelope = (status: number): Fault => ({
  kind: 'status',
  status,
  body: { error: { message: 'canary', detail: 'canary' }, status: 'failure' },
})

test.each<[string, Fault, PushErrorCode, Reason | undefined, number]>([
  ['401 server_error', oauthError(401, 'server_error'), 'servicenow_unauthorized', 'authentication', 30],
  ['401 in the envelope', { kind: 'status', status: 401 }, 'servicenow_unauthorized', 'authentication', 30],
  ['400 invalid_grant', oauthError(400, 'invalid_grant'), 'servicenow_unauthorized', 'authentication', 30],
  ['400 invalid_client', oauthError(400, 'invalid_client'), 'servicenow_unauthorized', 'authentication', 30],
  ['403 access_denied', oauthError(403, 'access_denied'), 'servicenow_unauthorized', 'authentication', 30],
  ['403 of an ACL', envelope(403), 'servicenow_unauthorized', 'authorization', 30],
  ['403 of a proxy', { kind: 'status', status: 403, html: true }, 'servicenow_unavailable', 'not_servicenow', 5],
  ['400 in the envelope', envelope(400), 'servicenow_unavailable', 'status', 5],
  ['404 in the envelope', envelope(404), 'servicenow_unavailable', 'status', 5],
  ['404 of a proxy', { kind: 'status', status: 404, html: true }, 'servicenow_unavailable', 'not_servicenow', 5],
  ['429', { kind: 'rate-limit', retryAfter: 7 }, 'servicenow_rate_limited', undefined, 7],
  ['429 that says nothing', { kind: 'rate-limit' }, 'servicenow_rate_limited', undefined, 10],
  ['500', envelope(500), 'servicenow_unavailable', 'status', 5],
  ['503', { kind: 'status', status: 503 }, 'servicenow_unavailable', 'status', 5],
  ['a full session queue', { kind: 'accepted' }, 'servicenow_unavailable', 'session_queue', 5],
  ['a redirect', { kind: 'redirect' }, 'servicenow_unavailable', 'redirect', 60],
  ['a page of a sleeping instance', { kind: 'hibernating' }, 'servicenow_unavailable', 'hibernating', 60],
  ['broken JSON', { kind: 'broken-json', commit: true }, 'servicenow_unavailable', 'not_json', 5],
  ['half an answer', { kind: 'mid-body', commit: true }, 'servicenow_unavailable', 'network', 5],
  ['a reset', { kind: 'reset' }, 'servicenow_unavailable', 'network', 5],
  ['an answer without end', { kind: 'endless' }, 'servicenow_unavailable', 'answer_too_long', 5],
  ['no object', answer('canary'), 'servicenow_unavailable', 'not_json', 5],
  ['a result', answer({ result: { sys_id: 'canary' } }), 'servicenow_unavailable', 'not_json', 5],
  ['no token', answer({ ...ISSUED, access_token: undefined }), 'servicenow_unavailable', 'not_json', 5],
  ['an empty token', answer({ ...ISSUED, access_token: '' }), 'servicenow_unavailable', 'not_json', 5],
  ['a token of two lines', answer({ ...ISSUED, access_token: 'a\r\nb: c' }), 'servicenow_unavailable', 'not_json', 5],
  ['a token with a blank', answer({ ...ISSUED, access_token: 'a b' }), 'servicenow_unavailable', 'not_json', 5],
  ['a token beyond ASCII', answer({ ...ISSUED, access_token: 'ü' }), 'servicenow_unavailable', 'not_json', 5],
  ['a token of another type', answer({ ...ISSUED, token_type: 'mac' }), 'servicenow_unavailable', 'not_json', 5],
  ['a token of no type', answer({ ...ISSUED, token_type: undefined }), 'servicenow_unavailable', 'not_json', 5],
])('what it means: %s', async (_, fault, code, reason, retryAfterS) => {
  strike(fault)
  const error = await rejectionOf(ask())
  expect(error).toMatchObject({ code, reason, retryAfterS, effect: 'none', sentAtMs: undefined })
  const shown = JSON.stringify([error, error.message, error.stack, error.cause])
  expect(shown).not.toMatch(/canary|client-secret|client-1/)
})

test('a token endpoint that does not answer is given up when the call has to begin', async () => {
  strike({ kind: 'hang' })
  const error = await rejectionOf(ask(asClient, { startByMs: T + 50, untilMs: T + 60_000, limitMs: Infinity }))
  expect(error).toMatchObject({ code: 'servicenow_unavailable', reason: 'timeout', effect: 'none' })
})

test('an error that is not a failure of ServiceNow is thrown as it is', async () => {
  const broken = {
    now: () => {
      throw new RangeError('x')
    },
  }
  await expect(requestToken({ apiUrl: servicenow.url, login: asClient }, BUDGET, broken)).rejects.toThrow(RangeError)
})

test('the word Bearer counts in any case', async () => {
  strike(answer({ ...ISSUED, token_type: 'bearer' }))
  expect((await ask()).text).toBe('canary')
})

function clientAt(apiUrl: string) {
  const tokens = createTokens(clock)
  const authorization = {
    headers: async (budget: Budget) => bearerHeaders(await tokens.tokenFor({ apiUrl, login: asClient }, budget)),
    renew: () => Promise.resolve(false),
    reportRejection: () => undefined,
  }
  return createClient(apiUrl, authorization, clock)
}
const create = { method: 'POST', table: 'incident', body: { short_description: 'x' }, budget: BUDGET } as const
const asked = (requests: LoggedRequest[]) => requests.map(({ path }) => (path === '/oauth_token.do' ? 'token' : 'call'))

test.concurrent.each<[string, Fault]>([
  ['503', { kind: 'status', status: 503 }],
  ['a reset', { kind: 'reset' }],
  ['broken JSON', { kind: 'broken-json', commit: true }],
  ['a Retry-After that fits', { kind: 'rate-limit', retryAfter: 1 }],
])('a write whose token request failed is repeated: %s', async (_, fault) => {
  const own = await startServiceNow({ ...LOGINS })
  try {
    own.setProperties({ clientCredentialsEnabled: true })
    own.addFault({ on: { path: '/oauth_token.do' }, fault })
    await clientAt(own.url)(create)
    expect(asked(own.requests())).toEqual(['token', 'token', 'call'])
    expect(own.incidents()).toHaveLength(1)
  } finally {
    await own.close()
  }
})

test.each<[string, Fault, number]>([
  ['429', { kind: 'rate-limit', retryAfter: 2 }, 2],
  ['503', { kind: 'status', status: 503, headers: { 'Retry-After': '2' } }, 2],
])('a Retry-After of the token endpoint that does not fit is passed on: %s', async (_, fault, seconds) => {
  strike(fault)
  const budget = { ...BUDGET, startByMs: T + seconds * 1_000 - 1 }
  expect((await rejectionOf(clientAt(servicenow.url)({ ...create, budget }))).retryAfterS).toBe(seconds)
  expect(asked(servicenow.requests())).toEqual(['token'])
})

test('a redirect and a page of the token endpoint are not asked for again', async () => {
  strike({ kind: 'redirect' })
  strike({ kind: 'hibernating' })
  expect(await rejectionOf(clientAt(servicenow.url)(create))).toMatchObject({ reason: 'redirect' })
  expect(await rejectionOf(clientAt(servicenow.url)(create))).toMatchObject({ reason: 'hibernating' })
  expect(asked(servicenow.requests())).toEqual(['token', 'token'])
})
