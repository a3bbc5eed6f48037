// The HTTP function, invoked with the documented requests: the documented answers, and what ServiceNow then holds.
import { afterAll, afterEach, expect, test } from '@jest/globals'
import { connectorSecret } from '../support/connector-secret.ts'
import { httpEvent, withKey, withParams } from '../support/events.ts'
import { startHttpApi } from '../support/http-api.ts'

const api = await startHttpApi()
afterEach(() => {
  api.servicenow.clear()
  api.servicenow.clearFaults()
})
afterAll(() => api.close())

const SYS_ID = expect.stringMatching(/^[0-9a-f]{32}$/)
const DATE = expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.000Z$/)

test('a documented request gets exactly the documented answer, for a create and for an update', async () => {
  const created = await api.send(httpEvent('create-incident'))
  const data = created.body['data'] as { id: string }
  const documented = (commentId: string) => ({
    status: 'ok',
    actionId: 'local',
    data: {
      title: 'INC0010001',
      id: SYS_ID,
      pushedDate: DATE,
      url: `${api.servicenow.url}/nav_to.do?uri=incident.do?sys_id=${data.id}`,
      comments: [{ commentId, pushedDate: DATE }],
    },
  })
  expect(created.statusCode).toBe(200)
  expect(created.body).toStrictEqual(documented('dda30310-732a-11ea-a0b2-c51ea50a58e2'))
  const updated = await api.send(withParams(httpEvent('update-incident'), { externalId: data.id }))
  expect(updated.body).toStrictEqual(documented('8ef6d660-732f-11ea-a0b2-c51ea50a58e2'))
  expect(api.servicenow.incidents()).toHaveLength(1)
})

test('an incident says what its case says', async () => {
  await api.send(withParams(httpEvent('create-incident'), { savedObjectId: 'what-is-sent' }))
  expect(api.servicenow.incidents()[0]).toMatchObject({
    short_description: 'This case will self-destruct in 5 seconds',
    description: expect.stringMatching(
      /^James Bond .* is active\. \(created at 2020-03-31T08:36:45\.661Z by Alan Hunley\)$/,
    ),
    correlation_id: 'what-is-sent',
    correlation_display: 'Elastic Case',
    journal: [
      {
        element: 'work_notes',
        value: expect.stringMatching(/ \(added at 2020-03-31T08:37:33\.240Z by Ms Moneypenny\)$/),
      },
    ],
  })
})

test('a documented request without comments gets an answer without the key `comments`', async () => {
  for (const comments of [undefined, null, []]) {
    const { body } = await api.send(withParams(httpEvent('no-comments'), { comments }))
    expect(Object.keys(body['data'] as object)).toEqual(['title', 'id', 'pushedDate', 'url'])
  }
})

test('a null description creates an incident without one, and externalId "" creates', async () => {
  const { statusCode } = await api.send(withParams(httpEvent('null-description'), { externalId: '' }))
  expect(statusCode).toBe(200)
  expect(api.servicenow.incidents()[0]).toMatchObject({ description: '' })
})

test('a documented request in the nested shape, on the newer path, gets an answer with the newer names', async () => {
  const { body } = await api.send(httpEvent('nested-create'))
  expect(body).toMatchObject({ status: 'ok', connector_id: 'local', data: { title: 'INC0010001' } })
  expect(body).not.toHaveProperty('actionId')
  expect(api.servicenow.incidents()[0]).toMatchObject({
    correlation_id: 'rule-7f2c:alert-19',
    u_detection_source: 'endpoint',
    category: 'software',
    severity: '2',
  })
})

test('a case that does not identify itself is pushed once under the Idempotency-Key of its request', async () => {
  const event = httpEvent('idempotency-key')
  const first = await api.send(event)
  expect(await api.send(event)).toEqual(first)
  expect(api.servicenow.incidents()).toHaveLength(1)
})

test('the same Idempotency-Key of another caller is another case', async () => {
  const event = httpEvent('idempotency-key')
  event.headers['idempotency-key'] = 'of-two-callers'
  await api.send(event)
  const { keyId, ...rest } = event.requestContext.authorizer.lambda
  await api.send(withKey(event, { ...rest, keyId: `not-${keyId}` }))
  expect(api.servicenow.incidents()).toHaveLength(2)
})

test('the answer says what there is to tell, in words, though the push succeeded', async () => {
  api.servicenow.addFault({ on: { method: 'POST' }, fault: { kind: 'drop', columns: ['severity'] } })
  const told = { savedObjectId: 'told', severity: '1' }
  const { statusCode, body } = await api.send(withParams(httpEvent('create-incident'), told))
  expect(statusCode).toBe(200)
  expect(body['data']).toMatchObject({
    warnings: [{ code: 'column_differs', column: 'severity', message: expect.stringMatching(/^ServiceNow stored/) }],
  })
})

test('further and edited comments join the incident of their case', async () => {
  for (const name of ['create-incident', 'comments-only', 'edited-comment']) {
    await api.send(withParams(httpEvent(name), { savedObjectId: 'joined' }))
  }
  expect(api.servicenow.incidents().map(({ journal }) => journal.length)).toEqual([3])
})

test('what is wrong with a connector is for the operator alone: the caller learns that something is', async () => {
  await api.storeConnector('broken', connectorSecret('https://evil.example', { username: 'u' }))
  const { statusCode, body } = await api.send({
    ...httpEvent('create-incident'),
    pathParameters: { connectorId: 'broken' },
  })
  expect(statusCode).toBe(500)
  expect(body).toMatchObject({
    code: 'misconfigured',
    retry: true,
    message: 'the secret of this connector is malformed; the log says what is wrong with it',
  })
})

test('an incident that ServiceNow does not have costs one PATCH', async () => {
  api.servicenow.clearRequests()
  expect((await api.send(httpEvent('unknown-incident'))).body).toMatchObject({ code: 'incident_not_found' })
  expect(api.servicenow.requests().map(({ method }) => method)).toEqual(['PATCH'])
})

test('an error that is worth a retry says when', async () => {
  api.servicenow.addFault({ times: 9, fault: { kind: 'hibernating' } })
  const answer = await api.send(withParams(httpEvent('create-incident'), { savedObjectId: 'hibernating' }))
  expect(answer).toMatchObject({
    statusCode: 503,
    headers: { 'retry-after': '60' },
    body: { code: 'servicenow_unavailable', retry: true, error: 'Service Unavailable' },
  })
})

test('the error of a push that ServiceNow rejects holds its words', async () => {
  api.servicenow.addFault({ on: { method: 'POST' }, fault: { kind: 'status', status: 400 } })
  const { statusCode, body } = await api.send(withParams(httpEvent('create-incident'), { savedObjectId: 'refused' }))
  expect(statusCode).toBe(422)
  expect(body).toMatchObject({ code: 'servicenow_rejected', retry: false, serviceMessage: expect.any(String) })
})
