// SQS on this machine, in the AWS JSON 1.0 protocol of the AWS SDK and CLI: the visibility of a request that a function
// works on, and dead letters that are received, deleted and sent.
import { Hono, type Context } from 'hono'
import { createHash } from 'node:crypto'
import * as v from 'valibot'
import type { PolledQueue } from './polled-queue.ts'

/** A queue by which a client knows it: the poller's takes no message from a client, and gives none. */
export type QueueOfClients = Pick<PolledQueue, 'changeVisibility'> & Partial<Omit<PolledQueue, 'changeVisibility'>>

const MAX_VISIBILITY_S = 43_200
const Seconds = v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(MAX_VISIBILITY_S))
const OfQueue = v.object({ QueueUrl: v.string() })
const Receive = v.object({
  ...OfQueue.entries,
  MaxNumberOfMessages: v.optional(v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(10)), 1),
  VisibilityTimeout: v.optional(Seconds, 30),
})
const OfMessage = v.object({ ...OfQueue.entries, ReceiptHandle: v.string() })
const Change = v.object({ ...OfMessage.entries, VisibilityTimeout: Seconds })
const Changes = v.object({
  ...OfQueue.entries,
  Entries: v.pipe(
    v.array(v.object({ Id: v.string(), ReceiptHandle: v.string(), VisibilityTimeout: Seconds })),
    v.minLength(1),
    v.maxLength(10),
  ),
})
const Send = v.object({
  ...OfQueue.entries,
  MessageBody: v.string(),
  MessageAttributes: v.optional(
    v.record(v.string(), v.object({ DataType: v.literal('String'), StringValue: v.string() })),
    {},
  ),
})

/** An answer, or the code of an error with its message. */
type Answer = object | [code: string, message: string]
type Action = (queue: QueueOfClients, body: unknown) => Answer

/** @param queues by their names */
export function sqsRoutes(queues: Record<string, QueueOfClients>): Hono {
  const app = new Hono()
  app.post('/', async (c, next) => {
    const [service, name = ''] = (c.req.header('x-amz-target') ?? '').split('.')
    if (service !== 'AmazonSQS') return next()
    const body: unknown = await c.req.json().catch(() => undefined)
    if (name === 'GetQueueUrl') return answer(c, urlOf(c, queues, body))
    const asked = v.safeParse(OfQueue, body)
    const queue = asked.success ? queues[asked.output.QueueUrl.split('/').at(-1) ?? ''] : undefined
    if (queue === undefined) return answer(c, NO_QUEUE)
    return answer(c, ACTIONS[name]?.(queue, body) ?? UNSUPPORTED)
  })
  return app
}

const ACTIONS: Record<string, Action> = {
  ChangeMessageVisibility: (queue, body) => {
    const change = v.safeParse(Change, body)
    if (!change.success) return invalid(change.issues)
    const { ReceiptHandle, VisibilityTimeout } = change.output
    return queue.changeVisibility(ReceiptHandle, VisibilityTimeout * 1000) ? {} : NO_HANDLE
  },
  ChangeMessageVisibilityBatch: (queue, body) => {
    const changes = v.safeParse(Changes, body)
    if (!changes.success) return invalid(changes.issues)
    const results = changes.output.Entries.map(({ Id, ReceiptHandle, VisibilityTimeout }) => ({
      Id,
      isDone: queue.changeVisibility(ReceiptHandle, VisibilityTimeout * 1000),
    }))
    const failed = { SenderFault: true, Code: 'ReceiptHandleIsInvalid' }
    return {
      Successful: results.flatMap(({ Id, isDone }) => (isDone ? [{ Id }] : [])),
      Failed: results.flatMap(({ Id, isDone }) => (isDone ? [] : [{ Id, ...failed }])),
    }
  },
  DeleteMessage: (queue, body) => {
    const message = v.safeParse(OfMessage, body)
    if (queue.remove === undefined) return UNSUPPORTED
    if (!message.success) return invalid(message.issues)
    queue.remove(message.output.ReceiptHandle) // one that is gone was deleted before: SQS answers no error
    return {}
  },
  GetQueueAttributes: ({ messages, hidden }) => {
    if (messages === undefined || hidden === undefined) return UNSUPPORTED
    const counts = { ApproximateNumberOfMessages: messages().length - hidden() }
    const all = { ...counts, ApproximateNumberOfMessagesNotVisible: hidden() }
    return { Attributes: Object.fromEntries(Object.entries(all).map(([name, count]) => [name, String(count)])) }
  },
  ReceiveMessage: (queue, body) => {
    const asked = v.safeParse(Receive, body)
    if (queue.receive === undefined) return UNSUPPORTED
    if (!asked.success) return invalid(asked.issues)
    const Messages = queue.receive(asked.output.MaxNumberOfMessages, asked.output.VisibilityTimeout * 1000)
    return {
      Messages: Messages.map(({ id, body: Body, attributes, sentAtMs, receives, receiptHandle }) => ({
        MessageId: id,
        ReceiptHandle: receiptHandle,
        MD5OfBody: md5(Body),
        Body,
        Attributes: { SentTimestamp: String(sentAtMs), ApproximateReceiveCount: String(receives) },
        MessageAttributes: attributes,
      })),
    }
  },
  SendMessage: (queue, body) => {
    const sent = v.safeParse(Send, body)
    if (queue.send === undefined) return UNSUPPORTED
    if (!sent.success) return invalid(sent.issues)
    const { MessageBody, MessageAttributes } = sent.output
    const { id } = queue.send(MessageBody, { attributes: MessageAttributes })
    return { MessageId: id, MD5OfMessageBody: md5(MessageBody) }
  },
}

function urlOf(c: Context, queues: Record<string, unknown>, body: unknown): Answer {
  const asked = v.safeParse(v.object({ QueueName: v.string() }), body)
  if (!asked.success || !(asked.output.QueueName in queues)) return NO_QUEUE
  return { QueueUrl: `${new URL(c.req.url).origin}/000000000000/${asked.output.QueueName}` }
}

const NO_QUEUE: Answer = ['QueueDoesNotExist', 'The specified queue does not exist.']
const NO_HANDLE: Answer = ['ReceiptHandleIsInvalid', 'The input receipt handle is invalid.']
const UNSUPPORTED: Answer = ['UnsupportedOperation', 'This stand-in does not support the operation on this queue.']
const invalid = (issues: Parameters<typeof v.summarize>[0]): Answer => ['InvalidParameterValue', v.summarize(issues)]

const md5 = (text: string): string => createHash('md5').update(text).digest('hex')

function answer(c: Context, given: Answer): Response {
  const [code, message] = Array.isArray(given) ? (given as [string, string]) : []
  const body = code === undefined ? given : { __type: `com.amazonaws.sqs#${code}`, message }
  const type = { 'content-type': 'application/x-amz-json-1.0' }
  return c.body(JSON.stringify(body), code === undefined ? 200 : 400, type)
}
