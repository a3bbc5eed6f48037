// The routes of one incident, invoked as a caller that knows no case does: what the ledger knows of it, and comments.
import { afterAll, afterEach, describe, expect, test } from '@jest/globals'
import { httpEvent, withKey, withParams, type HttpEvent } from '../support/events.ts'
import { startHttpApi } from '../support/http-api.ts'

const api = await startHttpApi()
afterEach(() => {
  api.servicenow.clear()
  api.servicenow.clearFaults()
})
afterAll(() => api.close())

const at = (event: HttpEvent, incidentId: string, connectorId = 'local'): HttpEvent => ({
  ...event,
  pathParameters: { connectorId, incidentId },
})
const commentEvent = (incidentId: string, body: unknown = { comment: 'Isolated the host.' }) => ({
  ...at(httpEvent('push-comment'), incidentId),
  body: JSON.stringify(body),
})
const findEvent = (incidentId: string) => at(httpEvent('find-incident'), incidentId)

/** A case that was just pushed. */
async function pushed(savedObjectId: string): Promise<Record<'id' | 'title' | 'url' | 'pushedDate', string>> {
  const { body } = await api.send(withParams(httpEvent('webhook-case'), { savedObjectId }))
  api.servicenow.clearRequests()
  return body['data'] as Awaited<ReturnType<typeof pushed>>
}

test('an incident that was pushed is described from the ledger alone', async () => {
  const { id, title, url, pushedDate } = await pushed('described')
  const answer = await api.send(findEvent(id))
  expect(answer).toMatchObject({ statusCode: 200, headers: { 'content-type': 'application/json; charset=utf-8' } })
  expect(answer.body).toStrictEqual({ id, number: title, url, pushedDate })
  expect(api.servicenow.requests()).toEqual([])
})

test('a comment is written once: the second answer says so', async () => {
  const { id } = await pushed('commented')
  const first = await api.send(commentEvent(id))
  expect(first.body).toStrictEqual({
    id,
    commentId: expect.stringMatching(/^sha256:[0-9a-f]{64}$/),
    pushedDate: expect.stringMatching(/^\d{4}-.*Z$/),
    status: 'written',
  })
  expect(await api.send(commentEvent(id))).toMatchObject({
    statusCode: 200,
    body: { ...first.body, status: 'already_written' },
  })
  expect(api.servicenow.incidents()[0]?.journal.map(({ value }) => value)).toEqual(['Isolated the host.'])
})

test('a comment may have an id of its own, and null for none', async () => {
  const { id } = await pushed('with-ids')
  for (const commentId of ['c1', 'c2', 'c1', null, null]) await api.send(commentEvent(id, { comment: 'ok', commentId }))
  expect(api.servicenow.incidents()[0]?.journal).toHaveLength(3)
})

test('ten comments at once are all written: who finds the case held waits', async () => {
  const { id } = await pushed('at-once')
  const texts = Array.from({ length: 10 }, (_, n) => `comment ${String(n)}`)
  const answers = await Promise.all(texts.map((comment) => api.send(commentEvent(id, { comment }))))
  expect(answers.map(({ statusCode }) => statusCode)).toEqual(Array(10).fill(200))
  expect(api.servicenow.incidents()[0]?.journal).toHaveLength(10)
})

test('on the older path the same incident is found, and an error has the older names', async () => {
  const { id } = await pushed('older-path')
  const rawPath = `/api/actions/action/local/incidents/${id}`
  expect(await api.send({ ...findEvent(id), rawPath })).toMatchObject({ statusCode: 200, body: { id } })
  expect((await api.send({ ...findEvent('gone'), rawPath })).body).toMatchObject({ actionId: 'local', retry: false })
  expect((await api.send(findEvent('gone'))).body).toMatchObject({ connector_id: 'local', retry: false })
})

test('an error of ServiceNow is answered as it is to a push', async () => {
  const { id } = await pushed('unavailable')
  api.servicenow.addFault({ times: 9, fault: { kind: 'hibernating' } })
  expect(await api.send(commentEvent(id))).toMatchObject({
    statusCode: 503,
    headers: { 'retry-after': '60' },
    body: { code: 'servicenow_unavailable', retry: true },
  })
})

describe('nothing reaches ServiceNow', () => {
  afterEach(() => {
    expect(api.servicenow.requests()).toEqual([])
  })

  test.each<[unknown, string]>([
    [{}, '[comment]: is required'],
    [{ comment: '' }, '[comment]: must not be blank'],
    [{ comment: ' \n' }, '[comment]: must not be blank'],
    [{ comment: 7 }, '[comment]: must be a string'],
    [{ comment: 'x', commentId: 'a b' }, '[commentId]: must hold only'],
    [{ comment: 'x', commentId: '{{case.id}}' }, '[commentId]: must'],
    [{ comment: 'x', commentId: '' }, '[commentId]: must not be blank'],
    [{ comment: 'x', author: 'me' }, '[author]: is not a known key'],
    [['x'], '[body]: must be an object'],
    ['x', '[body]: must be an object'],
  ])('of a comment %j, and the error names the place: %s', async (body, problem) => {
    const { statusCode, body: answer } = await api.send(commentEvent((await pushed('bad-bodies')).id, body))
    expect([statusCode, answer['code']]).toEqual([400, 'invalid_request'])
    expect(answer['message']).toContain(problem)
  })

  test.each(['a/b', '..', 'a^b', 'a b', '', 'x'.repeat(65)])('of an incident id %j', async (id) => {
    for (const event of [commentEvent(id), findEvent(id)])
      expect(await api.send(event)).toMatchObject({
        statusCode: 400,
        body: { message: expect.stringMatching(/^error validating action params: \[incidentId\]: must be/) },
      })
  })

  test('of an incident that the connector did not push', async () => {
    for (const event of [commentEvent('0'.repeat(32)), findEvent('0'.repeat(32))])
      expect(await api.send(event)).toMatchObject({ statusCode: 404, body: { code: 'incident_not_found' } })
  })

  test('of a caller whose key does not reach the connector', async () => {
    const { id } = await pushed('scoped')
    for (const event of [commentEvent(id), findEvent(id)])
      expect(await api.send(withKey(event, { keyId: 'k', connectors: 'other', expires: 0 }))).toMatchObject({
        statusCode: 403,
        body: { code: 'forbidden' },
      })
  })

  test('of a body that is no JSON or too large', async () => {
    const { id } = await pushed('not-json')
    expect(await api.send({ ...commentEvent(id), body: '{' })).toMatchObject({ statusCode: 400 })
    const large = { comment: 'x'.repeat(5 * 1024 * 1024) }
    expect(await api.send(commentEvent(id, large))).toMatchObject({ statusCode: 413 })
    const plain = { ...commentEvent(id), headers: { 'content-type': 'text/plain' } }
    expect(await api.send(plain)).toMatchObject({ statusCode: 415 })
  })
})
