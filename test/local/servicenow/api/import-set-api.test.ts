// The Import Set API, as Kibana uses it through Elastic's application: create or update, by id or by correlation id.
import { beforeEach, expect, test } from '@jest/globals'
import { openFreshServiceNow } from '../open-servicenow.ts'
import { call, importedRows, type Reply } from '../table-client.ts'

let now = Date.parse('2026-11-20T08:00:00Z')
const serviceNow = await openFreshServiceNow({ clock: () => now })
const { url, importUrl, securityImportUrl } = serviceNow

beforeEach(() => {
  serviceNow.setProperties({ elasticApplication: true, unwritableColumns: [], protectsClosed: true })
})

const ERROR_ROW = {
  transform_map: 'Elastic Incident',
  status: 'error',
  error_message: 'An error has occurred while importing the incident',
  status_message: 'failure',
}

const post = (body: unknown, to = importUrl): Promise<Reply> => call(to, { method: 'POST', body })

/** Status and sys_id of the one row. */
async function importOne(body: object, to = importUrl): Promise<[string | undefined, string]> {
  const [row = {}] = importedRows(await post(body, to))
  return [row.status, row.sys_id ?? '']
}

test.each([
  [importUrl, 'x_elas2_inc_int_elastic_incident', 'incident', 'INC0010001'],
  [securityImportUrl, 'x_elas2_sir_int_elastic_si_incident', 'sn_si_incident', 'SIR0010001'],
])('a row for %s becomes a record; the answer says which, without an envelope', async (to, staging, table, number) => {
  const reply = await post({ u_short_description: 'Ransomware', u_work_notes: 'first', u_correlation_id: 'k' }, to)
  const [record] = serviceNow.records(table)
  const sys_id = record?.sys_id ?? ''
  expect([reply.status, reply.json]).toEqual([
    201,
    {
      import_set: expect.stringMatching(/^ISET\d{7}$/),
      staging_table: staging,
      result: [
        {
          transform_map: 'Elastic Incident',
          table,
          display_name: 'number',
          display_value: number,
          record_link: `${url}/api/now/table/${table}/${sys_id}`,
          status: 'inserted',
          sys_id,
        },
      ],
    },
  ])
  expect(record).toMatchObject({ number, short_description: 'Ransomware', correlation_id: 'k' })
  expect(record?.journal).toMatchObject([{ element: 'work_notes', value: 'first', sys_created_by: 'case-push' }])
})

test('columns with and without the prefix are the target’s; the prefixed one wins', async () => {
  const fields = { u_urgency: 1, u_category: 'network', category: 'software', subcategory: 'dns' }
  await post({ ...fields, u_risk: 'high', u_u_score: '7', no_such: 'a', u_no_such: 'b', u_sys_id: 'c', number: 'd' })
  const [incident] = serviceNow.incidents()
  expect(incident).toMatchObject({
    urgency: '1',
    category: 'network',
    subcategory: 'dns',
    u_risk: 'high',
    u_score: '7',
  })
  expect(incident).toMatchObject({ number: 'INC0010001', sys_id: expect.stringMatching(/^[0-9a-f]{32}$/) })
  expect(incident).not.toHaveProperty('no_such')
})

test('nested values are mangled, not rejected', async () => {
  await post({ u_description: { a: ['b', { c: 1 }] }, u_short_description: null })
  expect(serviceNow.incidents()).toMatchObject([{ description: '{"a"=["b",{"c"=1}]}', short_description: '' }])
})

test('elastic_incident_id names the record to update, whatever its correlation id', async () => {
  const [, first] = await importOne({ u_correlation_id: 'a' })
  const [, second] = await importOne({ u_correlation_id: 'b' })
  const update = { elastic_incident_id: first.toUpperCase(), u_correlation_id: 'b', u_work_notes: 'note' }
  expect(await importOne(update)).toEqual(['updated', first])
  expect(serviceNow.incidents()).toMatchObject([
    { sys_id: first, correlation_id: 'b', journal: [{ value: 'note' }] },
    { sys_id: second, journal: [] },
  ])
})

test('a correlation id that a record has updates the newest of them, in any case of letters', async () => {
  const create = (correlation_id: string): Promise<Reply> =>
    call(serviceNow.incidentsUrl, { method: 'POST', body: { correlation_id } })
  await create('Case-1')
  now += 1_000
  await create('CASE-1')
  const newest = serviceNow.incidents()[1]?.sys_id
  now += 1_000
  await create('case-2')
  expect(await importOne({ u_correlation_id: 'case-1', u_description: 'd' })).toEqual(['updated', newest])
  expect(serviceNow.incidents().map(({ description }) => description)).toEqual(['', 'd', ''])
  expect(serviceNow.incidents()[1]).toMatchObject({ correlation_id: 'case-1', sys_mod_count: '1' })
})

test('a correlation id is compared as far as its column holds it', async () => {
  const [, first] = await importOne({ u_correlation_id: `${'k'.repeat(100)}1` })
  expect(await importOne({ u_correlation_id: `${'k'.repeat(100)}2` })).toEqual(['updated', first])
})

test('rows without a correlation id, and those of other tables, are records of their own', async () => {
  for (const body of [{}, {}, { u_correlation_id: '' }]) expect((await importOne(body))[0]).toBe('inserted')
  await post({ u_correlation_id: 'k' })
  expect((await importOne({ u_correlation_id: 'k' }, securityImportUrl))[0]).toBe('inserted')
  expect([serviceNow.incidents().length, serviceNow.records('sn_si_incident').length]).toEqual([4, 1])
})

test('an unknown record, a rule and a data policy are error rows of a 201, and nothing is written', async () => {
  const closing = { u_state: '7', u_close_code: 'Known error', u_close_notes: 'a' }
  const [, closed] = await importOne({ ...closing, u_correlation_id: 'k' })
  const before = serviceNow.incidents()
  for (const body of [
    { elastic_incident_id: 'f'.repeat(32), u_description: 'd' },
    { elastic_incident_id: closed, u_work_notes: 'too late' },
    { u_correlation_id: 'K', u_description: 'd' },
    { u_state: '6' },
  ]) {
    const reply = await post(body)
    expect([reply.status, importedRows(reply)]).toEqual([201, [ERROR_ROW]])
  }
  expect(serviceNow.incidents()).toEqual(before)
})

test('unwritable columns are dropped without an error', async () => {
  serviceNow.setProperties({ unwritableColumns: ['description'] })
  expect((await importOne({ u_description: 'd', u_urgency: '1' }))[0]).toBe('inserted')
  expect(serviceNow.incidents()).toMatchObject([{ description: '', urgency: '1' }])
})

test('without the application its staging tables do not exist', async () => {
  serviceNow.setProperties({ elasticApplication: false })
  const reply = await post({})
  expect([reply.status, reply.json]).toMatchObject([
    400,
    { error: { message: expect.stringMatching(/^Invalid table/) } },
  ])
})

test('a request that is no import is rejected', async () => {
  expect((await call(importUrl)).status).toBe(405)
  expect((await post('{"a":')).status).toBe(400)
  expect((await post({}, `${url}/api/now/import/x_other`)).status).toBe(400)
  expect((await call(importUrl, { method: 'POST', body: {}, headers: { authorization: undefined } })).status).toBe(401)
  expect((await call(importUrl, { method: 'POST', body: {}, headers: { accept: 'text/html' } })).status).toBe(406)
  expect(serviceNow.incidents()).toEqual([])
})
