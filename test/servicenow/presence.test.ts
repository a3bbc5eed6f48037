// While an instance is known to be away, no push begins to write: a read asks first, and leaves nothing in doubt. Nor
// does it begin a long look while the instance is silent.
import { afterAll, beforeEach, expect, test } from '@jest/globals'
import { startServiceNow, type Fault, type FaultRequest } from '../../local/servicenow/server.ts'
import { incidentsOf } from '../../lib/servicenow/access.ts'
import { newApplicationHealth } from '../../lib/servicenow/elastic-application.ts'
import { newPresence } from '../../lib/servicenow/presence.ts'
import { basicHeaders, type Authorization } from '../../lib/servicenow/credentials/authorization.ts'
import { CREDENTIALS } from '../support/connector-secret.ts'
import { connectorAt } from '../support/connector.ts'
import { rejectionOf } from '../support/thrown.ts'

const servicenow = await startServiceNow({ users: [CREDENTIALS] })
afterAll(() => servicenow.close())
beforeEach(() => {
  servicenow.clearFaults()
  servicenow.clearRequests()
})

const authorization: Authorization = {
  headers: () => Promise.resolve(basicHeaders(CREDENTIALS)),
  renew: () => Promise.resolve(false),
  reportRejection: () => undefined,
}
const clock = { now: () => Date.now(), sleep: () => Promise.resolve() }
const inTime = (limitMs = 5_000, withinMs = 20_000) => {
  const startByMs = Date.now() + withinMs
  return { startByMs, untilMs: startByMs + limitMs, limitMs }
}

/** A connector in a process that remembers. @returns what its push would call */
function connected() {
  const presence = newPresence()
  const access = { connector: connectorAt(servicenow.url), authorization, clockOffset: {}, presence }
  const incidents = () => incidentsOf({ ...access, application: newApplicationHealth() }, clock)
  return {
    create: (limitMs?: number) => incidents().create({ short_description: 'x' }, inTime(limitMs)),
    look: (budget = inTime(20_000)) => incidents().findByCorrelationId('x', 0, budget),
  }
}
const always = (fault: Fault, on: FaultRequest['on'] = {}) => {
  servicenow.addFault({ times: 99, on, fault })
}
/** Of each request, whether it is a look. */
const looks = () => servicenow.requests().map(({ query }) => query.includes('correlation_id'))
const methods = () => servicenow.requests().map(({ method }) => method)

test.each<[string, Fault]>([
  ['a 503', { kind: 'status', status: 503 }],
  ['a reset', { kind: 'reset', commit: false }],
  ['a page in place of a record', { kind: 'hibernating' }],
])('after a write that ended with %s, the next one is not sent while reads fail, too', async (_what, fault) => {
  const { create } = connected()
  always(fault)
  expect((await rejectionOf(create())).effect).not.toBe('none')
  servicenow.clearRequests()
  const error = await rejectionOf(create())
  expect(error).toMatchObject({ code: 'servicenow_unavailable', effect: 'none' })
  expect(error.retryAfterS).toBeGreaterThanOrEqual(5)
  expect(new Set(methods())).toEqual(new Set(['GET']))
})

test('once a read is answered, the write follows it, and the next one goes alone', async () => {
  const { create } = connected()
  servicenow.addFault({ fault: { kind: 'status', status: 503 } })
  await rejectionOf(create())
  servicenow.clearRequests()
  await create()
  await create()
  expect(methods()).toEqual(['GET', 'POST', 'POST'])
})

test('a read that was answered in between, such as a look, is enough', async () => {
  const { create, look } = connected()
  servicenow.addFault({ fault: { kind: 'status', status: 503 } })
  await rejectionOf(create())
  await look()
  servicenow.clearRequests()
  await create()
  expect(methods()).toEqual(['POST'])
})

test('a read that ServiceNow rejects is an answer: it is there, and the write hears what it makes of it', async () => {
  const { create } = connected()
  always({ kind: 'status', status: 503 }, { method: 'POST' })
  always({ kind: 'status', status: 403, body: { error: { message: 'no' }, status: 'failure' } }, { method: 'GET' })
  await rejectionOf(create())
  servicenow.clearRequests()
  expect((await rejectionOf(create())).effect).toBe('open')
  expect(methods()).toEqual(['GET', 'POST'])
})

test('a write that ServiceNow rejects is no absence', async () => {
  const { create } = connected()
  servicenow.addFault({ fault: { kind: 'status', status: 400, body: { error: { message: 'no' }, status: 'failure' } } })
  await rejectionOf(create())
  servicenow.clearRequests()
  await create()
  expect(methods()).toEqual(['POST'])
})

/** A write without an answer: it is given up after 100 ms. */
async function silenced() {
  const connection = connected()
  servicenow.addFault({ fault: { kind: 'hang' } })
  await rejectionOf(connection.create(100))
  servicenow.clearRequests()
  return connection
}

test('after a call without an answer a look asks first, and is not sent while that fails, too', async () => {
  const { look } = await silenced()
  always({ kind: 'status', status: 503 })
  expect(await rejectionOf(look())).toMatchObject({ code: 'servicenow_unavailable', effect: 'none' })
  expect(looks()).not.toContain(true)
})

test('to ask takes 10 s, however long the look may take, and is not repeated after that', async () => {
  const { look } = await silenced()
  always({ kind: 'hang' })
  await rejectionOf(look(inTime(60_000, 60_000)))
  expect(looks()).toEqual([false, false]) // it looks in two places at once
}, 25_000)

test('once that is answered, the look follows, and the next one goes alone', async () => {
  const { look } = await silenced()
  await look()
  expect(looks()).toEqual([false, false, true, true]) // it looks in two places at once
  servicenow.clearRequests()
  await look()
  expect(looks()).toEqual([true, true])
})

test('a look that has no more time than it takes to ask goes alone', async () => {
  const { look } = await silenced()
  await look(inTime(9_000))
  expect(looks()).toEqual([true, true])
})

test('an instance that is away but answers does not delay a look', async () => {
  const { create, look } = connected()
  servicenow.addFault({ fault: { kind: 'status', status: 503 } })
  await rejectionOf(create())
  servicenow.clearRequests()
  await look()
  expect(looks()).toEqual([true, true])
})
