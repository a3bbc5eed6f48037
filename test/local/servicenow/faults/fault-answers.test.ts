// What faults answer instead, and whether the write was carried out nevertheless.
import { expect, test } from '@jest/globals'
import { createIncident, journalLengths, openFreshServiceNow } from '../open-servicenow.ts'
import { call, rowsOf, sysIdOf, type Reply } from '../table-client.ts'
import type { Fault } from '../../../../local/servicenow/server.ts'

const now = Date.parse('2026-11-20T08:00:00Z')
const serviceNow = await openFreshServiceNow({ clock: () => now })
const { incidentsUrl } = serviceNow

const create = () => createIncident(serviceNow)
const stored = () => journalLengths(serviceNow)

test.each<[Fault, number, string | RegExp]>([
  [{ kind: 'status', status: 400 }, 400, /Requested URI does not represent any resource/],
  [{ kind: 'status', status: 401 }, 401, /Required to provide Auth information/],
  [{ kind: 'status', status: 403 }, 403, /Failed API level ACL Validation/],
  [{ kind: 'status', status: 404 }, 404, /No Record found/],
  [{ kind: 'status', status: 429 }, 429, ''],
  [{ kind: 'status', status: 499 }, 499, ''],
  [{ kind: 'status', status: 500 }, 500, /"Transaction cancelled: maximum execution time exceeded"/],
  [{ kind: 'status', status: 500, html: true }, 500, /^<html>/],
  [{ kind: 'status', status: 502 }, 502, /^<html>[^]*502 Bad Gateway/],
  [{ kind: 'status', status: 503 }, 503, /^<html>[^]*503 Service Temporarily Unavailable/],
  [{ kind: 'status', status: 503, body: { error: 'a' } }, 503, '{"error":"a"}'],
  [{ kind: 'status', status: 503, text: 'no healthy upstream' }, 503, 'no healthy upstream'],
  [{ kind: 'status', status: 503, text: '' }, 503, ''],
  [{ kind: 'rate-limit' }, 429, ''],
  [{ kind: 'rate-limit', retryAfter: 7 }, 429, /Rate limit of 100 requests per hour for Table API exceeded/],
  [{ kind: 'accepted' }, 202, ''],
  [{ kind: 'hibernating' }, 200, /Your instance is hibernating/],
  [{ kind: 'redirect' }, 302, ''],
  [{ kind: 'broken-json' }, 201, /^\{"result":\{"sys_id"/],
  [{ kind: 'no-result' }, 201, '{}'],
  [{ kind: 'result-and-error' }, 201, /^\{"result":\{"sys_id":.*\},"error":\{"message":"Transaction cancelled/],
])('%j answers %i and writes nothing; the next call is served', async (fault, status, text) => {
  serviceNow.addFault({ fault })
  const reply = await create()
  expect([reply.status, reply.text]).toEqual([status, typeof text === 'string' ? text : expect.stringMatching(text)])
  expect(stored()).toEqual([])
  expect((await create()).status).toBe(201)
  expect(serviceNow.requests().map(({ fault: kind }) => kind)).toEqual([fault.kind, undefined])
})

test.each<[Fault, number]>([
  [{ kind: 'status', status: 403, commit: true }, 403],
  [{ kind: 'status', status: 500, commit: true }, 500],
  [{ kind: 'status', status: 502, commit: true }, 502],
  [{ kind: 'status', status: 504, text: 'upstream request timeout', commit: true }, 504],
  [{ kind: 'broken-json', commit: true }, 201],
  [{ kind: 'no-result', commit: true }, 201],
  [{ kind: 'result-and-error', commit: true }, 201],
])('%j answers %i after the write', async (fault, status) => {
  serviceNow.addFault({ fault })
  const reply = await create()
  expect([reply.status, stored()]).toEqual([status, [1]])
})

test('a fault writes nothing for a caller with wrong credentials', async () => {
  serviceNow.addFault({ fault: { kind: 'status', status: 500, commit: true } })
  await call(incidentsUrl, { method: 'POST', body: {}, headers: { authorization: 'Basic eDp5' } })
  expect(stored()).toEqual([])
})

test('a rate limit names the time to wait; the semaphore queue’s 429 does not', async () => {
  serviceNow.addFault({ fault: { kind: 'rate-limit', retryAfter: 7 } })
  serviceNow.addFault({ fault: { kind: 'rate-limit' } })
  const [limited, semaphore] = [await create(), await create()].map(({ headers }) => [
    headers.get('retry-after'),
    headers.get('x-ratelimit-reset'),
  ])
  expect(limited).toEqual(['7', String(now / 1000 + 7)])
  expect(semaphore).toEqual([null, null])
})

test.each<[Extract<Fault, { kind: 'status' }>, string | null]>([
  [{ kind: 'status', status: 503, text: 'no healthy upstream' }, 'text/plain'],
  [{ kind: 'status', status: 502, text: '' }, null],
  [{ kind: 'status', status: 404, body: { message: 'no Route matched with those values' } }, 'application/json'],
  [{ kind: 'status', status: 502 }, 'text/html'],
])('the body of %j has the content type %s', async (fault, type) => {
  serviceNow.addFault({ fault })
  const { headers } = await create()
  expect(headers.get('content-type')?.split(';')[0] ?? null).toBe(type)
})

test('a redirect leads to a sign-in page in HTML; a status can carry headers', async () => {
  serviceNow.addFault({ fault: { kind: 'redirect' } })
  serviceNow.addFault({ fault: { kind: 'status', status: 503, headers: { 'Retry-After': '30' } } })
  const location = (await create()).headers.get('location') ?? ''
  expect(location).toBe(`${serviceNow.url}/login.do`)
  expect((await create()).headers.get('retry-after')).toBe('30')
  expect((await call(location)).headers.get('content-type')).toMatch(/^text\/html/)
})

test('a read that is cancelled while it streams holds its first rows, or the record, and an error', async () => {
  const id = sysIdOf(await create())
  await create()
  const message = 'Transaction cancelled: maximum execution time exceeded'
  const cancelled = (result: unknown): object => ({ result, error: { message, detail: message }, status: 'failure' })
  const read = async (path: string, rows?: number): Promise<Reply> => {
    serviceNow.addFault({ fault: { kind: 'result-and-error', ...(rows === undefined ? {} : { rows }) } })
    return await call(`${incidentsUrl}${path}`)
  }
  const empty = await read('')
  expect([empty.status, empty.json]).toEqual([200, cancelled([])])
  expect((await read('?sysparm_fields=number', 1)).json).toEqual(cancelled([{ number: 'INC0010001' }]))
  expect((await read(`/${id}?sysparm_fields=number`)).json).toEqual(cancelled({ number: 'INC0010001' }))
  expect((await read('/0')).status).toBe(404)
})

test('a short list shows the first rows of its page, and its total counts all', async () => {
  const id = sysIdOf(await create())
  await create()
  await create()
  const read = async (url: string, rows: number): Promise<unknown[]> => {
    serviceNow.addFault({ fault: { kind: 'short-list', rows } })
    const reply = await call(url)
    return [reply.status, rowsOf(reply).length, reply.headers.get('x-total-count')]
  }
  expect(await read(`${incidentsUrl}?sysparm_limit=2`, 1)).toEqual([200, 1, '3'])
  expect(await read(incidentsUrl, 0)).toEqual([200, 0, '3'])
  expect(await read(serviceNow.journalUrl, 2)).toEqual([200, 2, '3'])
  serviceNow.addFault({ fault: { kind: 'short-list', rows: 0 } })
  expect(sysIdOf(await call(`${incidentsUrl}/${id}`))).toBe(id)
})
