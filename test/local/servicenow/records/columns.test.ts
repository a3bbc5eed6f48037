// Columns: which of them a client can write, and how much each stores.
import { expect, test } from '@jest/globals'
import { openFreshServiceNow } from '../open-servicenow.ts'
import { call, recordOf, sysIdOf } from '../table-client.ts'

const serviceNow = await openFreshServiceNow()
const { incidentsUrl } = serviceNow

test('VARCHAR columns are truncated without an error, longer columns keep all text', async () => {
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
  const record = recordOf(await call(incidentsUrl, { method: 'POST', body }))
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

test('a create ignores unknown and read-only columns and keeps u_ columns', async () => {
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
  const record = recordOf(await call(incidentsUrl, { method: 'POST', body }))
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

test('a write drops the columns that its user may not write, journals too, without a word', async () => {
  const body = { short_description: 'a', description: 'b', work_notes: 'c', comments: 'd', u_risk: 'e' }
  const columns = ['description', 'work_notes', 'u_risk']
  serviceNow.addFault({ fault: { kind: 'drop', columns } })
  const created = await call(incidentsUrl, { method: 'POST', body })
  expect([created.status, recordOf(created)]).toMatchObject([201, { short_description: 'a', description: '' }])
  expect(serviceNow.incidents()).toMatchObject([{ description: '', journal: [{ element: 'comments', value: 'd' }] }])
  serviceNow.setProperties({ unwritableColumns: columns })
  const url = `${incidentsUrl}/${sysIdOf(created)}`
  const updated = await call(url, { method: 'PATCH', body: { ...body, short_description: 'f' } })
  expect([updated.status, recordOf(updated)]).toMatchObject([200, { short_description: 'f', description: '' }])
  serviceNow.setProperties({ unwritableColumns: [] })
  const whole = await call(url, { method: 'PATCH', body })
  expect(recordOf(whole)).toMatchObject({ description: 'b', u_risk: 'e' })
  expect(serviceNow.incidents()[0]?.journal.map(({ value }) => value)).toEqual(['d', 'd', 'c', 'd'])
})

test('an update changes no read-only column', async () => {
  const created = await call(incidentsUrl, { method: 'POST', body: {} })
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
  const reply = await call(`${incidentsUrl}/${sysIdOf(created)}`, { method: 'PATCH', body: own })
  expect(reply.json).toEqual(created.json)
})

test('__proto__ and constructor in a body are unknown columns like any other', async () => {
  const reply = await call(incidentsUrl, {
    method: 'POST',
    body: '{"__proto__":{"a":1},"constructor":"x","state":"constructor"}',
  })
  expect(recordOf(reply)).toMatchObject({ state: 'constructor' })
  const shown = await call(
    `${incidentsUrl}/${sysIdOf(reply)}?sysparm_display_value=true&sysparm_fields=state,__proto__,constructor`,
  )
  expect(shown.text).toBe('{"result":{"state":"constructor"}}')
})
