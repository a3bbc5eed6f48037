// The HTTP answer of find-connectors, for lists and errors alike, and the one line that it logs about an error.
import { expect, test } from '@jest/globals'
import middy from '@middy/core'
import type { ListedConnector } from '../../lib/connectors/connector-list.ts'
import { PushError } from '../../lib/errors.ts'
import { documentedList } from '../../lib/middleware/documented-list.ts'
import { FIND_PATH, httpEvent, onRoute } from '../support/events.ts'
import { parseAnswer, type HttpAnswer } from '../support/http-answer.ts'
import { lambdaContext } from '../support/lambda-context.ts'
import { captureOutput, logLines } from '../support/log-lines.ts'

const LISTED: ListedConnector = {
  id: 'sn',
  actionTypeId: '.servicenow',
  name: 'ServiceNow',
  config: { apiUrl: 'https://dev1.service-now.com' },
  isPreconfigured: false,
  referencedByCount: 0,
}
const output = captureOutput()

/** The answer of a chain whose handler does this. */
async function answerTo(outcome: () => ListedConnector[]): Promise<HttpAnswer> {
  const chain = middy()
    .use(documentedList())
    .handler((): Promise<never> => Promise.resolve(outcome() as never))
  const event = onRoute(httpEvent('create-incident'), 'GET', FIND_PATH)
  return parseAnswer(event, await chain(event, lambdaContext()))
}
const failing = (error: Error) => () => {
  throw error
}

test('a list is answered with 200 as a bare array, and nothing is logged', async () => {
  const { statusCode, headers, body } = await answerTo(() => [LISTED])
  expect(statusCode).toBe(200)
  expect(body).toEqual([LISTED])
  expect(headers).toEqual({
    'content-type': 'application/json; charset=utf-8',
    'cache-control': 'no-store',
    'x-content-type-options': 'nosniff',
  })
  expect(output()).toBe('')
})

test('an error that the caller must fix is logged as a warning, and its answer names no connector', async () => {
  const { statusCode, headers, body } = await answerTo(failing(new PushError('forbidden')))
  expect(statusCode).toBe(403)
  expect(headers).not.toHaveProperty('retry-after')
  expect(body).toEqual({
    statusCode: 403,
    error: 'Forbidden',
    message: 'Unauthorized to execute actions',
    status: 'error',
    retry: false,
    code: 'forbidden',
  })
  expect(logLines(output())).toMatchObject([{ level: 'WARN', message: 'list refused', code: 'forbidden' }])
})

test('any other error is logged as an error, and its answer says when to ask again', async () => {
  const { statusCode, headers, body } = await answerTo(
    failing(new PushError('credentials_unavailable', { retryAfterS: 5, cause: 'InternalServiceError' })),
  )
  expect(statusCode).toBe(503)
  expect(headers).toMatchObject({ 'retry-after': '5', 'cache-control': 'no-store' })
  expect(body).toMatchObject({ code: 'credentials_unavailable', retry: true })
  expect(logLines(output())).toMatchObject([
    { level: 'ERROR', message: 'list refused', cause: 'InternalServiceError', retryAfter: 5 },
  ])
})

test('an unexpected error is worth a retry, and no word of it gets out', async () => {
  const { statusCode, body } = await answerTo(failing(new TypeError('canary')))
  expect(statusCode).toBe(503)
  expect(body).toMatchObject({ code: 'push_incomplete', retry: true })
  expect(JSON.stringify(body) + output()).not.toContain('canary')
})
