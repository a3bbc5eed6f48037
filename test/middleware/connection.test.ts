// Credentials in the chain: the connector that a request names, and a rotation that no caller notices.
import { afterAll, afterEach, beforeEach, expect, test } from '@jest/globals'
import middy from '@middy/core'
import type { Context } from 'aws-lambda'
import { createConnectorCache, type ConnectorCache } from '../../lib/connectors/connector-cache.ts'
import { connection, type ConnectedContext } from '../../lib/middleware/connection.ts'
import { incidentsOf } from '../../lib/servicenow/access.ts'
import { startServiceNow, type ServiceNow } from '../../local/servicenow/server.ts'
import { httpEvent, type HttpEvent } from '../support/events.ts'
import { SECRET_PREFIX } from '../support/aws-environment.ts'
import { connectorSecret } from '../support/connector-secret.ts'
import { startSecretsServer } from '../support/secrets-server.ts'
import { problemsIn, rejectionOf } from '../support/thrown.ts'

const T = Date.parse('2026-11-23T10:00:00Z')
const clock = { time: T, now: () => clock.time }
let servicenow: ServiceNow
let cache: ConnectorCache
const server = await startSecretsServer()
afterAll(() => server.close())
beforeEach(async () => {
  clock.time = T
  server.failWith(undefined)
  servicenow = await startServiceNow({
    users: [{ username: 'case-push', password: 'first', webServiceAccessOnly: true }],
  })
  cache = createConnectorCache(server.client, SECRET_PREFIX, ['http://127.0.0.1'], clock)
  await store('first')
})
afterEach(async () => {
  await servicenow.close()
})

const store = (password: string, url = servicenow.url) =>
  server.storeConnector('local', JSON.stringify(connectorSecret(url, { username: 'case-push', password })))

/** One request that creates an incident. */
const chain = middy()
  .use(
    connection(
      () => cache,
      (event: HttpEvent) => event.pathParameters?.['connectorId'],
    ),
  )
  .handler(async (_: HttpEvent, { connection }: ConnectedContext): Promise<unknown> =>
    incidentsOf(connection, clock).create(
      { short_description: 'x' },
      { startByMs: clock.time + 20_000, untilMs: clock.time + 21_000, limitMs: 20_000 },
    ),
  )
const request = (connectorId?: string) =>
  chain(
    { ...httpEvent('create-incident'), pathParameters: connectorId === undefined ? {} : { connectorId } },
    {} as ConnectedContext,
  )

const connecting = middy()
  .use(
    connection(
      () => cache,
      () => 'local',
    ),
  )
  .handler((_: unknown, { connection }: ConnectedContext) => connection)
const connected = async () =>
  (await connecting(httpEvent('create-incident'), {} as ConnectedContext)) as ConnectedContext['connection']

test('a request reaches the ServiceNow of the connector it names, with its credentials', async () => {
  expect(await request('local')).toMatchObject({ number: expect.stringMatching(/^INC\d{7}$/) })
})

test('the rotation of a secret causes no error', async () => {
  await request('local')
  servicenow.setProperties({ password: 'second' })
  await store('second')
  await request('local')
  expect(servicenow.incidents()).toHaveLength(2)
  servicenow.clearRequests()
  await request('local')
  expect(servicenow.requests()).toHaveLength(1)
})

test('credentials for another instance never go to the old one; the retry goes to the new one', async () => {
  const elsewhere = await startServiceNow({
    users: [{ username: 'case-push', password: 'second', webServiceAccessOnly: true }],
  })
  try {
    await request('local')
    servicenow.setProperties({ password: 'changed' })
    servicenow.clearRequests()
    await store('second', elsewhere.url)
    expect(await rejectionOf(request('local'))).toMatchObject({
      code: 'push_incomplete',
      reason: 'connector_changed',
      retryable: true,
      retryAfterS: 1,
      effect: 'none',
    })
    expect(servicenow.requests()).toHaveLength(1)
    await request('local')
    expect(elsewhere.incidents()).toHaveLength(1)
    expect(servicenow.requests()).toHaveLength(1)
  } finally {
    await elsewhere.close()
  }
})

test('what a process knows of an instance is kept from one request to the next, for each instance', async () => {
  const first = await connected()
  expect(await connected()).toMatchObject({ health: first.health, clockOffset: first.clockOffset })
  expect((await connected()).health).toBe(first.health)
  await store('first', 'http://127.0.0.1:9')
  clock.time += 300_000
  expect((await connected()).health).not.toBe(first.health)
})

test('a wrong password is tried twice, then not again for 30 s, so that it locks no account', async () => {
  await store('wrong')
  expect(await rejectionOf(request('local'))).toMatchObject({
    code: 'servicenow_unauthorized',
    reason: 'authentication',
  })
  expect(servicenow.requests()).toHaveLength(2)
  expect(await rejectionOf(request('local'))).toMatchObject({ code: 'servicenow_unauthorized', reason: 'penalty' })
  expect(servicenow.requests()).toHaveLength(2)
  await store('first')
  clock.time += 30_000
  await request('local')
  expect(servicenow.incidents()).toHaveLength(1)
})

test('a rejected password whose secret cannot be read anew is tried once in 30 s', async () => {
  await request('local')
  servicenow.setProperties({ password: 'second' })
  servicenow.clearRequests()
  server.failWith('cut')
  expect(await rejectionOf(request('local'))).toMatchObject({
    code: 'servicenow_unauthorized',
    reason: 'authentication',
  })
  expect(await rejectionOf(request('local'))).toMatchObject({ reason: 'penalty' })
  expect(servicenow.requests()).toHaveLength(1)
})

test('an unknown connector reaches nothing', async () => {
  expect(await rejectionOf(request('nobody'))).toMatchObject({ code: 'unknown_connector' })
  expect(servicenow.requests()).toEqual([])
})

test.each(['../local', 'a/b', 'a^b', 'a\nb', ' ', ''])(
  'a malformed id is rejected before Secrets Manager is asked: %j',
  async (id) => {
    const before = server.calls()
    expect(problemsIn(await rejectionOf(request(id)))).toEqual([
      'connectorId must be 1 to 64 letters, digits, "_", "." or "-"',
    ])
    expect(server.calls()).toBe(before)
  },
)

test('a request that names no connector is rejected', async () => {
  expect(problemsIn(await rejectionOf(request()))).toEqual(['connectorId is required'])
})

test('the connection is in the context for the handler alone', async () => {
  const context: Partial<ConnectedContext> & Context = {} as Context
  await chain(httpEvent('create-incident'), context as ConnectedContext)
  expect(Object.keys(context)).toEqual(['connection'])
})
