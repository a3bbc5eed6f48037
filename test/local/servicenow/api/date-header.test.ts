// The instance's clock: it may be wrong, and the Date header may show it, hide it or be missing.
import { afterEach, expect, test } from '@jest/globals'
import { createIncident, openFreshServiceNow, until } from '../open-servicenow.ts'
import { call, recordOf, sysIdOf, type Reply } from '../table-client.ts'
import type { Fault } from '../../../../local/servicenow/server.ts'

let now = 0
const serviceNow = await openFreshServiceNow({ clock: () => now })
const { url, incidentsUrl } = serviceNow

afterEach(() => {
  serviceNow.setProperties({ clockOffsetMs: 0, dateHeader: 'instance' })
})

const dateOf = ({ headers }: Reply): string | null => headers.get('date')

test('an instance whose clock is wrong has its own time in records, journals and the Date header', async () => {
  now = Date.parse('2026-11-20T23:59:30Z')
  serviceNow.setProperties({ clockOffsetMs: 90_000 })
  const created = await createIncident(serviceNow)
  const time = '2026-11-21 00:01:00'
  expect(recordOf(created)).toMatchObject({ sys_created_on: time, sys_updated_on: time, opened_at: time })
  expect(serviceNow.incidents()[0]?.journal[0]?.sys_created_on).toBe(time)
  expect(dateOf(created)).toBe('Sat, 21 Nov 2026 00:01:00 GMT')
  serviceNow.setProperties({ clockOffsetMs: -1_000 })
  const updated = await call(`${incidentsUrl}/${sysIdOf(created)}`, { method: 'PATCH', body: { state: '2' } })
  expect(recordOf(updated).sys_updated_on).toBe('2026-11-20 23:59:29')
  expect(dateOf(updated)).toBe('Fri, 20 Nov 2026 23:59:29 GMT')
})

test.each<Fault>([
  { kind: 'status', status: 503 },
  { kind: 'rate-limit', retryAfter: 1 },
  { kind: 'hibernating' },
  { kind: 'redirect' },
  { kind: 'broken-json' },
  { kind: 'result-and-error' },
  { kind: 'slow', delayMs: 0 },
  { kind: 'close-idle' },
])('the answer of %j has the instance’s date too', async (fault) => {
  now = Date.parse('2026-11-20T08:00:00Z')
  serviceNow.setProperties({ clockOffsetMs: 5_000 })
  serviceNow.addFault({ fault })
  expect(dateOf(await createIncident(serviceNow))).toBe('Fri, 20 Nov 2026 08:00:05 GMT')
})

test('the end of a rate limit is a time of the instance’s clock', async () => {
  now = Date.parse('2026-11-20T08:00:00Z')
  serviceNow.setProperties({ clockOffsetMs: 5_000, dateHeader: 'proxy' })
  serviceNow.addFault({ fault: { kind: 'rate-limit', retryAfter: 7 } })
  const { headers } = await createIncident(serviceNow)
  expect(headers.get('x-ratelimit-reset')).toBe(String(now / 1_000 + 12))
})

test('a slow answer has the date at which it begins', async () => {
  now = Date.parse('2026-11-20T08:00:00Z')
  serviceNow.addFault({ fault: { kind: 'slow', delayMs: 150 } })
  const reply = createIncident(serviceNow).then(dateOf)
  await until(() => serviceNow.incidents().length > 0)
  now += 10_000
  expect(await reply).toBe('Fri, 20 Nov 2026 08:00:10 GMT')
})

test('a proxy in front sets the true time, and without a Date header there is none', async () => {
  now = Date.parse('2026-11-20T08:00:00Z')
  serviceNow.setProperties({ clockOffsetMs: 3_600_000, dateHeader: 'proxy' })
  expect(dateOf(await createIncident(serviceNow))).toBe('Fri, 20 Nov 2026 08:00:00 GMT')
  expect(serviceNow.incidents()[0]?.sys_created_on).toBe('2026-11-20 09:00:00')
  serviceNow.setProperties({ dateHeader: 'none' })
  expect(dateOf(await createIncident(serviceNow))).toBeNull()
  expect(dateOf(await call(`${url}/login.do`))).toBeNull()
})

test('a status fault can carry a date of its own', async () => {
  const headers = { Date: 'not a date' }
  serviceNow.addFault({ times: 2, fault: { kind: 'status', status: 503, headers } })
  expect(dateOf(await createIncident(serviceNow))).toBe('not a date')
  serviceNow.setProperties({ dateHeader: 'none' })
  expect(dateOf(await createIncident(serviceNow))).toBe('not a date')
})
