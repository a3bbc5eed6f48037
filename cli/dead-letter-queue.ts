// The dead letters of a stage and its bus, with the region and the credentials that the AWS SDK finds. Those of stage
// local are on this machine, and need neither.
import { EventBridgeClient, PutEventsCommand } from '@aws-sdk/client-eventbridge'
import {
  ChangeMessageVisibilityBatchCommand,
  DeleteMessageCommand,
  GetQueueAttributesCommand,
  GetQueueUrlCommand,
  ReceiveMessageCommand,
  SQSClient,
  type Message,
} from '@aws-sdk/client-sqs'
import * as v from 'valibot'
import { awsRefusal, codeOf, requireRegion } from './aws-errors.ts'
import type { Again, Received } from './dead-letter.ts'

/** A letter that is hidden from others until it is deleted or released, or for five minutes. */
export type Held = Received & { id: string; handle: string }

export type DeadLetters = {
  /** When this command began, by the clock of SQS, epoch ms. */
  startedAtMs: number
  /** About how many letters are visible; undefined if that cannot be read. */
  count: () => Promise<number | undefined>
  /** The next letters, at most ten; none when all are held. */
  receive: () => Promise<Held[]>
  /** Puts an entry on the bus. @returns the code with which the bus rejected it */
  send: (entry: Again) => Promise<string | undefined>
  remove: (handle: string) => Promise<void>
  /** Shows letters to others again. One that cannot be shown comes back by itself. */
  release: (handles: readonly string[]) => Promise<void>
}

/** `npm start` listens there. */
const LOCAL_URL = 'http://127.0.0.1:3002'
const HELD_S = 300
const MAX_BATCH = 10
/** The longest poll that a person does not notice; with it SQS asks all its servers. */
const WAIT_S = 1
const CLOCKS_AGREE_MS = 2_000

/** @throws Error, for people, without a region, credentials or a queue */
export async function deadLettersOf(stage: string, region: string | undefined): Promise<DeadLetters> {
  const sqs = new SQSClient({ ...configOf('SQS', stage, region), useQueueUrlAsEndpoint: false })
  const bus = new EventBridgeClient(configOf('EVENTBRIDGE', stage, region))
  await requireRegion(sqs)
  const { url, nowMs } = await findQueue(sqs, `case-push-${stage}-dead-letters`)
  return { startedAtMs: nowMs, ...lettersAt(sqs, url), send: (entry) => putEntry(bus, `case-push-${stage}`, entry) }
}

/** The queue's URL, and the time of SQS. */
async function findQueue(sqs: SQSClient, QueueName: string): Promise<{ url: string; nowMs: number }> {
  const localMs = Date.now()
  let date = NaN
  const noteDate = { step: 'deserialize', name: 'noteDate' } as const
  sqs.middlewareStack.add(
    (next) => async (args) => {
      const result = await next(args)
      if (v.is(Dated, result.response)) date = Date.parse(result.response.headers.date)
      return result
    },
    noteDate,
  )
  const { QueueUrl = '' } = await sqs
    .send(new GetQueueUrlCommand({ QueueName }))
    .catch(failTo('find', 'GetQueueUrl', QueueName))
  sqs.middlewareStack.remove(noteDate.name)
  // The header has whole seconds: a clock that agrees with it tells the time better.
  return { url: QueueUrl, nowMs: Math.abs(date - localMs) > CLOCKS_AGREE_MS ? date + 999 : localMs }
}

function lettersAt(sqs: SQSClient, QueueUrl: string): Pick<DeadLetters, 'count' | 'receive' | 'remove' | 'release'> {
  const queue = QueueUrl.split('/').at(-1) ?? ''
  return {
    count: async () => {
      const asked = new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ['ApproximateNumberOfMessages'] })
      const answer = await sqs.send(asked).catch(() => undefined)
      const count = answer?.Attributes?.['ApproximateNumberOfMessages']
      return count === undefined ? undefined : Number(count)
    },
    receive: async () => {
      const asked = new ReceiveMessageCommand({
        QueueUrl,
        MaxNumberOfMessages: MAX_BATCH,
        VisibilityTimeout: HELD_S,
        WaitTimeSeconds: WAIT_S,
        MessageSystemAttributeNames: ['SentTimestamp', 'ApproximateReceiveCount'],
        MessageAttributeNames: ['All'],
      })
      const { Messages = [] } = await sqs.send(asked).catch(failTo('receive from', 'ReceiveMessage', queue))
      return Messages.map(heldOf)
    },
    remove: async (ReceiptHandle) => {
      await sqs
        .send(new DeleteMessageCommand({ QueueUrl, ReceiptHandle }))
        .catch(failTo('delete from', 'DeleteMessage', queue))
    },
    release: async (handles) => {
      for (let at = 0; at < handles.length; at += MAX_BATCH) {
        const Entries = handles
          .slice(at, at + MAX_BATCH)
          .map((ReceiptHandle, n) => ({ Id: String(n), ReceiptHandle, VisibilityTimeout: 0 }))
        await sqs.send(new ChangeMessageVisibilityBatchCommand({ QueueUrl, Entries })).catch(() => undefined)
      }
    },
  }
}

async function putEntry(bus: EventBridgeClient, EventBusName: string, entry: Again): Promise<string | undefined> {
  try {
    const put = new PutEventsCommand({ Entries: [{ EventBusName, ...entry }] })
    const { FailedEntryCount, Entries } = await bus.send(put)
    // A failed entry is answered with status 200.
    return FailedEntryCount === 0 ? undefined : (Entries?.[0]?.ErrorCode ?? 'unknown error')
  } catch (error) {
    return codeOf(error)
  }
}

const Dated = v.object({ headers: v.object({ date: v.string() }) })

function configOf(service: 'SQS' | 'EVENTBRIDGE', stage: string, region: string | undefined) {
  // A person waits here.
  const requestHandler = { connectionTimeout: 10_000, requestTimeout: 30_000, throwOnRequestTimeout: true }
  if (stage !== 'local') return { requestHandler, ...(region === undefined ? {} : { region }) }
  return {
    requestHandler,
    endpoint: process.env[`AWS_ENDPOINT_URL_${service}`] ?? LOCAL_URL,
    region: 'us-east-1',
    credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
  }
}

function heldOf({ MessageId = '', ReceiptHandle = '', Body = '', Attributes, MessageAttributes = {} }: Message): Held {
  const attributes = Object.entries(MessageAttributes).map(([name, { StringValue }]) => [name, StringValue] as const)
  return {
    id: MessageId,
    handle: ReceiptHandle,
    body: Body,
    sentAtMs: Number(Attributes?.['SentTimestamp'] ?? 0),
    receives: Attributes?.['ApproximateReceiveCount'],
    attributes: Object.fromEntries(attributes),
  }
}

const failTo =
  (verb: string, action: string, queue: string) =>
  (cause: unknown): never => {
    if (codeOf(cause) === 'QueueDoesNotExist')
      throw new Error(`there is no queue ${queue} in this account and region: is the stage deployed?`, { cause })
    throw awsRefusal({ service: 'SQS', verb, name: queue, permission: `sqs:${action}` }, cause)
  }
