// One call of the REST API: what it sends, what it repeats and when, and what a rejected credential leads to.
import { afterAll, expect, test } from '@jest/globals'
import { createClient, type Call } from '../../lib/servicenow/client.ts'
import { basicHeaders, type Authorization } from '../../lib/servicenow/credentials/authorization.ts'
import { startServiceNow, type Fault, type ServiceNow } from '../../local/servicenow/server.ts'
import { rejectionOf } from '../support/thrown.ts'

const TABLE = 'incident'
const T = Date.parse('2026-11-23T10:00:00Z')
const clock = { now: () => T }
const PLENTY = { startByMs: T + 20_000, untilMs: T + 21_000, limitMs: 20_000 }
const opened: ServiceNow[] = []
afterAll(async () => {
  await Promise.all(opened.map((servicenow) => servicenow.close()))
})

/** Credentials as a connector's: `passwords` are what each renewal finds, undefined that it fails. */
function authorizationOf(...passwords: (string | undefined)[]): Authorization & { renewals: number; refusals: number } {
  let password = passwords.shift()
  const authorization = {
    renewals: 0,
    refusals: 0,
    headers: () => Promise.resolve(basicHeaders({ username: 'case-push', password: password ?? '' })),
    renew: () => {
      authorization.renewals += 1
      const next = passwords.shift()
      password = next ?? password
      return Promise.resolve(next !== undefined)
    },
    reportRejection: () => {
      authorization.refusals += 1
    },
  }
  return authorization
}

async function open(authorization: Authorization, ...faults: Fault[]) {
  const servicenow = await startServiceNow()
  opened.push(servicenow)
  for (const fault of faults) servicenow.addFault({ fault })
  const { url, requests, incidents } = servicenow
  return { client: createClient(url, authorization, clock), url, requests, incidents }
}

const right = () => authorizationOf('local-password')
const read: Call = { method: 'GET', table: TABLE, query: { sysparm_limit: '1' }, budget: PLENTY }
const create: Call = {
  method: 'POST',
  table: TABLE,
  query: { sysparm_fields: 'sys_id' },
  body: { short_description: 'Phishing – ü' },
  budget: PLENTY,
}

test('a write carries its query, its body and the credentials', async () => {
  const { client, requests, incidents } = await open(right())
  expect(await client(create)).toEqual({ sys_id: expect.stringMatching(/^[0-9a-f]{32}$/) })
  expect(requests()).toEqual([expect.objectContaining({ method: 'POST', body: { short_description: 'Phishing – ü' } })])
  expect(incidents()[0]).toMatchObject({ short_description: 'Phishing – ü' })
})

test('a read carries no body', async () => {
  const { client, requests } = await open(right())
  expect(await client({ method: 'GET', table: TABLE, budget: PLENTY })).toEqual([])
  expect(requests()).toEqual([expect.objectContaining({ method: 'GET', body: null })])
})

test('the values of a query arrive unchanged', async () => {
  const { client, requests } = await open(right())
  await client({ ...read, query: { ...read.query, sysparm_query: 'correlation_id=a&b=c#d/é ^ORDERBYnumber' } })
  expect(requests()[0]?.query).toBe('sysparm_limit=1&sysparm_query=correlation_id=a&b=c#d/é ^ORDERBYnumber')
})

test('rotated credentials cause no error: they are read anew, and the call is repeated once', async () => {
  const authorization = authorizationOf('old', 'local-password')
  const { client, requests } = await open(authorization)
  expect(await client(create)).toHaveProperty('sys_id')
  expect([requests().length, authorization.renewals, authorization.refusals]).toEqual([2, 1, 0])
})

test('credentials that ServiceNow rejects twice are not tried again', async () => {
  const authorization = authorizationOf('old', 'older', 'local-password')
  const { client, requests } = await open(authorization)
  expect(await rejectionOf(client(create))).toMatchObject({ code: 'servicenow_unauthorized', reason: 'authentication' })
  expect([requests().length, authorization.renewals, authorization.refusals]).toEqual([2, 1, 1])
})

test('rejected credentials that cannot be read anew are not tried again', async () => {
  const authorization = authorizationOf('old', undefined)
  const { client, requests } = await open(authorization)
  expect(await rejectionOf(client(create))).toMatchObject({ code: 'servicenow_unauthorized' })
  expect([requests().length, authorization.refusals]).toEqual([1, 1])
})

test('right credentials that meet another error do not count as rejected', async () => {
  const authorization = authorizationOf('old', 'local-password')
  const { client } = await open(authorization, { kind: 'status', status: 401 }, { kind: 'status', status: 400 })
  expect(await rejectionOf(client(create))).toMatchObject({ code: 'servicenow_rejected' })
  expect(authorization.refusals).toBe(0)
})

test('a 403 renews no credentials: they were right', async () => {
  const authorization = right()
  const { client, requests } = await open(authorization, { kind: 'status', status: 403 })
  expect(await rejectionOf(client(create))).toMatchObject({ reason: 'authorization', effect: 'ended' })
  expect([requests().length, authorization.renewals]).toEqual([1, 0])
})

// All at once: most of their time is waiting.
test.concurrent.each<[string, Call, Fault]>([
  ['a read after a 503', read, { kind: 'status', status: 503 }],
  ['a read after a reset', read, { kind: 'reset' }],
  ['a read whose answer broke off', read, { kind: 'mid-body' }],
  ['a read of broken JSON', read, { kind: 'broken-json' }],
  ['a write that the session queue turned away', create, { kind: 'accepted' }],
  ['a write that a gateway refused', create, { kind: 'status', status: 404, html: true }],
])('%s is repeated', async (_, call, fault) => {
  const { client, requests } = await open(right(), fault)
  await client(call)
  expect(requests()).toHaveLength(2)
})

test.each<[string, Call, Fault]>([
  ['a write that may have been done: 503', create, { kind: 'status', status: 503 }],
  ['a write that may have been done: reset', create, { kind: 'reset' }],
  ['a write that ended, perhaps done', create, { kind: 'no-result', commit: true }],
  ['a write that was refused for what it says', create, { kind: 'status', status: 400 }],
  ['a read of an instance that sleeps', read, { kind: 'hibernating' }],
  ['a read that is redirected', read, { kind: 'redirect' }],
  ['a read of what is not there', read, { kind: 'status', status: 404 }],
])('%s is not repeated', async (_, call, fault) => {
  const { client, requests } = await open(right(), fault)
  await rejectionOf(client(call))
  expect(requests()).toHaveLength(1)
})

test.concurrent('a call is made three times at most', async () => {
  const { client, requests } = await open(right(), { kind: 'accepted' }, { kind: 'accepted' }, { kind: 'accepted' })
  expect(await rejectionOf(client(create))).toMatchObject({ reason: 'session_queue' })
  expect(requests()).toHaveLength(3)
})

const limited = (retryAfter: string | undefined, status = 429): Fault => ({
  kind: 'status',
  status,
  ...(retryAfter === undefined ? {} : { headers: { 'Retry-After': retryAfter } }),
})

test.concurrent.each<[string, Call, Fault]>([
  ['seconds', create, limited('1')],
  ['a date', create, limited(new Date(T + 1_000).toUTCString())],
  ['a 503 of a read', read, limited('1', 503)],
])('a Retry-After that fits into the time left is obeyed: %s', async (_, call, fault) => {
  const { client, requests } = await open(right(), fault)
  await client({ ...call, budget: { ...PLENTY, startByMs: T + 1_000 } })
  expect(requests()).toHaveLength(2)
})

test.each<[string, Call, Fault, number]>([
  ['seconds', create, limited('2'), 2],
  ['a date', create, limited(new Date(T + 2_000).toUTCString()), 2],
  ['a 503 of a read', read, limited('2', 503), 2],
  ['a 429 that says nothing', create, limited(undefined), 10],
])('a Retry-After that does not fit is passed on to the caller: %s', async (_, call, fault, seconds) => {
  const { client, requests } = await open(right(), fault)
  expect(
    (await rejectionOf(client({ ...call, budget: { ...PLENTY, startByMs: T + seconds * 1_000 - 1 } }))).retryAfterS,
  ).toBe(seconds)
  expect(requests()).toHaveLength(1)
})

test.concurrent('a Retry-After holds only for the answer that brought it', async () => {
  const { url, requests } = await open(right(), limited('2', 503), { kind: 'reset' })
  // When the second call fails one second is left: too short for a pause of two, enough for one of the client's own.
  const late = { now: () => T + (requests().length < 2 ? 0 : 1_000) }
  await createClient(url, right(), late)({ ...read, budget: { ...PLENTY, startByMs: T + 2_000 } })
  expect(requests()).toHaveLength(3)
})

test('an error that is not a failure of ServiceNow is thrown as it is', async () => {
  const broken = {
    ...right(),
    headers: () => {
      throw new RangeError('x')
    },
  }
  const { client, requests } = await open(broken)
  await expect(client(read)).rejects.toThrow(RangeError)
  expect(requests()).toEqual([])
})

test('user names and passwords are sent as UTF-8', () => {
  expect(basicHeaders({ username: 'ü', password: 'p:ß' })).toEqual({
    authorization: `Basic ${Buffer.from('ü:p:ß', 'utf8').toString('base64')}`,
  })
})
