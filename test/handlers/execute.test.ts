// The HTTP door: the documented requests get the documented answers, bad ones an error that names what to mend, and
// nothing of a bad one reaches ServiceNow.
import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals'
import { readdir, readFile } from 'node:fs/promises'
import { connectorSecret, eventNamed, openDoor, withParams, type Door } from '../support/door.ts'

let door: Door
beforeAll(async () => {
  door = await openDoor()
})
afterEach(() => {
  door.servicenow.clear()
  door.servicenow.clearRequests()
  door.servicenow.clearFaults()
})
afterAll(async () => {
  await door.close()
})

const SYS_ID = expect.stringMatching(/^[0-9a-f]{32}$/)
const DATE = expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.000Z$/)

describe('the documented requests', () => {
  test('a create and an update get exactly the documented answer', async () => {
    const created = await door.send(await eventNamed('create-incident'))
    const data = created.body['data'] as { id: string }
    const answer = (commentId: string) => ({
      status: 'ok',
      actionId: 'local',
      data: {
        title: 'INC0010001',
        id: SYS_ID,
        pushedDate: DATE,
        url: `${door.servicenow.url}/nav_to.do?uri=incident.do?sys_id=${data.id}`,
        comments: [{ commentId, pushedDate: DATE }],
      },
    })
    expect(created.statusCode).toBe(200)
    expect(created.body).toStrictEqual(answer('dda30310-732a-11ea-a0b2-c51ea50a58e2'))
    const updated = await door.send(withParams(await eventNamed('update-incident'), { externalId: data.id }))
    expect(updated.body).toStrictEqual(answer('8ef6d660-732f-11ea-a0b2-c51ea50a58e2'))
    expect(door.servicenow.incidents()).toHaveLength(1)
  })

  test('what is sent to ServiceNow is what the case says', async () => {
    await door.send(withParams(await eventNamed('create-incident'), { savedObjectId: 'what-is-sent' }))
    expect(door.servicenow.incidents()[0]).toMatchObject({
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

  test('without comments the answer has no such key', async () => {
    for (const comments of [undefined, null, []]) {
      const { body } = await door.send(withParams(await eventNamed('no-comments'), { comments }))
      expect(Object.keys(body['data'] as object)).toEqual(['title', 'id', 'pushedDate', 'url'])
    }
  })

  test('null and empty values count as absent: no description is sent, externalId "" creates', async () => {
    const { statusCode } = await door.send(withParams(await eventNamed('null-description'), { externalId: '' }))
    expect(statusCode).toBe(200)
    expect(door.servicenow.incidents()[0]).toMatchObject({ description: '' })
  })

  test('the nested shape on the newer path answers in its names', async () => {
    const { body } = await door.send(await eventNamed('nested-create'))
    expect(body).toMatchObject({ status: 'ok', connector_id: 'local', data: { title: 'INC0010001' } })
    expect(body).not.toHaveProperty('actionId')
    expect(door.servicenow.incidents()[0]).toMatchObject({
      correlation_id: 'rule-7f2c:alert-19',
      u_detection_source: 'endpoint',
      category: 'software',
      severity: '2',
    })
  })

  test('an Idempotency-Key identifies a case that does not identify itself', async () => {
    const event = await eventNamed('idempotency-key')
    const first = await door.send(event)
    expect(await door.send(event)).toEqual(first)
    expect(door.servicenow.incidents()).toHaveLength(1)
  })

  test('further comments and edited ones join the incident', async () => {
    for (const name of ['create-incident', 'comments-only', 'edited-comment']) {
      await door.send(withParams(await eventNamed(name), { savedObjectId: 'joined' }))
    }
    expect(door.servicenow.incidents().map(({ journal }) => journal.length)).toEqual([3])
  })
})

describe('a bad request', () => {
  test.each([
    ['no-body', 400, 'invalid_request', 'error validating action params: [body]: is required'],
    ['not-json', 400, 'invalid_request', 'error validating action params: [body]: must be JSON'],
    ['no-params', 400, 'invalid_request', 'error validating action params: [params]: is required'],
    ['wrong-content-type', 415, 'unsupported_media_type', 'the body must be application/json, uncompressed'],
    ['unknown-sub-action', 400, 'unsupported_sub_action', '[params.subAction]: only pushToService is supported'],
    ['unknown-connector', 404, 'unknown_connector', 'Saved object [action/nowhere] not found'],
    [
      'unknown-incident',
      404,
      'incident_not_found',
      'ServiceNow has no incident with the id [externalId], or hides it from the user of this connector',
    ],
  ])('%s gets %i %s', async (name, statusCode, code, message) => {
    const answer = await door.send(await eventNamed(name))
    expect(answer.statusCode).toBe(statusCode)
    expect(answer.body).toMatchObject({ statusCode, status: 'error', code, message, retry: false })
    expect(door.servicenow.requests().filter(({ method }) => method !== 'PATCH')).toEqual([])
  })

  test('names every offending path in one message, and none of the values', async () => {
    const { body } = await door.send(await eventNamed('invalid-body'))
    const places = [...String(body['message']).matchAll(/\[params\.subActionParams\.([^\]]+)\]/g)].map(
      ([, path]) => path,
    )
    expect(places.sort()).toEqual([
      'comments.0.comment',
      'comments.0.commentId',
      'comments.1.commentId',
      'createdBy.fullName',
      'externalID',
      'savedObjectId',
      'title',
    ])
    expect(JSON.stringify(body)).not.toMatch(/typo|no id|\.\.\/x/)
    expect(door.servicenow.requests()).toEqual([])
  })

  test.each(['a/b', '../up', 'a^b', 'a\u0000b', 'a\nb', ' ', ''])(
    'an id such as %j is refused wherever an id may stand',
    async (id) => {
      const event = await eventNamed('create-incident')
      const changes = [
        { savedObjectId: id },
        { comments: [{ commentId: id, comment: 'x' }] },
        ...(id === '' ? [] : [{ externalId: id }]),
      ]
      for (const change of changes)
        expect(await door.send(withParams(event, change))).toMatchObject({
          statusCode: 400,
          body: { code: 'invalid_request' },
        })
      expect(await door.send({ ...event, pathParameters: { connectorId: id } })).toMatchObject({
        statusCode: 400,
        body: { code: 'invalid_request' },
      })
      expect(door.servicenow.requests()).toEqual([])
    },
  )

  test('more than 1,000 comments, or 5 MB, are too much', async () => {
    const event = await eventNamed('create-incident')
    const comments = Array.from({ length: 1001 }, (_, n) => ({ commentId: `c${String(n)}`, comment: 'x' }))
    expect(await door.send(withParams(event, { comments }))).toMatchObject({
      statusCode: 413,
      body: { code: 'payload_too_large' },
    })
    expect(await door.send(withParams(event, { description: 'x'.repeat(5 * 1024 * 1024) }))).toMatchObject({
      statusCode: 413,
      body: { code: 'payload_too_large' },
    })
    expect(door.servicenow.requests()).toEqual([])
  })

  test('a key reaches only its connectors, and nothing without what the authorizer says', async () => {
    const event = await eventNamed('create-incident')
    const others = [
      { keyId: 'k', connectors: 'other', expires: 0 },
      { keyId: 'k', connectors: '*', expires: 1 },
      { keyId: 'k' },
      undefined,
    ]
    for (const lambda of others) {
      const answer = await door.send({
        ...event,
        requestContext: { ...event.requestContext, authorizer: { lambda: lambda as never } },
      })
      expect(answer).toMatchObject({
        statusCode: 403,
        body: { code: 'forbidden', message: 'Unauthorized to execute actions' },
      })
    }
    expect(door.servicenow.requests()).toEqual([])
  })
})

test("a malformed connector is the operator's to mend: the answer names the path in the secret", async () => {
  await door.store('broken', { ...connectorSecret('https://evil.example'), secrets: { username: 'u' } })
  const event = await eventNamed('create-incident')
  const { statusCode, body } = await door.send({ ...event, pathParameters: { connectorId: 'broken' } })
  expect(statusCode).toBe(500)
  expect(body).toMatchObject({
    code: 'misconfigured',
    retry: true,
    message: 'the secret of this connector is malformed: [secrets.password]: is required',
  })
})

test('an error that is worth repeating says when', async () => {
  door.servicenow.addFault({ times: 9, fault: { kind: 'hibernating' } })
  const answer = await door.send(withParams(await eventNamed('create-incident'), { savedObjectId: 'hibernating' }))
  expect(answer).toMatchObject({
    statusCode: 503,
    headers: { 'retry-after': '60' },
    body: { code: 'servicenow_unavailable', retry: true, error: 'Service Unavailable' },
  })
})

test('what ServiceNow says of a refusal reaches the caller', async () => {
  door.servicenow.addFault({ fault: { kind: 'status', status: 400 } })
  const { statusCode, body } = await door.send(
    withParams(await eventNamed('create-incident'), { savedObjectId: 'refused' }),
  )
  expect(statusCode).toBe(422)
  expect(body).toMatchObject({ code: 'servicenow_rejected', retry: false, serviceMessage: expect.any(String) })
})

test('every event of events/ is used by a test', async () => {
  const names = (await readdir(new URL('../../events', import.meta.url))).map((file) => file.replace('.json', ''))
  const tests = await Promise.all(
    (await readdir(new URL('..', import.meta.url), { recursive: true }))
      .filter((file) => file.endsWith('.test.ts'))
      .map((file) => readFile(new URL(`../${file}`, import.meta.url), 'utf8')),
  )
  expect(names.filter((name) => !tests.some((text) => text.includes(name)))).toEqual([])
})
