// The embedded queues follow SQS and Lambda's poller, as the SDK's own client meets them: when a request comes back,
// what counts as failed, and how dead letters are received and deleted.
import { afterEach, expect, test } from '@jest/globals'
import {
  ChangeMessageVisibilityCommand,
  DeleteMessageCommand,
  GetQueueAttributesCommand,
  GetQueueUrlCommand,
  ReceiveMessageCommand,
  SendMessageCommand,
  SQSClient,
} from '@aws-sdk/client-sqs'
import { EventBridgeClient, PutEventsCommand } from '@aws-sdk/client-eventbridge'
import type { SQSEvent } from 'aws-lambda'
import { setTimeout as sleep } from 'node:timers/promises'
import { createEventBridge } from '../../local/event-bridge.ts'
import { startLambda, type LambdaHandler } from '../../local/lambda.ts'
import { startSecretsManager } from '../../local/secrets-manager.ts'
import { clientOptions } from '../support/aws-environment.ts'
import { until } from '../support/until.ts'

const closers: (() => unknown)[] = []
afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close()
})

async function startQueues(handle: (event: SQSEvent) => Promise<unknown>, visibilityMs = 180_000, maxReceives = 1_000) {
  const lambda = await startLambda(handle as LambdaHandler)
  const bus = createEventBridge({ lambdaUrl: lambda.url, visibilityMs, maxReceives })
  const { url, close } = await startSecretsManager({ extraRoutes: bus.routes })
  const events = new EventBridgeClient(clientOptions(url))
  const sqs = new SQSClient({ ...clientOptions(url), useQueueUrlAsEndpoint: false })
  closers.push(lambda.close, close, bus.close, () => {
    events.destroy()
    sqs.destroy()
  })
  const entry = {
    EventBusName: 'case-push-local',
    Source: 'test',
    DetailType: 'Case Push Requested',
    Detail: '{"n":1}',
  }
  return { bus, sqs, put: () => events.send(new PutEventsCommand({ Entries: [entry] })) }
}

const REQUESTS = 'https://sqs.us-east-1.amazonaws.com/000000000000/case-push-local-requests'
const LETTERS = 'http://127.0.0.1/000000000000/case-push-local-dead-letters'
const change = (ReceiptHandle: string, VisibilityTimeout: number, QueueUrl = REQUESTS) =>
  new ChangeMessageVisibilityCommand({ QueueUrl, ReceiptHandle, VisibilityTimeout })
const nothing = () => Promise.resolve()

test('a failed record comes back when its function said, not after the visibility timeout of the queue', async () => {
  const handles: string[] = []
  const { sqs, put, bus } = await startQueues(async ({ Records: [record] }) => {
    handles.push(record?.receiptHandle ?? '')
    if (handles.length === 2) return { batchItemFailures: [] }
    await sqs.send(change(record?.receiptHandle ?? '', 0))
    return { batchItemFailures: [{ itemIdentifier: record?.messageId }] }
  })
  await put()
  await until('a second delivery', () => bus.waiting() === 0)
  expect(new Set(handles).size).toBe(2)
})

test('the visibility of a record can be changed after its function has ended, but not once it is deleted', async () => {
  const handles: string[] = []
  const { sqs, put, bus } = await startQueues(({ Records: [record] }) => {
    handles.push(record?.receiptHandle ?? '')
    return handles.length === 1 ? Promise.reject(new Error('crashed')) : nothing()
  })
  await put()
  await until('a delivery', () => handles.length === 1)
  await sleep(20)
  await sqs.send(change(handles[0] ?? '', 0))
  await until('a second delivery', () => bus.waiting() === 0)
  for (const handle of handles)
    await expect(sqs.send(change(handle, 0))).rejects.toMatchObject({ name: 'ReceiptHandleIsInvalid' })
})

test.each<[string, unknown, number]>([
  ['nothing', null, 1],
  ['an empty answer', {}, 1],
  ['no failures', { batchItemFailures: [] }, 1],
  ['failures that are null', { batchItemFailures: null }, 1],
  ['an item without an identifier', { batchItemFailures: [{}] }, 2],
  ['another record', { batchItemFailures: [{ itemIdentifier: 'another' }] }, 2],
  ['a text', 'done', 2],
])('a function that returns %s: Lambda counts the record as it would on AWS', async (_what, returned, deliveries) => {
  let count = 0
  const { put, bus } = await startQueues(
    () => {
      count += 1
      return Promise.resolve(returned)
    },
    1,
    2,
  )
  await put()
  await until('an end', () => bus.waiting() === 0)
  expect(count).toBe(deliveries)
  expect(bus.deadLetters()).toHaveLength(deliveries - 1)
})

test('a letter is hidden from others once received, comes back, and is gone when it is deleted', async () => {
  const { sqs, bus } = await startQueues(nothing)
  const { QueueUrl } = await sqs.send(new GetQueueUrlCommand({ QueueName: 'case-push-local-dead-letters' }))
  const MessageAttributes = { ERROR_CODE: { DataType: 'String', StringValue: 'NO_PERMISSIONS' } }
  await sqs.send(new SendMessageCommand({ QueueUrl, MessageBody: '{"detail":{"n":"é"}}', MessageAttributes }))
  const receive = async (VisibilityTimeout: number) =>
    (await sqs.send(new ReceiveMessageCommand({ QueueUrl, VisibilityTimeout, MaxNumberOfMessages: 10 }))).Messages ?? []
  const [first] = await receive(60)
  expect(first).toMatchObject({
    Body: '{"detail":{"n":"é"}}',
    MessageAttributes,
    Attributes: { ApproximateReceiveCount: '1' },
  })
  expect(await receive(60)).toEqual([])
  const { Attributes } = await sqs.send(new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ['All'] }))
  expect(Attributes).toEqual({ ApproximateNumberOfMessages: '0', ApproximateNumberOfMessagesNotVisible: '1' })
  await sqs.send(change(first?.ReceiptHandle ?? '', 0, QueueUrl))
  const [again] = await receive(60)
  expect(bus.deadLetters()).toEqual([{ reason: 'NO_PERMISSIONS', detail: { n: 'é' } }])
  await sqs.send(new DeleteMessageCommand({ QueueUrl, ReceiptHandle: again?.ReceiptHandle }))
  expect(bus.deadLetters()).toEqual([])
})

test('what SQS would reject is rejected by its name', async () => {
  const { sqs } = await startQueues(nothing)
  const rejected = (call: Promise<unknown>, name: string) => expect(call).rejects.toMatchObject({ name })
  await rejected(sqs.send(change('h', 43_201)), 'InvalidParameterValue')
  await rejected(sqs.send(change('h', 0, LETTERS)), 'ReceiptHandleIsInvalid')
  await rejected(sqs.send(change('h', 0, 'https://sqs/1/nowhere')), 'QueueDoesNotExist')
  await rejected(sqs.send(new GetQueueUrlCommand({ QueueName: 'nowhere' })), 'QueueDoesNotExist')
  await rejected(sqs.send(new ReceiveMessageCommand({ QueueUrl: REQUESTS })), 'UnsupportedOperation')
  const tooMany = new ReceiveMessageCommand({ QueueUrl: LETTERS, MaxNumberOfMessages: 11 })
  await rejected(sqs.send(tooMany), 'InvalidParameterValue')
})
