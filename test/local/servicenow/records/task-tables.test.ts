// The tables that extend task: each answers as incident does, with its own numbers and columns.
import { beforeEach, expect, test } from '@jest/globals'
import { openFreshServiceNow } from '../open-servicenow.ts'
import { call, recordOf, rowsOf, sysIdOf, type Reply } from '../table-client.ts'

const serviceNow = await openFreshServiceNow({ tables: ['u_soc_case'], journalColumns: ['u_soc_notes'] })
const { url, journalUrl } = serviceNow

const tables = [
  ['incident', 'INC0010001'],
  ['sn_si_incident', 'SIR0010001'],
  ['change_request', 'CHG0010001'],
  ['problem', 'PRB0010001'],
  ['sn_customerservice_case', 'CS0010001'],
  ['u_soc_case', 'TASK0010001'],
] as const
const names = tables.map(([name]) => name)

const urlOf = (table: string): string => `${url}/api/now/v2/table/${table}`

const create = (table: string, body: object = {}): Promise<Reply> => call(urlOf(table), { method: 'POST', body })

beforeEach(() => {
  serviceNow.setProperties({ hiddenColumns: [], unwritableColumns: [], protectsClosed: true })
})

test.each(tables)(
  '%s creates, reads, lists, updates and deletes records with numbers like %s',
  async (table, number) => {
    const created = await create(table, { short_description: 'Ransomware', correlation_id: 'k', no_such: 'a' })
    expect([created.status, recordOf(created)]).toMatchObject([
      201,
      { number, short_description: 'Ransomware', state: '1', sys_class_name: table, comments: '' },
    ])
    expect(recordOf(created)).not.toHaveProperty('no_such')
    const one = `${urlOf(table)}/${sysIdOf(created)}`
    expect(created.headers.get('location')).toBe(one)
    const updated = await call(one, { method: 'PATCH', body: { description: 'd', no_such: 'a' } })
    expect([updated.status, recordOf(updated)]).toMatchObject([200, { description: 'd', sys_mod_count: '1' }])
    const fields = 'sysparm_fields=number,no_such,description'
    expect(recordOf(await call(`${one}?${fields}`))).toEqual({ number, description: 'd' })
    const listed = await call(`${urlOf(table)}?sysparm_query=correlation_id=k&${fields}`)
    expect([rowsOf(listed), listed.headers.get('x-total-count')]).toEqual([[{ number, description: 'd' }], '1'])
    expect((await call(one, { method: 'DELETE' })).status).toBe(204)
    expect((await call(one)).status).toBe(404)
  },
)

test.each(names)('a journal entry of %s names its table and is shown in its history', async (table) => {
  await create('incident', { work_notes: 'another' })
  const created = await create(table, { work_notes: 'first', u_soc_notes: 'second' })
  const query = `name=${table}^element_id=${sysIdOf(created)}`
  const rows = rowsOf(await call(`${journalUrl}?sysparm_query=${query}&sysparm_fields=name,element,value`))
  expect(rows).toEqual([
    { name: table, element: 'work_notes', value: 'first' },
    { name: table, element: 'u_soc_notes', value: 'second' },
  ])
  const one = `${urlOf(table)}/${sysIdOf(created)}?sysparm_display_value=true&sysparm_fields=work_notes`
  expect(recordOf(await call(one)).work_notes).toMatch(/ - case-push \(Work notes\)\nfirst\n\n$/)
})

test.each(names)('hidden and unwritable columns hold for %s', async (table) => {
  serviceNow.setProperties({ hiddenColumns: ['correlation_id'], unwritableColumns: ['description'] })
  const record = recordOf(await create(table, { correlation_id: 'k', description: 'd', urgency: '1' }))
  expect(record).toMatchObject({ description: '', urgency: '1' })
  expect(record).not.toHaveProperty('correlation_id')
  expect(serviceNow.records(table)).toMatchObject([{ correlation_id: 'k' }])
})

test('each table has its own records, numbers and columns', async () => {
  const flood = { dest_ip: '10.0.0.1', malware_hash: 'abc', category: 'a', priority: '2', u_risk: 'high' }
  const security = await create('sn_si_incident', flood)
  expect(recordOf(security)).toMatchObject(flood)
  const incident = recordOf(await create('incident', { dest_ip: '10.0.0.1', priority: '2' }))
  expect(incident).toMatchObject({ number: 'INC0010001', priority: '5', severity: '3' })
  for (const column of ['dest_ip', 'u_risk']) expect(incident).not.toHaveProperty(column)
  expect((await call(`${urlOf('incident')}/${sysIdOf(security)}`)).status).toBe(404)
  expect(serviceNow.incidents()).toEqual(serviceNow.records('incident'))
  expect(serviceNow.records('sn_si_incident').map(({ number }) => number)).toEqual(['SIR0010001'])
  expect(serviceNow.tables()).toEqual(names)
})

test('a table that the instance does not have is rejected', async () => {
  expect((await create('u_other_case')).json).toMatchObject({ error: { message: 'Invalid table u_other_case' } })
  expect(() => serviceNow.records('u_other_case')).toThrow('no task table u_other_case')
  const reply = await call(`${url}/stand-in/records/u_other_case`)
  expect([reply.status, reply.json]).toEqual([404, { error: 'No task table u_other_case' }])
})

test('a fault aims at one table; the records are listed over HTTP', async () => {
  serviceNow.addFault({ on: { table: 'problem' }, fault: { kind: 'accepted' } })
  expect((await create('sn_si_incident', { work_notes: 'a' })).status).toBe(201)
  expect((await create('problem')).status).toBe(202)
  const listed = (await call(`${url}/stand-in/records/sn_si_incident`)).json
  expect(listed).toMatchObject([{ number: 'SIR0010001', journal: [{ value: 'a' }] }])
})

test('the rules of closed incidents hold for no other table', async () => {
  const closed = await create('sn_si_incident', { state: '7' })
  const reply = await call(`${urlOf('sn_si_incident')}/${sysIdOf(closed)}`, { method: 'PATCH', body: { urgency: '1' } })
  expect([closed.status, reply.status]).toEqual([201, 200])
})

test('an instance that does not protect closed incidents lets them be written', async () => {
  const closed = await create('incident', { state: '7', close_code: 'Known error', close_notes: 'a' })
  const write = () => call(`${urlOf('incident')}/${sysIdOf(closed)}`, { method: 'PATCH', body: { work_notes: 'late' } })
  expect((await write()).status).toBe(403)
  serviceNow.setProperties({ protectsClosed: false })
  expect((await write()).status).toBe(200)
  const withoutCode = { method: 'PATCH', body: { close_code: '' } }
  expect((await call(`${urlOf('incident')}/${sysIdOf(closed)}`, withoutCode)).status).toBe(403)
})
