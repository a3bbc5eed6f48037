// What the queue hears of a record: that it is done, or when to deliver it again. SQS is a server that a test decides
// over, so that each call to it is seen as the SDK sends it.
import { afterAll, beforeEach, expect, test } from '@jest/globals'
import type { ServerResponse } from 'node:http'
import { sqsEvent } from '../../local/invoke.ts'
import { BUS, NOBODY } from '../support/aws-environment.ts'
import { requestEvent } from '../support/events.ts'
import { startFunctions } from '../support/functions.ts'
import { logLines } from '../support/log-lines.ts'
import { sendJson, startHttp } from '../support/raw-server.ts'

const taken = (response: ServerResponse) => {
  sendJson(response, 200, { FailedEntryCount: 0, Entries: [{ EventId: 'e' }] })
}
const refused = (response: ServerResponse) => {
  sendJson(response, 400, { __type: 'com.amazonaws.sqs#AccessDenied', message: 'canary' })
}
let sqsAnswer: typeof taken
let busAnswer: typeof taken
const sqs = await startHttp((response) => {
  sqsAnswer(response)
})
const bus = await startHttp((response) => {
  busAnswer(response)
})
const functions = await startFunctions()
const environment = { AWS_ENDPOINT_URL_EVENTBRIDGE: bus.url, AWS_ENDPOINT_URL_SQS: sqs.url, CASE_PUSH_BUS: BUS }
const queued = await functions.start('execute-queued', environment)
const withoutSqs = await functions.start('execute-queued', { ...environment, AWS_ENDPOINT_URL_SQS: NOBODY })
afterAll(async () => {
  await Promise.all([functions, sqs, bus].map((part) => part.close()))
})
beforeEach(() => {
  functions.servicenow.clear()
  functions.servicenow.clearFaults()
  sqs.requests.length = 0
  sqsAnswer = taken
  busAnswer = taken
})

const DAY_MS = 24 * 3_600_000
const FAILED = { result: { batchItemFailures: [{ itemIdentifier: 'm1' }] } }
const DONE = { result: { batchItemFailures: [] } }

function recordOf(event: unknown, { receives = 1, ageMs = 0 } = {}) {
  const body = typeof event === 'string' ? event : JSON.stringify(event)
  return sqsEvent({ id: 'm1', body, receiptHandle: 'h1', receives, sentAtMs: Date.now() - ageMs })
}
const isAway = (fault: { kind: 'hibernating' } | { kind: 'status'; status: number }) => {
  functions.servicenow.addFault({ times: 9, fault })
}
const delays = () =>
  sqs.requests.map(({ body }) => (JSON.parse(body) as { VisibilityTimeout: number }).VisibilityTimeout)

test('a record whose push is put off is reported as failed, and hidden for as long as the error asks', async () => {
  isAway({ kind: 'hibernating' }) // Retry-After 60
  expect(await queued.invoke(recordOf(requestEvent('later')))).toEqual(FAILED)
  expect(sqs.requests.map(({ headers }) => headers['x-amz-target'])).toEqual(['AmazonSQS.ChangeMessageVisibility'])
  expect(JSON.parse(sqs.requests[0]?.body ?? '')).toEqual({
    QueueUrl: 'https://sqs.us-east-1.amazonaws.com/000000000000/case-push-local-requests',
    ReceiptHandle: 'h1',
    VisibilityTimeout: expect.any(Number),
  })
  expect(delays()[0]).toBeGreaterThanOrEqual(60)
  expect(delays()[0]).toBeLessThanOrEqual(75)
  expect(logLines(queued.output())).toContainEqual(
    expect.objectContaining({ message: 'push put off', retryAfter: delays()[0] }),
  )
})

test('a record that is put off again and again is hidden for longer, up to 15 min', async () => {
  for (const receives of [1, 8, 200]) {
    isAway({ kind: 'hibernating' })
    expect(await queued.invoke(recordOf(requestEvent('again'), { receives }))).toEqual(FAILED)
    functions.servicenow.clearFaults()
  }
  const [first = 0, , last = 0] = delays()
  expect(first).toBeLessThan(600)
  expect([last >= 720, last <= 900]).toEqual([true, true])
})

test('the call goes to the queue that the record names', async () => {
  isAway({ kind: 'hibernating' })
  const record = recordOf(requestEvent('china'))
  const [{ eventSourceARN: _, ...rest }] = record.Records as [(typeof record.Records)[0]]
  const eventSourceARN = 'arn:aws-cn:sqs:cn-north-1:123456789012:case-push-prod-requests'
  expect(await queued.invoke({ Records: [{ ...rest, eventSourceARN }] })).toEqual(FAILED)
  expect(sqs.requests[0]?.body).toContain('sqs.cn-north-1.amazonaws.com.cn/123456789012/case-push-prod-requests"')
})

test.each<[string, () => Promise<unknown>]>([
  ['SQS refuses the call', () => queued.invoke(recordOf(requestEvent('x')))],
  ['SQS cannot be reached', () => withoutSqs.invoke(recordOf(requestEvent('x')))],
  ['the invocation has no time left for it', () => queued.invoke(recordOf(requestEvent('x')), 400)],
  ['the record names no queue', () => queued.invoke(withArn('canary'))],
])('when %s, the record is reported as failed all the same, and the log warns', async (_when, invoke) => {
  sqsAnswer = refused
  isAway({ kind: 'hibernating' })
  expect(await invoke()).toEqual(FAILED)
  const output = queued.output() + withoutSqs.output()
  expect(logLines(output)).toContainEqual(
    expect.objectContaining({ level: 'WARN', message: 'visibility not set', eventId: 'id-of-x', connectorId: 'local' }),
  )
  expect(output).not.toContain('canary')
})

function withArn(eventSourceARN: string) {
  const { Records } = recordOf(requestEvent('x'))
  return { Records: Records.map((record) => ({ ...record, eventSourceARN })) }
}

test('a record that is pushed, refused or too old is done, and SQS is asked nothing', async () => {
  expect(await queued.invoke(recordOf(requestEvent('pushed')))).toEqual(DONE)
  expect(await queued.invoke(recordOf(requestEvent('bad', 'case-push-requested-malformed')))).toEqual(DONE)
  isAway({ kind: 'hibernating' })
  expect(await queued.invoke(recordOf(requestEvent('old'), { ageMs: DAY_MS + 1 }))).toEqual(DONE)
  expect(sqs.requests).toEqual([])
})

test('a record whose outcome the bus refuses is hidden like any other while it is young', async () => {
  busAnswer = (response) => {
    sendJson(response, 200, { FailedEntryCount: 1, Entries: [{ ErrorCode: 'ThrottlingException' }] })
  }
  expect(await queued.invoke(recordOf(requestEvent('young')))).toEqual(FAILED)
  expect(delays()).toHaveLength(1)
})

// 1,000 deliveries in waits of 15 min would take ten days, and the queue keeps a record for four.
test('a record that nothing but its outcome holds up after a day is left to the redrive of its queue', async () => {
  busAnswer = (response) => {
    sendJson(response, 200, { FailedEntryCount: 1, Entries: [{ ErrorCode: 'ThrottlingException' }] })
  }
  expect(await queued.invoke(recordOf(requestEvent('old'), { ageMs: DAY_MS + 1 }))).toEqual(FAILED)
  const large = requestEvent('too-large')
  large.detail.connectorId = 'nobody'
  large.detail.params.subActionParams['description'] = 'é'.repeat(524_000)
  expect(await queued.invoke(recordOf(large))).toEqual(FAILED)
  expect(sqs.requests).toEqual([])
})

test('a bare event has no queue: its answer is the outcome, or an error', async () => {
  expect(await queued.invoke(requestEvent('bare'))).toMatchObject({ result: { type: 'Incident Pushed' } })
  isAway({ kind: 'hibernating' })
  expect(await queued.invoke(requestEvent('bare-later'))).toMatchObject({ thrown: 'Error' })
  expect(sqs.requests).toEqual([])
})
