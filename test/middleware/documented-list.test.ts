// The HTTP answer of find-connectors, for lists and errors alike, and the one line that is logged about an error.
import { expect, test } from '@jest/globals'
import middy from '@middy/core'
import type { APIGatewayProxyStructuredResultV2, Context } from 'aws-lambda'
import type { ListedConnector } from '../../lib/connectors/connector-list.ts'
import { PushError } from '../../lib/errors.ts'
import { documentedList } from '../../lib/middleware/documented-list.ts'
import { eventOf } from '../support/events.ts'
import { captureOutput, parsedLines } from '../support/log-lines.ts'

const LISTED: ListedConnector = {
  id: 'sn',
  actionTypeId: '.servicenow',
  name: 'ServiceNow',
  config: { apiUrl: 'https://dev1.service-now.com' },
  isPreconfigured: false,
  referencedByCount: 0,
}
const output = captureOutput()

/** What a chain answers whose handler does this. */
async function answered(outcome: () => ListedConnector[]) {
  const chain = middy()
    .use(documentedList())
    .handler((): Promise<never> => Promise.resolve(outcome() as never))
  const { statusCode, headers, body } = (await chain(
    eventOf('create-incident'),
    {} as Context,
  )) as unknown as APIGatewayProxyStructuredResultV2
  return { statusCode, headers, json: JSON.parse(body ?? '') as unknown }
}
const failing = (error: Error) => () => {
  throw error
}

test('a list is answered 200 as a bare array, and no line is logged', async () => {
  const { statusCode, headers, json } = await answered(() => [LISTED])
  expect(statusCode).toBe(200)
  expect(json).toEqual([LISTED])
  expect(headers).toEqual({
    'content-type': 'application/json; charset=utf-8',
    'cache-control': 'no-store',
    'x-content-type-options': 'nosniff',
  })
  expect(output()).toBe('')
})

test("what is the caller's to mend is a warning, and its answer names no connector", async () => {
  const { statusCode, headers, json } = await answered(failing(new PushError('forbidden')))
  expect(statusCode).toBe(403)
  expect(headers).not.toHaveProperty('retry-after')
  expect(json).toEqual({
    statusCode: 403,
    error: 'Forbidden',
    message: 'Unauthorized to execute actions',
    status: 'error',
    retry: false,
    code: 'forbidden',
  })
  expect(parsedLines(output())).toMatchObject([{ level: 'WARN', message: 'list refused', code: 'forbidden' }])
})

test('the rest is an error, and its answer says when to ask again', async () => {
  const { statusCode, headers, json } = await answered(
    failing(new PushError('credentials_unavailable', { retryAfterS: 5, cause: 'InternalServiceError' })),
  )
  expect(statusCode).toBe(503)
  expect(headers).toMatchObject({ 'retry-after': '5', 'cache-control': 'no-store' })
  expect(json).toMatchObject({ code: 'credentials_unavailable', retry: true })
  expect(parsedLines(output())).toMatchObject([
    { level: 'ERROR', message: 'list refused', cause: 'InternalServiceError', retryAfter: 5 },
  ])
})

test('anything unexpected is worth another try, and no word of it leaves', async () => {
  const { statusCode, json } = await answered(failing(new TypeError('canary')))
  expect(statusCode).toBe(503)
  expect(json).toMatchObject({ code: 'push_incomplete', retry: true })
  expect(JSON.stringify(json) + output()).not.toContain('canary')
})
