// sys_dictionary and sys_choice: the instance describes the columns and choices that the stand-in has.
import { beforeEach, expect, test } from '@jest/globals'
import { openFreshServiceNow } from '../open-servicenow.ts'
import { call, recordOf, rowsOf } from '../table-client.ts'

const serviceNow = await openFreshServiceNow({ tables: ['u_soc_case'], journalColumns: ['u_soc_notes'] })
const tablesUrl = `${serviceNow.url}/api/now/table`

beforeEach(() => {
  serviceNow.setProperties({ dictionaryReadable: true, choicesReadable: true })
})

async function fieldsOf(table: string): Promise<Record<string, unknown>[]> {
  // As Kibana asks: what stands beside sysparm_query filters nothing.
  const query = `name=task^ORname=${table}^internal_type=string&active=true&array=false&read_only=false`
  const fields = 'max_length,element,column_label,mandatory'
  return rowsOf(await call(`${tablesUrl}/sys_dictionary?sysparm_query=${query}&sysparm_fields=${fields}`))
}

async function choicesOf(table: string, elements: string): Promise<Record<string, unknown>[]> {
  const query = `name=task^ORname=${table}^${elements}^language=en`
  const fields = 'label,value,dependent_value,element'
  return rowsOf(await call(`${tablesUrl}/sys_choice?sysparm_query=${query}&sysparm_fields=${fields}`))
}

test('the fields that Kibana asks for are texts with their labels and lengths, all in strings', async () => {
  const fields = await fieldsOf('incident')
  const field = (element: string, column_label: string, max_length: string): object => ({
    element,
    column_label,
    max_length,
    mandatory: 'false',
  })
  for (const expected of [
    field('short_description', 'Short description', '160'),
    field('description', 'Description', '4000'),
    field('close_notes', 'Close notes', '4000'),
    field('correlation_id', 'Correlation ID', '100'),
    field('category', 'Category', '40'),
    field('number', 'Number', '40'),
  ])
    expect(fields).toContainEqual(expected)
  const elements = fields.map(({ element }) => element)
  expect(new Set(elements).size).toBe(elements.length)
  for (const other of ['work_notes', 'opened_at', 'caller_id', 'active', 'sys_id', 'dest_ip'])
    expect(elements).not.toContain(other)
  expect((await fieldsOf('sn_si_incident')).map(({ element }) => element)).toContain('dest_ip')
})

test('a column is described once, at the table that has it, with its type', async () => {
  await call(`${tablesUrl}/incident`, { method: 'POST', body: { u_risk: 'high' } })
  const describe = async (element: string): Promise<Record<string, unknown>[]> =>
    rowsOf(await call(`${tablesUrl}/sys_dictionary?element=${element}&sysparm_fields=name,internal_type,read_only`))
  const row = (name: string, internal_type: string, read_only = 'false'): object => ({ name, internal_type, read_only })
  expect(await describe('correlation_id')).toEqual([row('task', 'string')])
  expect(await describe('u_soc_notes')).toEqual([row('task', 'journal_input')])
  expect(await describe('sys_created_on')).toEqual([row('task', 'glide_date_time', 'true')])
  expect(await describe('caller_id')).toEqual([row('incident', 'reference')])
  expect(await describe('incident_state')).toEqual([row('incident', 'string', 'true')])
  expect(await describe('u_risk')).toEqual([row('incident', 'string')])
})

test('the choices that Kibana asks for have labels, values and what they depend on', async () => {
  const choice = (element: string, value: string, label: string, dependent_value = ''): object => ({
    element,
    value,
    label,
    dependent_value,
  })
  const choices = await choicesOf('incident', 'element=urgency^ORelement=category^ORelement=subcategory')
  expect(choices.slice(0, 3)).toEqual([
    choice('urgency', '1', '1 - High'),
    choice('urgency', '2', '2 - Medium'),
    choice('urgency', '3', '3 - Low'),
  ])
  expect(choices).toContainEqual(choice('category', 'software', 'Software'))
  expect(choices).toContainEqual(choice('subcategory', 'os', 'Operating System', 'software'))
  expect((await choicesOf('incident', 'element=close_code')).map(({ value }) => value)).toEqual([
    'Duplicate',
    'Known error',
    'Resolved by caller',
    'Resolved by change',
    'Resolved by problem',
    'Solution provided',
    'User error',
    'Workaround provided',
  ])
  expect(await choicesOf('sn_si_incident', 'element=category')).toEqual([])
  for (const element of ['state', 'impact', 'severity', 'priority'])
    expect(await choicesOf('incident', `element=${element}`)).not.toEqual([])
})

test('a choice column shows the label of its own table, or else that of task', async () => {
  for (const [table, label] of [
    ['incident', 'New'],
    ['u_soc_case', 'Open'],
  ]) {
    const url = `${tablesUrl}/${String(table)}?sysparm_display_value=true&sysparm_fields=state,sys_class_name`
    const shown = recordOf(await call(url, { method: 'POST', body: {} }))
    expect(shown).toEqual({ state: label, sys_class_name: table === 'incident' ? 'Incident' : 'Soc case' })
  }
})

test.each([
  ['sys_dictionary', { dictionaryReadable: false }],
  ['sys_choice', { choicesReadable: false }],
])('%s is answered 403 with the properties %j', async (table, properties) => {
  expect((await call(`${tablesUrl}/${table}?sysparm_limit=1`)).status).toBe(200)
  serviceNow.setProperties(properties)
  const reply = await call(`${tablesUrl}/${table}`)
  expect([reply.status, reply.json]).toEqual([
    403,
    { error: { message: 'Insufficient rights to query records', detail: null }, status: 'failure' },
  ])
  expect((await call(`${tablesUrl}/incident`)).status).toBe(200)
})

test.each(['sys_dictionary', 'sys_choice'])('%s cannot be written', async (table) => {
  const reply = await call(`${tablesUrl}/${table}`, { method: 'POST', body: { label: 'forged' } })
  expect([reply.status, reply.text]).toEqual([403, expect.stringContaining('Failed due to security constraints')])
})
