// Every login in the chain, against an instance that restricts basic authentication: how often a token is asked for,
// what a rotation costs, and that rejected credentials are left alone for a while.
import { afterAll, afterEach, beforeEach, expect, test } from '@jest/globals'
import middy from '@middy/core'
import { createConnectorCache, type ConnectorCache } from '../../lib/connectors/connector-cache.ts'
import { connection, type ConnectedContext } from '../../lib/middleware/connection.ts'
import { errorBody } from '../../lib/responses/response-body.ts'
import { incidentsOf } from '../../lib/servicenow/access.ts'
import { startServiceNow, type ServiceNow } from '../../local/servicenow/server.ts'
import { SECRET_PREFIX } from '../support/aws-environment.ts'
import { connectorSecret } from '../support/connector-secret.ts'
import { API_KEY, CLIENT, LOGINS, PRIVATE_KEY, STORED } from '../support/logins.ts'
import { startSecretsServer } from '../support/secrets-server.ts'
import { rejectionOf } from '../support/thrown.ts'

const T = Date.parse('2026-11-23T10:00:00Z')
const clock = { time: T, now: () => clock.time }
let servicenow: ServiceNow
let cache: ConnectorCache
const server = await startSecretsServer()
afterAll(() => server.close())
beforeEach(async () => {
  clock.time = T
  server.failWith(undefined)
  servicenow = await startServiceNow({ ...LOGINS, clock: clock.now })
  servicenow.setProperties({ basicAuthRestricted: true, clientCredentialsEnabled: true })
  cache = createConnectorCache(server.client, SECRET_PREFIX, ['http://127.0.0.1'], clock)
})
afterEach(() => servicenow.close())

type Kind = keyof typeof STORED
const TOKEN_LOGINS: Kind[] = ['client_credentials', 'jwt_bearer']

async function store(kind: Kind, secrets: object = {}, id = 'local'): Promise<void> {
  const stored = STORED[kind]
  const secret = connectorSecret(servicenow.url, { ...stored.secrets, ...secrets })
  await server.storeConnector(id, JSON.stringify({ ...secret, config: { ...secret.config, ...stored.config } }))
}

const budgetOf = (nowMs: number) => ({ startByMs: nowMs + 20_000, untilMs: nowMs + 21_000, limitMs: 20_000 })

/** The requests of a new process: each creates as many incidents at the same time. */
function newProcess() {
  type Event = { id: string; count: number }
  const chain = middy()
    .use(
      connection(
        () => cache,
        (event: Event) => event.id,
        clock,
      ),
    )
    .handler((event: Event, { connection }: ConnectedContext): Promise<unknown> => {
      const budget = budgetOf(clock.time)
      const incidents = incidentsOf(connection, clock)
      return Promise.all(
        Array.from({ length: event.count }, () => incidents.create({ short_description: 'x' }, budget)),
      )
    })
  return (id = 'local', count = 1) => chain({ id, count }, {} as ConnectedContext)
}

const asked = () => servicenow.requests().map(({ path }) => (path === '/oauth_token.do' ? 'token' : 'call'))

test.each<[Kind, string[]]>([
  ['client_credentials', ['token', 'call']],
  ['jwt_bearer', ['token', 'call']],
  ['api_key', ['call']],
])('an instance that restricts basic authentication takes %s', async (kind, requests) => {
  await store(kind)
  await newProcess()()
  expect(servicenow.incidents()).toHaveLength(1)
  expect(asked()).toEqual(requests)
})

test('such an instance rejects a right password, and the words say what helps', async () => {
  await store('basic')
  const error = await rejectionOf(newProcess()())
  expect(error).toMatchObject({ code: 'servicenow_unauthorized', reason: 'authentication', effect: 'none' })
  expect(errorBody('local', error, 'action')['message']).toMatch(
    /web-service-only.*grant_type\.enabled.*clock.*REST API access policy/,
  )
})

test.each(TOKEN_LOGINS)('%s asks for one token in its lifetime, however many pushes there are', async (kind) => {
  await store(kind)
  const push = newProcess()
  for (let count = 0; count < 3; count += 1) await push()
  clock.time += 1_740_000 - 1
  await push()
  expect(asked()).toEqual(['token', 'call', 'call', 'call', 'call'])
  clock.time += 60_001
  await push()
  expect(asked().filter((request) => request === 'token')).toHaveLength(2)
})

test.each(TOKEN_LOGINS)('ten pushes at one moment ask for one token by %s', async (kind) => {
  await store(kind)
  const push = newProcess()
  await Promise.all(Array.from({ length: 10 }, () => push()))
  expect(asked().filter((request) => request === 'token')).toHaveLength(1)
  expect(servicenow.incidents()).toHaveLength(10)
})

test.each(TOKEN_LOGINS)('a token of %s that ServiceNow forgot is replaced without an error', async (kind) => {
  await store(kind)
  const push = newProcess()
  await push()
  servicenow.revokeTokens()
  servicenow.clearRequests()
  await push()
  await push()
  expect(asked()).toEqual(['call', 'token', 'call', 'call'])
})

test('a forgotten token is replaced even while Secrets Manager fails', async () => {
  await store('client_credentials')
  const push = newProcess()
  await push()
  servicenow.revokeTokens()
  server.failWith('cut')
  await push()
  expect(servicenow.incidents()).toHaveLength(2)
})

test('ten pushes whose token was forgotten ask for one or two new ones', async () => {
  await store('client_credentials')
  const push = newProcess()
  await push()
  servicenow.revokeTokens()
  servicenow.clearRequests()
  await Promise.all(Array.from({ length: 10 }, () => push()))
  expect(asked().filter((request) => request === 'token').length).toBeLessThanOrEqual(2)
  expect(servicenow.incidents()).toHaveLength(11)
})

test('calls that one push makes at the same time replace a forgotten token without an error', async () => {
  await store('client_credentials')
  const push = newProcess()
  await push()
  servicenow.revokeTokens()
  servicenow.clearRequests()
  await Promise.all([push('local', 3), push('local', 3)])
  expect(asked().filter((request) => request === 'token').length).toBeLessThanOrEqual(2)
  expect(servicenow.incidents()).toHaveLength(7)
})

test('the rotation of a client secret causes no error', async () => {
  await store('client_credentials')
  const push = newProcess()
  await push()
  servicenow.setProperties({ clientSecret: 'rotated' })
  servicenow.revokeTokens()
  await store('client_credentials', { clientSecret: 'rotated' })
  servicenow.clearRequests()
  await push()
  await push()
  // The kept token is tried first; the secret that is read after its 401 is the new one.
  expect(asked()).toEqual(['call', 'token', 'call', 'call'])
})

test('a client secret that was rotated before the first token causes no error', async () => {
  await store('client_credentials', { clientSecret: 'old' })
  await cache.get('local')
  await store('client_credentials')
  await newProcess()()
  expect(asked()).toEqual(['token', 'token', 'call'])
})

test('a rotated client secret does not get the token of the old one', async () => {
  await store('client_credentials')
  await store('client_credentials', { clientSecret: 'wrong' }, 'other')
  const push = newProcess()
  await push()
  expect(await rejectionOf(push('other'))).toMatchObject({ code: 'servicenow_unauthorized' })
  expect(servicenow.incidents()).toHaveLength(1)
})

test.each<[string, Kind, object, string[]]>([
  ['a client secret', 'client_credentials', { clientSecret: 'wrong' }, ['token', 'token']],
  ['a secret beside an assertion', 'jwt_bearer', { clientSecret: 'wrong' }, ['token', 'token']],
  ['an API key', 'api_key', { apiKey: 'wrong' }, ['call', 'call']],
])('%s that is rejected is tried twice, then nothing is sent for 30 s', async (_, kind, secrets, requests) => {
  await store(kind, secrets)
  const push = newProcess()
  expect(await rejectionOf(push())).toMatchObject({ code: 'servicenow_unauthorized', reason: 'authentication' })
  expect(await rejectionOf(push())).toMatchObject({ code: 'servicenow_unauthorized', reason: 'penalty' })
  expect(asked()).toEqual(requests)
  await store(kind)
  clock.time += 30_000
  // The cache still holds the wrong secret; its 401 reads the right one.
  await push()
  expect(servicenow.incidents()).toHaveLength(1)
})

test('ten pushes at one moment try a rejected client secret twice in all', async () => {
  await store('client_credentials', { clientSecret: 'wrong' })
  const push = newProcess()
  await Promise.all(Array.from({ length: 10 }, () => rejectionOf(push())))
  expect(asked()).toEqual(['token', 'token'])
})

test('a rejected client secret that cannot be read anew is tried once in 30 s', async () => {
  await store('client_credentials', { clientSecret: 'wrong' })
  await cache.get('local')
  server.failWith('cut')
  const push = newProcess()
  expect(await rejectionOf(push())).toMatchObject({ reason: 'authentication' })
  expect(await rejectionOf(push())).toMatchObject({ reason: 'penalty' })
  expect(asked()).toEqual(['token'])
})

test('the same holds in the middle of a push whose first token has expired', async () => {
  await store('client_credentials')
  const chain = middy()
    .use(
      connection(
        () => cache,
        () => 'local',
        clock,
      ),
    )
    .handler(async (_: unknown, { connection }: ConnectedContext): Promise<unknown> => {
      const incidents = incidentsOf(connection, clock)
      await incidents.create({ short_description: 'x' }, budgetOf(clock.time))
      clock.time += 1_800_000
      servicenow.setProperties({ clientSecret: 'rotated' })
      server.failWith('cut')
      return incidents.create({ short_description: 'x' }, budgetOf(clock.time))
    })
  expect(await rejectionOf(chain({}, {} as ConnectedContext))).toMatchObject({ reason: 'authentication' })
  expect(asked()).toEqual(['token', 'call', 'token'])
})

test('a token that the API rejects twice leads to the penalty as well', async () => {
  await store('client_credentials')
  servicenow.addFault({ on: { table: 'incident' }, times: 2, fault: { kind: 'status', status: 401 } })
  const push = newProcess()
  expect(await rejectionOf(push())).toMatchObject({ reason: 'authentication' })
  servicenow.clearRequests()
  expect(await rejectionOf(push())).toMatchObject({ reason: 'penalty' })
  expect(asked()).toEqual([])
})

test('credentials for another instance go there alone', async () => {
  await store('client_credentials')
  const push = newProcess()
  await push()
  servicenow.revokeTokens()
  servicenow.clearRequests()
  const { config, secrets } = STORED.client_credentials
  const elsewhere = connectorSecret('http://127.0.0.1:9', secrets)
  await server.storeConnector('local', JSON.stringify({ ...elsewhere, config: { ...elsewhere.config, ...config } }))
  expect(await rejectionOf(push())).toMatchObject({ code: 'push_incomplete', reason: 'connector_changed' })
  expect(asked()).toEqual(['call'])
})

test.each<[Kind]>([['client_credentials'], ['jwt_bearer'], ['api_key']])(
  'no credential of %s and no token is in an error',
  async (kind) => {
    await store(kind)
    const errors = []
    for (const fault of [
      { kind: 'status', status: 401 },
      { kind: 'broken-json', commit: true },
    ] as const)
      for (const path of ['/oauth_token.do', '/api/now']) {
        cache = createConnectorCache(server.client, SECRET_PREFIX, ['http://127.0.0.1'], clock)
        servicenow.clearFaults()
        servicenow.addFault({ on: { path }, times: 9, fault })
        errors.push(await newProcess()().catch((error: unknown) => error))
      }
    const failed = errors.filter((error) => error instanceof Error)
    expect(failed.length).toBeGreaterThanOrEqual(2)
    const shown = JSON.stringify(failed.map((error) => [error, error.message, error.stack, error.cause]))
    const canaries = [
      CLIENT.clientSecret,
      CLIENT.clientId,
      API_KEY,
      PRIVATE_KEY.slice(60, 100),
      'access_token',
      'Bearer',
    ]
    for (const canary of canaries) expect(shown).not.toContain(canary)
  },
)
