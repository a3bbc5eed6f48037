// The HTTP answer of a push, for results and errors alike, and the one line that is logged about it.
import { expect, test } from '@jest/globals'
import middy from '@middy/core'
import type { APIGatewayProxyStructuredResultV2, Context } from 'aws-lambda'
import fc from 'fast-check'
import { PushError } from '../../lib/errors.ts'
import { asPushError } from '../../lib/middleware/as-push-error.ts'
import { documentedResponse } from '../../lib/middleware/documented-response.ts'
import { eventOf, type Event } from '../support/events.ts'
import { captureOutput, parsedLines } from '../support/log-lines.ts'

const RESULT = {
  title: 'INC0010012',
  id: '62dc',
  pushedDate: '2020-03-31T09:01:33.000Z',
  url: 'https://dev/nav_to.do?uri=incident.do?sys_id=62dc',
}
const output = captureOutput()
const logged = () => parsedLines(output())

/** What a chain answers whose handler does this. */
async function answered(
  outcome: () => unknown,
  event: Event = eventOf('create-incident'),
): Promise<APIGatewayProxyStructuredResultV2 & { json: Record<string, unknown> }> {
  const chain = middy()
    .use(documentedResponse())
    .handler((): Promise<never> => Promise.resolve(outcome() as never))
  const answer = (await chain(event, {} as Context)) as unknown as APIGatewayProxyStructuredResultV2
  return { ...answer, json: JSON.parse(answer.body ?? '') as Record<string, unknown> }
}
const failing = (error: unknown) => () => {
  throw error
}
const calling = (connectorId: string, rawPath = `/api/actions/action/${connectorId}/_execute`): Event => ({
  ...eventOf('create-incident'),
  rawPath,
  pathParameters: { connectorId },
})

test('a result is answered 200 with the documented body', async () => {
  const { statusCode, headers, json } = await answered(() => RESULT)
  expect(statusCode).toBe(200)
  expect(json).toEqual({ status: 'ok', actionId: 'local', data: RESULT })
  expect(headers).toEqual({
    'content-type': 'application/json; charset=utf-8',
    'cache-control': 'no-store',
    'x-content-type-options': 'nosniff',
  })
})

test('on the newer path the newer names are used', async () => {
  const event = eventOf('nested-create')
  expect((await answered(() => RESULT, event)).json).toEqual({ status: 'ok', connector_id: 'local', data: RESULT })
  expect((await answered(failing(new PushError('forbidden')), event)).json).toMatchObject({
    connector_id: 'local',
    code: 'forbidden',
  })
})

test('one line is logged of a push: where, which incident, how many comments', async () => {
  await answered(() => ({ ...RESULT, comments: [{ commentId: 'c', pushedDate: RESULT.pushedDate }] }))
  await answered(() => RESULT)
  expect(logged()).toEqual([
    expect.objectContaining({
      level: 'INFO',
      message: 'case pushed',
      connectorId: 'local',
      incident: '62dc',
      comments: 1,
    }),
    expect.objectContaining({ comments: 0 }),
  ])
})

test('an error is answered with its status and its Retry-After', async () => {
  const { statusCode, headers, json } = await answered(failing(new PushError('push_in_progress', { retryAfterS: 17 })))
  expect(statusCode).toBe(409)
  expect(headers).toMatchObject({ 'retry-after': '17', 'cache-control': 'no-store' })
  expect(json).toMatchObject({
    status: 'error',
    statusCode: 409,
    code: 'push_in_progress',
    actionId: 'local',
    retry: true,
  })
})

test('an error that says no time has no Retry-After', async () => {
  expect((await answered(failing(new PushError('invalid_request')))).headers).not.toHaveProperty('retry-after')
})

test("what is the caller's to mend is a warning, the rest an error", async () => {
  await answered(failing(new PushError('invalid_request')))
  await answered(failing(new PushError('servicenow_unavailable', { reason: 'network', cause: 'ECONNRESET' })))
  expect(logged()).toEqual([
    expect.objectContaining({ level: 'WARN', message: 'push refused', code: 'invalid_request' }),
    expect.objectContaining({
      level: 'ERROR',
      message: 'push failed',
      code: 'servicenow_unavailable',
      reason: 'network',
      cause: 'ECONNRESET',
    }),
  ])
})

test('anything unexpected is worth one more try, and its place is logged', async () => {
  const { statusCode, json } = await answered(failing(new TypeError('canary')))
  expect([statusCode, json['code'], json['retry']]).toEqual([503, 'push_incomplete', true])
  expect(logged()[0]).toMatchObject({
    message: 'unexpected error',
    cause: 'TypeError',
    reason: expect.stringContaining('documented-response.test.ts'),
  })
})

test('a PushError stays itself', () => {
  const error = new PushError('forbidden')
  expect(asPushError(error)).toBe(error)
})

test.each(['../canary', 'canary^', ' canary', '<canary>'])('an id that is none is not repeated: %j', async (id) => {
  const { body } = await answered(failing(new PushError('invalid_request')), calling(id))
  expect(`${String(body)}${output()}`).not.toContain('canary')
})

test('an event without path parameters is answered all the same', async () => {
  const { pathParameters: _, ...event } = eventOf('create-incident')
  expect((await answered(failing(new PushError('forbidden')), event as Event)).json).toMatchObject({ actionId: '' })
})

test('no byte of an unexpected error is in the answer or in any line', async () => {
  const thrown = fc.array(fc.constantFrom('canary', '\n    at canary', ' ')).map((parts) => parts.join(''))
  await fc.assert(
    fc.asyncProperty(thrown, fc.constantFrom(Error, SyntaxError, RangeError), async (text, Kind) => {
      const { body } = await answered(failing(new Kind(text)))
      expect(`${String(body)}${output()}`).not.toContain('canary')
    }),
    { numRuns: 50 },
  )
})
