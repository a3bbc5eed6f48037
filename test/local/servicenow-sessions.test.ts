// What the stand-in promises of sessions and of its own life: one at a time per cookie, a port, an end.
import { afterAll, beforeAll, expect, test } from '@jest/globals'
import { startServiceNow, type ServiceNow } from '../../local/servicenow/server.ts'
import { call } from './table-client.ts'

let serviceNow: ServiceNow
let incidents: string

beforeAll(async () => {
  serviceNow = await startServiceNow()
  incidents = `${serviceNow.url}/api/now/v2/table/incident`
})
afterAll(() => serviceNow.close())

test('a call without a cookie gets a session of its own', async () => {
  const [first, second] = [await call(incidents), await call(incidents)].map(({ headers }) => headers.get('set-cookie'))
  expect(first).toMatch(/^JSESSIONID=[0-9A-F]{32};/)
  expect(second).not.toBe(first)
  expect((await call(incidents, { headers: { cookie: 'JSESSIONID=ABC' } })).headers.get('set-cookie')).toBeNull()
})

test('calls with one cookie are served one at a time, those without are not', async () => {
  serviceNow.addFault({ times: 3, on: { query: 'slow=1' }, fault: { kind: 'slow', delayMs: 60 } })
  const started = Date.now()
  const timed = async (cookie: string | undefined): Promise<number> => {
    await call(`${incidents}?slow=1`, { headers: { cookie } })
    return Date.now() - started
  }
  const [first, second, free] = await Promise.all([timed('JSESSIONID=A'), timed('JSESSIONID=A'), timed(undefined)])
  expect(Math.max(first, second)).toBeGreaterThanOrEqual(119)
  expect(free).toBeLessThan(Math.max(first, second))
})

test('whoever finds ten waiting before him is rejected with an empty 202', async () => {
  serviceNow.addFault({ on: { query: 'slow=1' }, fault: { kind: 'slow', delayMs: 300 } })
  const headers = { cookie: 'JSESSIONID=B' }
  const current = call(`${incidents}?slow=1`, { headers })
  while (serviceNow.requests().every(({ query }) => query !== 'slow=1'))
    await new Promise((resolve) => setTimeout(resolve, 5))
  serviceNow.clearRequests()
  const replies = await Promise.all(
    Array.from({ length: 12 }, () => call(incidents, { method: 'POST', body: {}, headers })),
  )
  expect((await current).status).toBe(200)
  const rejected = replies.filter(({ status }) => status === 202)
  expect(rejected.map(({ text }) => text)).toEqual(['', ''])
  expect(replies.filter(({ status }) => status === 201)).toHaveLength(10)
  expect(serviceNow.incidents()).toHaveLength(10)
})

test('a session whose caller hung up goes on with the next', async () => {
  serviceNow.addFault({ on: { query: 'hang=1' }, fault: { kind: 'hang' } })
  const headers = { cookie: 'JSESSIONID=C', authorization: 'Basic Y2FzZS1wdXNoOmxvY2FsLXBhc3N3b3Jk' }
  await expect(fetch(`${incidents}?hang=1`, { headers, signal: AbortSignal.timeout(50) })).rejects.toThrow()
  expect((await call(incidents, { headers })).status).toBe(200)
})

test('closing ends requests that hang, at once', async () => {
  const own = await startServiceNow()
  own.addFault({ fault: { kind: 'hang' } })
  const hanging = expect(call(`${own.url}/api/now/table/incident`)).rejects.toThrow()
  while (own.requests().length === 0) await new Promise((resolve) => setTimeout(resolve, 5))
  const started = Date.now()
  await own.close()
  await hanging
  expect(Date.now() - started).toBeLessThan(500)
  await expect(fetch(own.url)).rejects.toThrow()
})

test('a port that is taken rejects with the code of the system', async () => {
  const port = Number(new URL(serviceNow.url).port)
  await expect(startServiceNow({ port })).rejects.toMatchObject({ code: 'EADDRINUSE' })
})
