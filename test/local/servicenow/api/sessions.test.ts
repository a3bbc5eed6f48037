// Sessions: one call at a time for each cookie, ten waiting, an empty 202 for the rest.
import { expect, test } from '@jest/globals'
import { openServiceNow, until } from '../open-servicenow.ts'
import { call } from '../table-client.ts'

const serviceNow = await openServiceNow()
const { incidentsUrl } = serviceNow

test('a call without a cookie gets a session of its own', async () => {
  const [first, second] = [await call(incidentsUrl), await call(incidentsUrl)].map(({ headers }) =>
    headers.get('set-cookie'),
  )
  expect(first).toMatch(/^JSESSIONID=[0-9A-F]{32};/)
  expect(second).not.toBe(first)
  expect((await call(incidentsUrl, { headers: { cookie: 'JSESSIONID=ABC' } })).headers.get('set-cookie')).toBeNull()
})

test('calls with one cookie are served one at a time, those without are not', async () => {
  serviceNow.addFault({ times: 3, on: { query: 'slow=1' }, fault: { kind: 'slow', delayMs: 60 } })
  const started = Date.now()
  const timed = async (cookie: string | undefined): Promise<number> => {
    await call(`${incidentsUrl}?slow=1`, { headers: { cookie } })
    return Date.now() - started
  }
  const [first, second, free] = await Promise.all([timed('JSESSIONID=A'), timed('JSESSIONID=A'), timed(undefined)])
  expect(Math.max(first, second)).toBeGreaterThanOrEqual(119)
  expect(free).toBeLessThan(Math.max(first, second))
})

test('a call that finds ten others waiting gets an empty 202', async () => {
  serviceNow.addFault({ on: { query: 'slow=1' }, fault: { kind: 'slow', delayMs: 300 } })
  const headers = { cookie: 'JSESSIONID=B' }
  const current = call(`${incidentsUrl}?slow=1`, { headers })
  await until(() => serviceNow.requests().some(({ query }) => query === 'slow=1'))
  serviceNow.clearRequests()
  const replies = await Promise.all(
    Array.from({ length: 12 }, () => call(incidentsUrl, { method: 'POST', body: {}, headers })),
  )
  expect((await current).status).toBe(200)
  const rejected = replies.filter(({ status }) => status === 202)
  expect(rejected.map(({ text }) => text)).toEqual(['', ''])
  expect(replies.filter(({ status }) => status === 201)).toHaveLength(10)
  expect(serviceNow.incidents()).toHaveLength(10)
})

test('a session whose caller hung up serves the next call', async () => {
  serviceNow.addFault({ on: { query: 'hang=1' }, fault: { kind: 'hang' } })
  const headers = { cookie: 'JSESSIONID=C', authorization: 'Basic Y2FzZS1wdXNoOmxvY2FsLXBhc3N3b3Jk' }
  await expect(fetch(`${incidentsUrl}?hang=1`, { headers, signal: AbortSignal.timeout(50) })).rejects.toThrow()
  expect((await call(incidentsUrl, { headers })).status).toBe(200)
})
