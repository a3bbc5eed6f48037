// An event of another shape, sent by hand (`invoke local -d '{}'`) or by a service that is wired to the wrong function,
// gets the answer of its function: never a TypeError.
import { afterAll, expect, test } from '@jest/globals'
import { httpEvent } from '../support/events.ts'
import { startFunctions, type FunctionName } from '../support/functions.ts'
import { logLines } from '../support/log-lines.ts'

const functions = await startFunctions()
afterAll(() => functions.close())

const { rawPath, body, headers } = httpEvent('create-incident')
/** As API Gateway's REST APIs and Application Load Balancers send a request. */
const REST = { resource: '/{proxy+}', path: rawPath, httpMethod: 'POST', headers, body, requestContext: { stage: 'x' } }
const SQS = { Records: [{ messageId: 'm', receiptHandle: 'r', body: '{}', eventSource: 'aws:sqs' }] }
const RULE = { id: 'e', source: 'soc', 'detail-type': 'Case Push Requested', detail: { connectorId: 'local' } }
const ODD: unknown[] = [{}, [], 'x', 7, true, null, REST, SQS, RULE, { rawPath: 1, headers: null, requestContext: {} }]

const HTTP: FunctionName[] = ['execute', 'comment', 'find-incident', 'find-connectors', 'connector']

test.each(HTTP)('%s answers every other event with 400 and says what it takes', async (name) => {
  const started = await functions.start(name)
  for (const event of ODD) {
    const { result, thrown } = await started.invoke(event)
    expect({ event, thrown }).toEqual({ event, thrown: undefined })
    const answer = result as { statusCode: number; body: string }
    expect(answer.statusCode).toBe(400)
    expect(JSON.parse(answer.body)).toMatchObject({
      status: 'error',
      code: 'invalid_request',
      message: expect.stringContaining('[event]: must be a request of an HTTP API (payload version 2.0)'),
      retry: false,
    })
  }
  expect(logLines(started.output()).map(({ code }) => code)).toEqual(ODD.map(() => 'invalid_request'))
})

test('the authorizer lets nobody in', async () => {
  const authorize = await functions.start('authorize')
  for (const event of [...ODD, { identitySource: [] }, { identitySource: 'ApiKey x' }, { identitySource: [7] }])
    expect(await authorize.invoke(event)).toEqual({ result: { isAuthorized: false } })
})

test('the function of the queue refuses it for good, in words of its own', async () => {
  const queued = await functions.start('execute-queued')
  for (const event of [{}, [], 'x', 7, true, null, REST, RULE]) {
    const { result, thrown } = await queued.invoke(event)
    expect({ event, thrown: thrown === 'TypeError' }).toEqual({ event, thrown: false })
    expect(JSON.stringify(result ?? '')).not.toContain('TypeError')
  }
  expect(queued.output()).not.toContain('TypeError')
  expect(queued.output()).not.toContain('unexpected error')
})
