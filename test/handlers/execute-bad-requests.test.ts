// The HTTP function, invoked with bad requests: each gets an error that names what is wrong, and nothing of it reaches
// ServiceNow.
import { afterAll, afterEach, expect, test } from '@jest/globals'
import { httpEvent, withKey, withParams } from '../support/events.ts'
import { startHttpApi } from '../support/http-api.ts'

const api = await startHttpApi()
afterEach(() => {
  expect(api.servicenow.requests()).toEqual([])
})
afterAll(() => api.close())

test('the answer to a bad request names every offending path in one message, and none of the values', async () => {
  const { body } = await api.send(httpEvent('invalid-body'))
  const places = [...String(body['message']).matchAll(/\[params\.subActionParams\.([^\]]+)\]/g)].map(([, path]) => path)
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
})

test.each(['a\u0000b', 'a\nb', ' ', '', '{{case.id}}', ':'])('%j is rejected as the id of a case', async (id) => {
  const answer = await api.send(withParams(httpEvent('create-incident'), { savedObjectId: id }))
  expect(answer).toMatchObject({ statusCode: 400, body: { code: 'invalid_request' } })
})

test.each(['a/b', '../up', 'a^b', 'a\u0000b', 'a\nb', ' ', '', '{{id}}'])(
  'an id such as %j is rejected wherever the id of a comment, an incident or a connector may stand',
  async (id) => {
    const event = httpEvent('create-incident')
    const changes = [{ comments: [{ commentId: id, comment: 'x' }] }, ...(id === '' ? [] : [{ externalId: id }])]
    const rejected = { statusCode: 400, body: { code: 'invalid_request' } }
    for (const change of changes) expect(await api.send(withParams(event, change))).toMatchObject(rejected)
    expect(await api.send({ ...event, pathParameters: { connectorId: id } })).toMatchObject(rejected)
  },
)

test('a request with more than 1,000 comments, or 5 MB, is too large', async () => {
  const event = httpEvent('create-incident')
  const comments = Array.from({ length: 1001 }, (_, n) => ({ commentId: `c${String(n)}`, comment: 'x' }))
  const tooLarge = { statusCode: 413, body: { code: 'payload_too_large' } }
  expect(await api.send(withParams(event, { comments }))).toMatchObject(tooLarge)
  expect(await api.send(withParams(event, { description: 'x'.repeat(5 * 1024 * 1024) }))).toMatchObject(tooLarge)
})

test('a key opens its own connectors alone, and nothing without what the authorizer says about it', async () => {
  const keys = [
    { keyId: 'k', connectors: 'other', expires: 0 },
    { keyId: 'k', connectors: '*', expires: 1 },
    { keyId: 'k' },
    undefined,
  ]
  for (const key of keys) {
    expect(await api.send(withKey(httpEvent('create-incident'), key))).toMatchObject({
      statusCode: 403,
      body: { code: 'forbidden', message: 'Unauthorized to execute actions' },
    })
  }
})
