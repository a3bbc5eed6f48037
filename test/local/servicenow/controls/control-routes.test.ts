// The HTTP API by which a test in another process controls the stand-in.
import { expect, test } from '@jest/globals'
import * as v from 'valibot'
import { openServiceNow } from '../open-servicenow.ts'
import { call, type CallOptions, type Reply } from '../table-client.ts'

const { url, incidentsUrl } = await openServiceNow()
const forgetful = await openServiceNow({ maxLogged: 2 })

const control = (path: string, options: CallOptions = {}): Promise<Reply> =>
  call(`${url}/stand-in${path}`, { ...options, headers: { authorization: undefined } })

test('a fault ordered over HTTP strikes, a cleared one does not', async () => {
  const ordered = await control('/faults', {
    method: 'POST',
    body: { on: { method: 'GET' }, fault: { kind: 'accepted' } },
  })
  expect([ordered.status, ordered.json]).toEqual([201, { id: expect.any(String) }])
  expect((await call(incidentsUrl)).status).toBe(202)
  await control('/faults', { method: 'POST', body: { fault: { kind: 'accepted' } } })
  expect((await control('/faults', { method: 'DELETE' })).status).toBe(204)
  expect((await call(incidentsUrl)).status).toBe(200)
})

test('what is pending is listed, and one fault is taken back by its id', async () => {
  const order = (kind: string) => control('/faults', { method: 'POST', body: { times: 2, fault: { kind } } })
  const { id } = v.parse(v.object({ id: v.string() }), (await order('accepted')).json)
  await order('redirect')
  await call(incidentsUrl)
  expect((await control('/faults')).json).toMatchObject([
    { id, times: 2, left: 1, fault: { kind: 'accepted' } },
    { times: 2, left: 2, fault: { kind: 'redirect' } },
  ])
  expect((await control(`/faults/${id}`, { method: 'DELETE' })).status).toBe(204)
  expect((await control(`/faults/${id}`, { method: 'DELETE' })).status).toBe(404)
  expect((await control('/faults')).json).toMatchObject([{ fault: { kind: 'redirect' } }])
  await control('/faults', { method: 'DELETE' })
})

test.each([
  ['/faults', 'POST', 'no JSON', /not JSON/],
  ['/faults', 'POST', {}, /fault: /],
  ['/faults', 'POST', { fault: { kind: 'no-such' } }, /fault\.kind: .*"hang"/],
  ['/faults', 'POST', { fault: { kind: 'no-such' } }, /"result-and-error" \| "short-list" \| "drop"/],
  ['/faults', 'POST', { fault: { kind: 'late-commit', answer: 'reset' } }, /fault\.delayMs: /],
  ['/faults', 'POST', { fault: { kind: 'hang', comit: true } }, /fault\.comit: /],
  ['/faults', 'POST', { times: 0, fault: { kind: 'hang' } }, /times: /],
  ['/faults', 'POST', { on: { method: 'HEAD' }, fault: { kind: 'hang' } }, /on\.method: /],
  ['/faults', 'POST', { fault: { kind: 'drop', columns: [] } }, /fault\.columns: /],
  ['/faults', 'POST', { fault: { kind: 'short-list', rows: -1 } }, /fault\.rows: /],
  ['/properties', 'PATCH', { basicAuthRestricted: 'yes' }, /basicAuthRestricted: /],
  ['/properties', 'PATCH', { journalReadable: 'no' }, /journalReadable: .*"values-hidden"/],
  ['/properties', 'PATCH', { hiddenColumns: 'number' }, /hiddenColumns: /],
  ['/properties', 'PATCH', { unwritableColumns: [1] }, /unwritableColumns\.0: /],
  ['/properties', 'PATCH', { clockOffsetMs: 86_400_001 }, /clockOffsetMs: /],
  ['/properties', 'PATCH', { dateHeader: 'server' }, /dateHeader: /],
  ['/properties', 'PATCH', { replicaLagMs: -1 }, /replicaLagMs: /],
  ['/properties', 'PATCH', { protectsClosed: 'no' }, /protectsClosed: /],
  ['/properties', 'PATCH', { elasticApplication: 'yes' }, /elasticApplication: /],
])('%s rejects a %s of %j and says why', async (path, method, body, reason) => {
  const reply = await control(path, { method, body })
  expect([reply.status, reply.json]).toEqual([400, { error: expect.stringMatching(reason) }])
})

test('the list of requests shows what was asked, never credentials', async () => {
  await control('/requests', { method: 'DELETE' })
  await call(incidentsUrl, { method: 'POST', body: { work_notes: 'a' } })
  await call(`${incidentsUrl}?sysparm_query=correlation_id%3Da+b`, { headers: { authorization: 'Basic c2VjcmV0' } })
  await call(incidentsUrl, { method: 'POST', body: 'no JSON' })
  const listed = await control('/requests')
  expect(listed.json).toEqual([
    {
      at: expect.stringMatching(/^\d{4}-.*Z$/),
      method: 'POST',
      path: '/api/now/v2/table/incident',
      query: '',
      body: { work_notes: 'a' },
    },
    {
      at: expect.any(String),
      method: 'GET',
      path: '/api/now/v2/table/incident',
      query: 'sysparm_query=correlation_id=a b',
      body: null,
    },
    { at: expect.any(String), method: 'POST', path: '/api/now/v2/table/incident', query: '', body: 'no JSON' },
  ])
  expect(listed.text).not.toMatch(/basic|c2VjcmV0|local-password/i)
})

test('a stand-in that keeps only the last requests lists those', async () => {
  for (const number of ['1', '2', '3']) await call(`${forgetful.incidentsUrl}?sysparm_query=number=${number}`)
  expect(forgetful.requests().map(({ query }) => query)).toEqual(['sysparm_query=number=2', 'sysparm_query=number=3'])
})

test('incidents are listed as stored, in the order of creation, with their journals', async () => {
  await control('/incidents', { method: 'DELETE' })
  await call(incidentsUrl, { method: 'POST', body: { short_description: 'a', comments: 'c' } })
  await call(incidentsUrl, { method: 'POST', body: { short_description: 'b' } })
  const entry = { element: 'comments', value: 'c', sys_created_on: expect.any(String), sys_created_by: 'case-push' }
  expect((await control('/incidents')).json).toMatchObject([
    {
      number: 'INC0010001',
      short_description: 'a',
      opened_by: expect.stringMatching(/^[0-9a-f]{32}$/),
      journal: [entry],
    },
    { number: 'INC0010002', short_description: 'b', journal: [] },
  ])
  await control('/incidents', { method: 'DELETE' })
  expect((await control('/incidents')).json).toEqual([])
})

test('a property can be changed and changed back', async () => {
  expect((await control('/properties', { method: 'PATCH', body: { password: 'new' } })).status).toBe(204)
  expect((await call(incidentsUrl)).status).toBe(401)
  await control('/properties', { method: 'PATCH', body: { password: 'local-password' } })
  expect((await call(incidentsUrl)).status).toBe(200)
})

test('an unknown address is answered 404', async () => {
  expect((await control('/fault', { method: 'POST', body: {} })).status).toBe(404)
})
