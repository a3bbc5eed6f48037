// The sub-actions besides pushToService, and dry runs, through the HTTP function: Kibana's answers, and what ServiceNow
// and the ledger hold afterwards.
import { afterAll, afterEach, expect, test } from '@jest/globals'
import { writeAsAnalyst } from '../support/analyst.ts'
import { connectorSecret } from '../support/connector-secret.ts'
import { httpEvent, withParams } from '../support/events.ts'
import { startHttpApi } from '../support/http-api.ts'

const api = await startHttpApi()
const { servicenow } = api
afterEach(() => {
  servicenow.clear()
  servicenow.clearFaults()
  servicenow.clearRequests()
  servicenow.setProperties({ choicesReadable: true })
})
afterAll(() => api.close())

const call = (subAction: string, subActionParams: object, connectorId = 'local') =>
  api.send({
    ...httpEvent('get-choices'),
    pathParameters: { connectorId },
    body: JSON.stringify({ params: { subAction, subActionParams } }),
  })
const pushed = async (savedObjectId: string, connectorId = 'local') => {
  const event = { ...withParams(httpEvent('create-incident'), { savedObjectId }), pathParameters: { connectorId } }
  const { body } = await api.send(event)
  servicenow.clearRequests()
  return body['data'] as { id: string; title: string; url: string }
}
const store = (id: string, config: object) => {
  const stored = connectorSecret(servicenow.url)
  return api.storeConnector(id, { ...stored, config: { ...stored.config, ...config } })
}
const methods = () => servicenow.requests().map(({ method }) => method)

test('getIncident answers the record as it is', async () => {
  const { id, title } = await pushed('read')
  const { statusCode, body } = await call('getIncident', { externalId: id })
  expect([statusCode, body['status'], body['connector_id']]).toEqual([200, 'ok', 'local'])
  expect(body['data']).toMatchObject({ sys_id: id, number: title, state: '1', correlation_id: 'read' })
  expect((await call('getIncident', { externalId: 'f'.repeat(32) })).body).toMatchObject({ code: 'incident_not_found' })
})

test('getFields answers the columns that take texts, in the documented shape', async () => {
  const { body } = await call('getFields', {})
  const data = body['data'] as Record<string, string>[]
  expect(data).toContainEqual({
    element: 'short_description',
    column_label: expect.any(String),
    max_length: '160',
    mandatory: expect.stringMatching(/^(true|false)$/),
  })
  expect(data.map(({ element }) => element)).not.toContain('sys_id')
  expect(servicenow.requests()).toHaveLength(1)
})

test('getChoices answers the choices of the columns asked for, those of others not', async () => {
  const { body } = await call('getChoices', { fields: ['urgency', 'close_code'] })
  const data = body['data'] as Record<string, string>[]
  expect(data).toContainEqual({ element: 'urgency', label: '1 - High', value: '1', dependent_value: '' })
  expect(new Set(data.map(({ element }) => element))).toEqual(new Set(['urgency', 'close_code']))
})

test('a table that the user may not read says so', async () => {
  servicenow.setProperties({ choicesReadable: false })
  expect((await call('getChoices', { fields: ['urgency'] })).body).toMatchObject({
    code: 'servicenow_unauthorized',
    message: 'ServiceNow does not allow the user of this connector to do this',
  })
})

test.each(['externalId', 'correlation_id'] as const)('closeIncident closes by %s, once', async (by) => {
  const { id, title, url } = await pushed(`close-${by}`)
  const incident = by === 'externalId' ? { externalId: id } : { correlation_id: `close-${by}` }
  const first = await call('closeIncident', { incident })
  expect(first.body).toEqual({
    status: 'ok',
    connector_id: 'local',
    data: { title, id, url, pushedDate: expect.stringMatching(/Z$/) },
  })
  expect(servicenow.incidents()[0]).toMatchObject({
    state: '7',
    close_code: 'Closed/Resolved by Caller',
    close_notes: 'Closed by Caller',
  })
  expect(methods()).toEqual(['GET', 'PATCH'])
  expect((await call('closeIncident', { incident })).body).toMatchObject({ data: { id, title } })
  expect(methods()).toEqual(['GET', 'PATCH', 'GET'])
})

/** An incident that was not pushed from here. */
const createElsewhere = (correlation_id: string) =>
  writeAsAnalyst(servicenow, undefined, { short_description: 'x', correlation_id })

test('closeIncident finds by correlation id what was not pushed from here', async () => {
  const id = await createElsewhere('rule:alert')
  await createElsewhere('other')
  const incident = { correlation_id: 'rule:alert' }
  expect((await call('closeIncident', { incident })).body).toMatchObject({ data: { id } })
  expect(servicenow.incidents().map(({ state }) => state)).toEqual(['7', '1'])
})

test('closeIncident with nothing to close answers {}, as Kibana does', async () => {
  for (const incident of [{ externalId: 'f'.repeat(32) }, { correlation_id: 'nobody' }])
    expect((await call('closeIncident', { incident })).body).toEqual({ status: 'ok', connector_id: 'local', data: {} })
  expect(new Set(methods())).toEqual(new Set(['GET']))
})

test('closeIncident writes the code and notes of its connector', async () => {
  await store('closing', { closeCode: 'Duplicate', closeNotes: 'Closed in Kibana' })
  const { id } = await pushed('configured', 'closing')
  await call('closeIncident', { incident: { externalId: id } }, 'closing')
  expect(servicenow.incidents()[0]).toMatchObject({ close_code: 'Duplicate', close_notes: 'Closed in Kibana' })
})

test('a table whose closed state nobody told is not closed, and one that was told is', async () => {
  await store('problems', { table: 'problem' })
  await store('closable', { table: 'problem', closeState: '107' })
  const { id } = await pushed('problem', 'problems')
  expect((await call('closeIncident', { incident: { externalId: id } }, 'problems')).body).toMatchObject({
    code: 'unsupported_sub_action',
    message: '[params.subAction]: this connector does not say in which state its table is closed, so it cannot close',
  })
  await call('closeIncident', { incident: { externalId: id } }, 'closable')
  expect(servicenow.records('problem')[0]).toMatchObject({ sys_id: id, state: '107' })
})

test('an answer to a close that is lost costs no error the next time', async () => {
  const { id } = await pushed('lost')
  servicenow.addFault({ on: { method: 'PATCH' }, fault: { kind: 'reset', commit: true } })
  const incident = { externalId: id }
  expect((await call('closeIncident', { incident })).body).toMatchObject({ code: 'outcome_unknown', retry: true })
  expect((await call('closeIncident', { incident })).body).toMatchObject({ data: { id } })
  expect(methods()).toEqual(['GET', 'PATCH', 'GET'])
})

test.each([
  ['getIncident', { externalId: '' }, '[params.subActionParams.externalId]'],
  ['getIncident', {}, '[params.subActionParams.externalId]: is required'],
  ['getFields', { table: 'x' }, '[params.subActionParams.table]: is not a known key'],
  ['getChoices', { fields: [] }, '[params.subActionParams.fields]: must not be empty'],
  ['getChoices', { fields: ['a^b'] }, '[params.subActionParams.fields.0]: must be the name of a column'],
  ['closeIncident', { incident: {} }, 'No correlationId or incidentId found.'],
  ['closeIncident', { incident: { externalId: null, correlation_id: null } }, 'No correlationId or incidentId found.'],
  ['closeIncident', { incident: { externalId: ' ' } }, '[params.subActionParams.incident.externalId]'],
  ['closeIncident', { incident: { correlation_id: ' ' } }, 'incident.correlation_id]: must not be blank'],
  ['closeIncident', { incident: { correlation_id: '{{rule.id}}:{{alert.id}}' } }, 'must not be an unrendered'],
])('%s refuses %j', async (subAction, params, message) => {
  const { statusCode, body } = await call(subAction, params)
  expect([statusCode, body['code']]).toEqual([400, 'invalid_request'])
  expect(body['message']).toContain(message)
  expect(servicenow.requests()).toEqual([])
})

test('a dry run answers the calls of a push and makes none, nor keeps a trace', async () => {
  const event = withParams(httpEvent('dry-run'), { savedObjectId: 'dry' })
  const { statusCode, body } = await api.send(event)
  expect(statusCode).toBe(200)
  const { calls } = body['data'] as { calls: { method: string; url: string; body: object }[] }
  expect(servicenow.requests()).toEqual([])
  expect(JSON.stringify(body)).not.toContain('local-password')
  await api.send({ ...event, queryStringParameters: { dryRun: 'false' } })
  expect(calls.map(({ method, body: sent }) => [method, sent])).toEqual(
    servicenow.requests().map(({ method, body: sent }) => [method, sent]),
  )
  expect(calls[0]?.url).toMatch(`${servicenow.url}/api/now/v2/table/incident?sysparm_fields=`)
})

test('a dry run of an update shows what is left to write', async () => {
  const { id } = await pushed('dry-update')
  const event = withParams(httpEvent('dry-run'), { savedObjectId: 'dry-update', title: 'Changed', comments: [] })
  const { body } = await api.send(event)
  const url = expect.stringContaining(`/table/incident/${id}?`)
  expect(body['data']).toMatchObject({ calls: [{ method: 'PATCH', url, body: { short_description: 'Changed' } }] })
  expect(servicenow.requests()).toEqual([])
})

test('a dry run of closeIncident closes nothing, and a sub-action that only reads has none', async () => {
  const { id } = await pushed('dry-close')
  const dry = (subAction: string, subActionParams: object) =>
    api.send({
      ...httpEvent('dry-run'),
      body: JSON.stringify({ params: { subAction, subActionParams } }),
    })
  const { body } = await dry('closeIncident', { incident: { externalId: id } })
  expect(body['data']).toMatchObject({ calls: [{ method: 'GET' }, { method: 'PATCH', body: { state: '7' } }] })
  expect((await dry('getFields', {})).body).toMatchObject({ code: 'invalid_request' })
  expect([servicenow.requests(), servicenow.incidents()[0]?.['state']]).toEqual([[], '1'])
})

test('a dry run is asked for in one way: anything else is no push by mistake', async () => {
  const { body } = await api.send({ ...httpEvent('create-incident'), queryStringParameters: { dryRun: 'yes' } })
  const message = expect.stringContaining('[dryRun]: must be true or false')
  expect(body).toMatchObject({ code: 'invalid_request', message })
  expect(servicenow.requests()).toEqual([])
})
