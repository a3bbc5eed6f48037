// What the stand-in promises of records: create, read, update, delete, lengths, counters, views.
import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals'
import { startServiceNow, type ServiceNow } from '../../local/servicenow/server.ts'
import { call, recordOf, sysIdOf } from './table-client.ts'

let serviceNow: ServiceNow
let incidents: string
let now = Date.parse('2026-11-20T08:30:15.678Z')

beforeAll(async () => {
  serviceNow = await startServiceNow({ clock: () => now, journalColumns: ['u_soc_notes'] })
  incidents = `${serviceNow.url}/api/now/v2/table/incident`
})
beforeEach(() => {
  serviceNow.clear()
})
afterAll(() => serviceNow.close())

test('a create answers 201, the whole record in strings and where it is', async () => {
  const reply = await call(incidents, {
    method: 'POST',
    body: { short_description: 'Ransomware', impact: 1, urgency: 2, active: true },
  })
  expect(reply.status).toBe(201)
  expect(reply.headers.get('location')).toBe(`${incidents}/${sysIdOf(reply)}`)
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

test.each(['PATCH', 'PUT'])('%s changes what it mentions and keeps the rest', async (method) => {
  const created = await call(incidents, { method: 'POST', body: { short_description: 'a', description: 'b' } })
  now += 2000
  const reply = await call(`${incidents}/${sysIdOf(created)}`, { method, body: { short_description: 'c' } })
  expect(reply.status).toBe(200)
  expect(recordOf(reply)).toMatchObject({
    short_description: 'c',
    description: 'b',
    sys_mod_count: '1',
    number: 'INC0010001',
  })
  expect(recordOf(reply).sys_updated_on).not.toBe(recordOf(reply).sys_created_on)
})

test('an update that changes nothing is not counted', async () => {
  const created = await call(incidents, { method: 'POST', body: { short_description: 'a' } })
  const reply = await call(`${incidents}/${sysIdOf(created)}`, {
    method: 'PATCH',
    body: { short_description: 'a', work_notes: '' },
  })
  expect(recordOf(reply).sys_mod_count).toBe('0')
})

test('a delete answers 204 and takes the journal rows along', async () => {
  const created = await call(incidents, { method: 'POST', body: { work_notes: 'a' } })
  const reply = await call(`${incidents}/${sysIdOf(created)}`, { method: 'DELETE' })
  expect([reply.status, reply.text]).toEqual([204, ''])
  expect((await call(`${incidents}/${sysIdOf(created)}`)).status).toBe(404)
  expect((await call(`${serviceNow.url}/api/now/table/sys_journal_field`)).json).toEqual({ result: [] })
})

test('VARCHAR columns are cut without a word, longer ones are not', async () => {
  const long = 'x'.repeat(20_000)
  const body = {
    short_description: long,
    correlation_id: long,
    correlation_display: long,
    category: long,
    description: long,
    close_notes: long,
    u_raw: long,
    work_notes: long,
  }
  const record = recordOf(await call(incidents, { method: 'POST', body }))
  const lengths = Object.entries(record).flatMap(([name, value]) =>
    name in body ? [[name, String(value).length]] : [],
  )
  expect(Object.fromEntries(lengths)).toEqual({
    short_description: 160,
    correlation_id: 100,
    correlation_display: 100,
    category: 40,
    description: 20_000,
    close_notes: 20_000,
    u_raw: 20_000,
    work_notes: 0,
  })
  expect(serviceNow.incidents()[0]?.journal[0]?.value).toHaveLength(20_000)
})

test('columns that do not exist or are not the caller’s are ignored; u_ columns are kept', async () => {
  const body = {
    no_such: 'a',
    sys_id: 'a',
    number: 'a',
    sys_created_by: 'a',
    priority: '1',
    __proto__x: 'a',
    u_risk: 7,
    caller_id: null,
    location: { a: 1 },
  }
  const record = recordOf(await call(incidents, { method: 'POST', body }))
  expect(record).toMatchObject({
    number: 'INC0010001',
    sys_created_by: 'case-push',
    priority: '5',
    u_risk: '7',
    caller_id: '',
    location: '',
  })
  expect(Object.keys(record)).not.toContain('no_such')
})

test('an update cannot change what is ServiceNow’s own', async () => {
  const created = await call(incidents, { method: 'POST', body: {} })
  const own = {
    sys_id: 'a',
    number: 'a',
    sys_created_on: 'a',
    sys_created_by: 'a',
    sys_updated_by: 'a',
    sys_mod_count: '9',
    incident_state: '7',
    priority: '1',
  }
  const reply = await call(`${incidents}/${sysIdOf(created)}`, { method: 'PATCH', body: own })
  expect(reply.json).toEqual(created.json)
})

test('__proto__ and constructor in a body are just unknown columns', async () => {
  const reply = await call(incidents, {
    method: 'POST',
    body: '{"__proto__":{"a":1},"constructor":"x","state":"constructor"}',
  })
  expect(recordOf(reply)).toMatchObject({ state: 'constructor' })
  const shown = await call(
    `${incidents}/${sysIdOf(reply)}?sysparm_display_value=true&sysparm_fields=state,__proto__,constructor`,
  )
  expect(shown.text).toBe('{"result":{"state":"constructor"}}')
})

test('of an array only the first record is created', async () => {
  await call(incidents, { method: 'POST', body: [{ short_description: 'a' }, { short_description: 'b' }] })
  expect(serviceNow.incidents().map(({ short_description }) => short_description)).toEqual(['a'])
})

test('sysparm_fields chooses columns and ignores names that are none', async () => {
  const reply = await call(`${incidents}?sysparm_fields=number,no_such,correlation_id`, {
    method: 'POST',
    body: { correlation_id: 'k' },
  })
  expect(recordOf(reply)).toEqual({ number: 'INC0010001', correlation_id: 'k' })
})

test('references are links with values, or plain strings when asked', async () => {
  const created = await call(`${incidents}?sysparm_exclude_reference_link=true`, {
    method: 'POST',
    body: { assignment_group: 'abc' },
  })
  expect(recordOf(created).assignment_group).toBe('abc')
  const linked = await call(`${incidents}/${sysIdOf(created)}?sysparm_fields=assignment_group`)
  expect(recordOf(linked).assignment_group).toEqual({
    link: `${serviceNow.url}/api/now/table/sys_user_group/abc`,
    value: 'abc',
  })
})

test('display values are labels and the user’s time; `all` gives both', async () => {
  serviceNow.setProperties({ displayTimeZoneOffsetMinutes: 120 })
  now = Date.parse('2026-11-20T23:00:00Z')
  const created = await call(incidents, { method: 'POST', body: {} })
  const fields = 'sysparm_fields=state,sys_created_on,opened_by'
  const shown = recordOf(await call(`${incidents}/${sysIdOf(created)}?${fields}&sysparm_display_value=true`))
  expect(shown).toMatchObject({
    state: 'New',
    sys_created_on: '2026-11-21 01:00:00',
    opened_by: { display_value: 'case-push' },
  })
  const both = recordOf(await call(`${incidents}/${sysIdOf(created)}?${fields}&sysparm_display_value=all`))
  expect(both).toMatchObject({
    state: { display_value: 'New', value: '1' },
    sys_created_on: { value: '2026-11-20 23:00:00' },
  })
  serviceNow.setProperties({ displayTimeZoneOffsetMinutes: 0 })
})

test('X-no-response-body leaves the Location alone to tell the record', async () => {
  const reply = await call(incidents, { method: 'POST', body: {}, headers: { 'x-no-response-body': 'true' } })
  expect([reply.status, reply.text]).toEqual([204, ''])
  expect(reply.headers.get('location')).toBe(`${incidents}/${serviceNow.incidents()[0]?.sys_id ?? ''}`)
})

test('a POST may stand for another method', async () => {
  const created = await call(incidents, { method: 'POST', body: {} })
  const reply = await call(`${incidents}/${sysIdOf(created)}`, {
    method: 'POST',
    body: { short_description: 'b' },
    headers: { 'x-http-method-override': 'PATCH' },
  })
  expect([reply.status, recordOf(reply).short_description]).toEqual([200, 'b'])
})
