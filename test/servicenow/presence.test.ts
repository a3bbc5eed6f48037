// While an instance is known to be away, no push begins to write: a read asks first, and leaves nothing in doubt.
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
const inTime = (limitMs = 5_000) => {
  const startByMs = Date.now() + 20_000
  return { startByMs, untilMs: startByMs + limitMs, limitMs }
}

/** A connector in a process that remembers. @returns what its push would call */
function connected() {
  const presence = newPresence()
  const access = { connector: connectorAt(servicenow.url), authorization, clockOffset: {}, presence }
  const incidents = () => incidentsOf({ ...access, application: newApplicationHealth() }, clock)
  return {
    create: () => incidents().create({ short_description: 'x' }, inTime()),
    look: () => incidents().findByCorrelationId('x', 0, inTime()),
  }
}
const always = (fault: Fault, on: FaultRequest['on'] = {}) => {
  servicenow.addFault({ times: 99, on, fault })
}
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
