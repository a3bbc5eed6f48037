// The Table API: create, read, update and delete.
import { expect, test } from '@jest/globals'
import { openFreshServiceNow } from '../open-servicenow.ts'
import { call, recordOf, rowsOf, sysIdOf } from '../table-client.ts'

let now = Date.parse('2026-11-20T08:30:15.678Z')
const serviceNow = await openFreshServiceNow({ clock: () => now })
const { incidentsUrl } = serviceNow

test('a create answers 201, the whole record in strings and where it is', async () => {
  const reply = await call(incidentsUrl, {
    method: 'POST',
    body: { short_description: 'Ransomware', impact: 1, urgency: 2, active: true },
  })
  expect(reply.status).toBe(201)
  expect(reply.headers.get('location')).toBe(`${incidentsUrl}/${sysIdOf(reply)}`)
  expect(sysIdOf(reply)).toMatch(/^[0-9a-f]{32}$/)
  expect(recordOf(reply)).toMatchObject({
    number: 'INC0010001',
    short_description: 'Ransomware',
    state: '1',
    incident_state: '1',
    impact: '1',
    urgency: '2',
    priority: '2',
    active: 'true',
    sys_created_on: '2026-11-20 08:30:15',
    sys_created_by: 'case-push',
    sys_mod_count: '0',
    description: '',
    caller_id: '',
    comments: '',
    work_notes: '',
  })
  expect(recordOf(reply).opened_by).toEqual({
    link: expect.stringMatching(/\/api\/now\/table\/sys_user\/[0-9a-f]{32}$/),
    value: expect.any(String),
  })
})

test.each(['/api/now/table', '/api/now/v1/table', '/api/now/v2/table'])('%s is a Table API', async (base) => {
  const created = await call(`${serviceNow.url}${base}/incident`, { method: 'POST', body: { short_description: 'a' } })
  expect(created.headers.get('location')).toBe(`${serviceNow.url}${base}/incident/${sysIdOf(created)}`)
  expect((await call(`${serviceNow.url}${base}/incident/${sysIdOf(created)}`)).status).toBe(200)
})

test.each(['PATCH', 'PUT'])('%s changes the columns it mentions and keeps the rest', async (method) => {
  const created = await call(incidentsUrl, { method: 'POST', body: { short_description: 'a', description: 'b' } })
  now += 2000
  const reply = await call(`${incidentsUrl}/${sysIdOf(created)}`, { method, body: { short_description: 'c' } })
  expect(reply.status).toBe(200)
  expect(recordOf(reply)).toMatchObject({
    short_description: 'c',
    description: 'b',
    sys_mod_count: '1',
    number: 'INC0010001',
  })
  expect(recordOf(reply).sys_updated_on).not.toBe(recordOf(reply).sys_created_on)
})

test('a sys_id names its record in any case, and is answered in lower case', async () => {
  const id = sysIdOf(await call(incidentsUrl, { method: 'POST', body: {} }))
  const url = `${incidentsUrl}/${id.toUpperCase()}`
  expect(sysIdOf(await call(url, { method: 'PATCH', body: { work_notes: 'a' } }))).toBe(id)
  expect(sysIdOf(await call(url))).toBe(id)
  const [entry] = rowsOf(await call(`${serviceNow.journalUrl}?element_id=${id.toUpperCase()}`))
  expect(entry).toMatchObject({ element_id: id, value: 'a' })
  const entryId = String(entry?.sys_id)
  expect(sysIdOf(await call(`${serviceNow.journalUrl}/${entryId.toUpperCase()}`))).toBe(entryId)
  expect((await call(`${serviceNow.url}/nav_to.do?uri=incident.do?sys_id=${id.toUpperCase()}`)).status).toBe(200)
  expect((await call(url, { method: 'DELETE' })).status).toBe(204)
  expect(serviceNow.incidents()).toEqual([])
})

test('an update that changes nothing leaves the counter as it is', async () => {
  const created = await call(incidentsUrl, { method: 'POST', body: { short_description: 'a' } })
  const reply = await call(`${incidentsUrl}/${sysIdOf(created)}`, {
    method: 'PATCH',
    body: { short_description: 'a', work_notes: '' },
  })
  expect(recordOf(reply).sys_mod_count).toBe('0')
})

test('a delete answers 204 and deletes the journal rows too', async () => {
  const created = await call(incidentsUrl, { method: 'POST', body: { work_notes: 'a' } })
  const reply = await call(`${incidentsUrl}/${sysIdOf(created)}`, { method: 'DELETE' })
  expect([reply.status, reply.text]).toEqual([204, ''])
  expect((await call(`${incidentsUrl}/${sysIdOf(created)}`)).status).toBe(404)
  expect((await call(`${serviceNow.url}/api/now/table/sys_journal_field`)).json).toEqual({ result: [] })
})

test('an array creates only its first record', async () => {
  await call(incidentsUrl, { method: 'POST', body: [{ short_description: 'a' }, { short_description: 'b' }] })
  expect(serviceNow.incidents().map(({ short_description }) => short_description)).toEqual(['a'])
})

test('with X-no-response-body only the Location header names the record', async () => {
  const reply = await call(incidentsUrl, { method: 'POST', body: {}, headers: { 'x-no-response-body': 'true' } })
  expect([reply.status, reply.text]).toEqual([204, ''])
  expect(reply.headers.get('location')).toBe(`${incidentsUrl}/${serviceNow.incidents()[0]?.sys_id ?? ''}`)
})

test('X-HTTP-Method-Override turns a POST into a PATCH', async () => {
  const created = await call(incidentsUrl, { method: 'POST', body: {} })
  const reply = await call(`${incidentsUrl}/${sysIdOf(created)}`, {
    method: 'POST',
    body: { short_description: 'b' },
    headers: { 'x-http-method-override': 'PATCH' },
  })
  expect([reply.status, recordOf(reply).short_description]).toEqual([200, 'b'])
})
