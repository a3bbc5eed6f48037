// The HTTP answer of a push, for results and errors alike, and the one line that it logs.
import { expect, test } from '@jest/globals'
import middy from '@middy/core'
import fc from 'fast-check'
import { PushError } from '../../lib/errors.ts'
import { asPushError } from '../../lib/middleware/as-push-error.ts'
import { documentedResponse } from '../../lib/middleware/documented-response.ts'
import { executeReply } from '../../lib/responses/replies.ts'
import { httpEvent, type HttpEvent } from '../support/events.ts'
import { parseAnswer, type HttpAnswer } from '../support/http-answer.ts'
import { lambdaContext } from '../support/lambda-context.ts'
import { captureOutput, logLines } from '../support/log-lines.ts'

const RESULT = {
  title: 'INC0010012',
  id: '62dc',
  pushedDate: '2020-03-31T09:01:33.000Z',
  url: 'https://dev/nav_to.do?uri=incident.do?sys_id=62dc',
}
const output = captureOutput()
const logged = () => logLines(output())

/** The answer of a chain whose handler pushes a case with this outcome. */
async function answerTo(outcome: () => unknown, event: HttpEvent = httpEvent('create-incident')): Promise<HttpAnswer> {
  const chain = middy()
    .use(documentedResponse(executeReply))
    .handler((): Promise<never> => Promise.resolve({ kind: 'pushed', data: outcome() } as never))
  return parseAnswer(event, await chain(event, lambdaContext()))
}
const failing = (error: unknown) => () => {
  throw error
}
const calling = (connectorId: string, rawPath = `/api/actions/action/${connectorId}/_execute`): HttpEvent => ({
  ...httpEvent('create-incident'),
  rawPath,
  pathParameters: { connectorId },
})

test('a result is answered with 200 and the documented body', async () => {
  const { statusCode, headers, body } = await answerTo(() => RESULT)
  expect(statusCode).toBe(200)
  expect(body).toEqual({ status: 'ok', actionId: 'local', data: RESULT })
  expect(headers).toEqual({
    'content-type': 'application/json; charset=utf-8',
    'cache-control': 'no-store',
    'x-content-type-options': 'nosniff',
  })
})

test('on the newer path the answer has the newer names', async () => {
  const event = httpEvent('nested-create')
  expect((await answerTo(() => RESULT, event)).body).toEqual({ status: 'ok', connector_id: 'local', data: RESULT })
  expect((await answerTo(failing(new PushError('forbidden')), event)).body).toMatchObject({
    connector_id: 'local',
    code: 'forbidden',
  })
})

test('a push logs one line: its connector, its incident and how many comments it wrote', async () => {
  await answerTo(() => ({ ...RESULT, comments: [{ commentId: 'c', pushedDate: RESULT.pushedDate }] }))
  await answerTo(() => RESULT)
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

test('what there is to tell of a push that succeeded is logged as a warning, by codes and columns', async () => {
  const warnings = [{ code: 'older_version' }, { code: 'column_differs', column: 'impact' }] as const
  const { body } = await answerTo(() => ({ ...RESULT, warnings }))
  expect(body['data']).toMatchObject({ warnings: [{ code: 'older_version', message: expect.any(String) }, {}] })
  expect(logged()).toEqual([
    expect.objectContaining({ level: 'WARN', warnings: ['older_version', 'column_differs:impact'] }),
  ])
})

test('an error is answered with its status and its Retry-After', async () => {
  const { statusCode, headers, body } = await answerTo(failing(new PushError('push_in_progress', { retryAfterS: 17 })))
  expect(statusCode).toBe(409)
  expect(headers).toMatchObject({ 'retry-after': '17', 'cache-control': 'no-store' })
  expect(body).toMatchObject({
    status: 'error',
    statusCode: 409,
    code: 'push_in_progress',
    actionId: 'local',
    retry: true,
  })
})

test('an error without a time has no Retry-After', async () => {
  expect((await answerTo(failing(new PushError('invalid_request')))).headers).not.toHaveProperty('retry-after')
})

test('an error that the caller must fix is logged as a warning, any other as an error', async () => {
  await answerTo(failing(new PushError('invalid_request')))
  await answerTo(
    failing(new PushError('servicenow_unavailable', { reason: 'network', cause: 'ECONNRESET', retryAfterS: 5 })),
  )
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

test('an unexpected error is worth a retry, and the log says where it happened', async () => {
  const { statusCode, body } = await answerTo(failing(new TypeError('canary')))
  expect([statusCode, body['code'], body['retry']]).toEqual([503, 'push_incomplete', true])
  expect(logged()[0]).toMatchObject({
    message: 'unexpected error',
    cause: 'TypeError',
    reason: expect.stringContaining('documented-response.test.ts'),
  })
})

test('a PushError stays the error that it is', () => {
  const error = new PushError('forbidden')
  expect(asPushError(error)).toBe(error)
})

test.each(['../canary', 'canary^', ' canary', '<canary>'])(
  'neither the answer nor the log repeats a malformed id: %j',
  async (id) => {
    const { body } = await answerTo(failing(new PushError('invalid_request')), calling(id))
    expect(JSON.stringify(body) + output()).not.toContain('canary')
  },
)

test('an event without path parameters gets an answer, too', async () => {
  const { pathParameters: _, ...event } = httpEvent('create-incident')
  expect((await answerTo(failing(new PushError('forbidden')), event as HttpEvent)).body).toMatchObject({ actionId: '' })
})

test('neither the answer nor the log holds a byte of an unexpected error', async () => {
  const thrown = fc.array(fc.constantFrom('canary', '\n    at canary', ' ')).map((parts) => parts.join(''))
  await fc.assert(
    fc.asyncProperty(thrown, fc.constantFrom(Error, SyntaxError, RangeError), async (text, Kind) => {
      const { body } = await answerTo(failing(new Kind(text)))
      expect(JSON.stringify(body) + output()).not.toContain('canary')
    }),
    { numRuns: 50 },
  )
})
