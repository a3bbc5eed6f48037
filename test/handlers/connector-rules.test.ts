// What a connector's configuration makes of a request, through the HTTP function: merged comments, allowed columns, an
// incident that was closed, warnings, and a login that a restricted instance accepts.
import { afterAll, afterEach, expect, test } from '@jest/globals'
import { writeAsAnalyst } from '../support/analyst.ts'
import { connectorSecret } from '../support/connector-secret.ts'
import { httpEvent, withParams } from '../support/events.ts'
import { startHttpApi } from '../support/http-api.ts'

const api = await startHttpApi()
const { servicenow } = api
afterEach(() => {
  servicenow.clear()
  servicenow.clearRequests()
})
afterAll(() => api.close())

const store = (id: string, config: object) => {
  const stored = connectorSecret(servicenow.url)
  return api.storeConnector(id, { ...stored, config: { ...stored.config, ...config } })
}
const send = (connectorId: string, params: Record<string, unknown>) =>
  api.send({ ...withParams(httpEvent('create-incident'), params), pathParameters: { connectorId } })
const sendNested = (connectorId: string, incident: object) =>
  api.send({
    ...httpEvent('nested-create'),
    pathParameters: { connectorId },
    body: JSON.stringify({
      params: { subAction: 'pushToService', subActionParams: { incident: { short_description: 'x', ...incident } } },
    }),
  })
const commentsUpTo = (count: number) =>
  Array.from({ length: count }, (_, at) => ({ commentId: `c${String(at)}`, comment: `comment ${String(at)}` }))

test('fifty comments take one call where they are merged', async () => {
  await store('merged', { comments: 'merged' })
  const { body } = await send('merged', { savedObjectId: 'fifty', comments: commentsUpTo(50) })
  expect((body['data'] as { comments: unknown[] }).comments).toHaveLength(50)
  expect(servicenow.requests().map(({ method }) => method)).toEqual(['POST'])
  expect(servicenow.incidents()[0]?.journal).toHaveLength(1)
})

test('a connector takes the additional fields that it allows, and names the others', async () => {
  await store('allowing', { allowedFields: ['u_team'], defaults: { assignment_group: 'SOC' } })
  const { statusCode, body } = await sendNested('allowing', {
    correlation_id: 'refused',
    additional_fields: { u_team: 'a', u_other: 'canary' },
  })
  expect([statusCode, body['code']]).toEqual([400, 'invalid_request'])
  expect(body['message']).toContain('[params.subActionParams.incident.additional_fields.u_other]: must be a column')
  await sendNested('allowing', { correlation_id: 'taken', additional_fields: { u_team: 'a' } })
  expect(servicenow.incidents()).toMatchObject([{ u_team: 'a', assignment_group: 'SOC' }])
})

test('fields of a security incident are for connectors of its type alone', async () => {
  await store('plain', {})
  const observed = { dest_ip: ['192.0.2.1', '192.0.2.2'], priority: '1' }
  expect((await sendNested('plain', { correlation_id: 'a', ...observed })).body).toMatchObject({
    code: 'invalid_request',
  })
  const stored = connectorSecret(servicenow.url)
  await api.storeConnector('sir', { ...stored, actionTypeId: '.servicenow-sir' })
  const { body } = await sendNested('sir', { correlation_id: 'b', ...observed })
  expect(body['data']).toMatchObject({ url: expect.stringContaining('uri=sn_si_incident.do?sys_id=') })
  expect(servicenow.records('sn_si_incident')).toMatchObject([{ dest_ip: '192.0.2.1,192.0.2.2', priority: '1' }])
})

test('a case goes on in another incident when its own was closed, and the answer names the new one', async () => {
  await store('following', { whenClosed: 'create' })
  const first = (await send('following', { savedObjectId: 'closed' })).body['data'] as { id: string; title: string }
  await writeAsAnalyst(servicenow, first.id, { state: '7', close_code: 'Duplicate', close_notes: 'x' })
  const again = { savedObjectId: 'closed', title: 'Changed', externalId: first.id }
  const second = (await send('following', again)).body['data'] as { id: string }
  expect(second.id).not.toBe(first.id)
  expect((await send('following', again)).body).toMatchObject({ data: { id: second.id } })
  expect(servicenow.incidents()[1]?.description).toContain(`Follows ${first.title}, which is closed.`)
})

test('a column that ServiceNow does not have is told, by its name alone', async () => {
  await store('misspelled', { severityMapping: { high: { severty: 'canary' } } })
  const { statusCode, body } = await send('misspelled', { savedObjectId: 'misspelled', severity: 'high' })
  expect(statusCode).toBe(200)
  expect(body['data']).toMatchObject({ warnings: [{ code: 'column_missing', column: 'severty' }] })
  expect(JSON.stringify(body)).not.toContain('canary')
})
