// The queue in this process: the local EventBridge, and behind it the handler `execute-queued` on the stand-ins.
import { createEventBridge, type EventBridge } from '../../local/event-bridge.ts'
import { invoke, reportsFailure, sqsEvent } from '../../local/invoke.ts'
import { startLambda, type LambdaHandler } from '../../local/lambda.ts'
import type { DeadLetter } from '../../local/outcomes.ts'
import { BUS } from './aws-environment.ts'
import { startStandIns, type StandIns } from './stand-ins.ts'

export type Outcome = {
  type: string
  savedObjectId?: string
  error?: { code: string; message: string }
  request?: unknown
  incident?: { title: string; id: string }
  externalDetails?: unknown
}

export type QueueHandler = Pick<StandIns, 'servicenow' | 'close'> & {
  bus: EventBridge
  /** How many writes ServiceNow was sent. */
  writes(): number
  /** For each delivery that failed the error of the function, or nothing if it put the record off. */
  putOff: string[]
  /** The outcomes that were published about a case, oldest first. */
  outcomesOf(savedObjectId: string): Outcome[]
  deadLettersOf(savedObjectId: string): readonly DeadLetter[]
  /** Puts a `Case Push Requested` with each detail on the bus. */
  put(...details: unknown[]): Promise<void>
  /** Sends the bus one PutEvents. */
  putEvents(request: unknown): Promise<void>
  /**
   * Invokes the function as Lambda's poller does: one event as a record sent at `sentAtMs`, which SQS does not know.
   * @returns `put off` when it says that the record failed, what it threw, or undefined
   */
  deliver(event: unknown, sentAtMs?: number): Promise<string | undefined>
  /** Invokes the function with the event itself. @returns what it threw */
  deliverBare(event: unknown): Promise<string | undefined>
}

const FUNCTION = 'case-push-local-executeQueued'
const MAX_ENTRIES = 10

/** Sets this process's environment and imports the handler there: once in a test file. */
export async function startQueueHandler({ visibilityMs = 100, concurrency = 2 } = {}): Promise<QueueHandler> {
  const imported: { handler?: LambdaHandler } = {}
  const lambda = await startLambda(
    (event, context) => imported.handler?.(event, context) ?? Promise.reject(new Error('not ready')),
  )
  const putOff: string[] = []
  const onPutOff = (error = '') => {
    putOff.push(error)
  }
  const bus = createEventBridge({ lambdaUrl: lambda.url, visibilityMs, concurrency, speed: 1, onPutOff })
  const { servicenow, urls, environment, ...standIns } = await startStandIns({ clock: () => Date.now() }, bus.routes)
  Object.assign(process.env, environment, {
    CASE_PUSH_BUS: BUS,
    IS_LOCAL: 'true',
    POWERTOOLS_LOG_LEVEL: 'SILENT',
  })
  imported.handler = (await import('../../handlers/execute-queued.ts')).handler as unknown as LambdaHandler
  const deliverBare = async (event: unknown) => (await invoke(lambda.url, FUNCTION, event)).error
  const isAbout = (savedObjectId: string) => (published: { detail: unknown }) =>
    (published.detail as Outcome).savedObjectId === savedObjectId
  return {
    servicenow,
    bus,
    putOff,
    writes: () => servicenow.requests().filter(({ method }) => method !== 'GET').length,
    outcomesOf: (savedObjectId) =>
      bus
        .events()
        .filter(isAbout(savedObjectId))
        .map((event) => ({ ...event.detail, type: event['detail-type'] })),
    deadLettersOf: (savedObjectId) => bus.deadLetters().filter(isAbout(savedObjectId)),
    put: async (...details) => {
      for (const Entries of entriesOf(details)) await putEvents(urls.secrets, { Entries })
    },
    putEvents: (request) => putEvents(urls.secrets, request),
    deliver: async (event, sentAtMs = Date.now()) => {
      const body = typeof event === 'string' ? event : JSON.stringify(event)
      const record = sqsEvent({ id: 'm1', body, sentAtMs, receives: 1, receiptHandle: 'h1' })
      const { error, result } = await invoke(lambda.url, FUNCTION, record)
      return error ?? (reportsFailure(result) ? 'put off' : undefined)
    },
    deliverBare,
    close: async () => {
      await bus.close()
      await lambda.close()
      await standIns.close()
    },
  }
}

/** Requests of ten entries, EventBridge's most. */
function entriesOf(details: readonly unknown[]): object[][] {
  const entries = details.map((detail) => ({
    EventBusName: BUS,
    Source: 'test',
    DetailType: 'Case Push Requested',
    Detail: JSON.stringify(detail),
  }))
  return Array.from({ length: Math.ceil(entries.length / MAX_ENTRIES) }, (_, n) =>
    entries.slice(n * MAX_ENTRIES, (n + 1) * MAX_ENTRIES),
  )
}

async function putEvents(url: string, request: unknown): Promise<void> {
  const answer = await fetch(url, {
    method: 'POST',
    headers: { 'x-amz-target': 'AWSEvents.PutEvents', 'content-type': 'application/x-amz-json-1.1' },
    body: JSON.stringify(request),
  })
  if (!answer.ok) throw new Error(`PutEvents answered ${answer.status}: ${await answer.text()}`)
}
