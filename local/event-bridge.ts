// The event bus of the template on this machine, with its queues: which event goes where. Requests wait in a queue for
// the function, failed pushes become dead letters, and outcomes can be listed. Time runs 90 times faster: the 180 s of
// the request queue take 2 s.
import type { Hono } from 'hono'
import { invoke, reportsFailure, REQUESTS, sqsEvent } from './invoke.ts'
import { createOutcomes, type DeadLetter, type Outcomes } from './outcomes.ts'
import { putEventsRoutes, type BusEvent } from './put-events.ts'
import { createQueue, type Message, type Queue } from './queue.ts'
import { sqsRoutes } from './sqs.ts'

export type EventBridgeOptions = {
  /** Where the function is invoked. */
  lambdaUrl: string
  functionName?: string
  concurrency?: number
  /** What the 180 s of the request queue take here; other times of it take as much more or less. */
  visibilityMs?: number
  /** How many times faster records age for the function, which gives up on them after 24 h. */
  speed?: number
  maxReceives?: number
  print?: (line: string) => void
  /** Hears of each delivery that failed. @param error of a function that threw, or that was not reached */
  onPutOff?: (error: string | undefined) => void
}

export type EventBridge = {
  /** `POST /` for AWSEvents and AmazonSQS, `GET /events` and `GET /dead-letters`. */
  routes: Hono
  /** Outcomes, newest last. */
  events: () => readonly BusEvent[]
  deadLetters: () => readonly DeadLetter[]
  /** How many requests wait or are being delivered. */
  waiting: () => number
  /** Rejects the next entries, each in an answer of status 200. */
  rejectNext: (count: number) => void
  close: () => Promise<void>
}

type Print = (line: string) => void

const BUS = 'case-push-local'
const DEAD_LETTERS = 'case-push-local-dead-letters'
const VISIBILITY_S = 180

/** Does not listen itself: the caller mounts `routes`. */
export function createEventBridge(options: EventBridgeOptions): EventBridge {
  const { print = () => undefined } = options
  const outcomes = createOutcomes(print)
  const queue = createRequestQueue(options, print, outcomes.bury)
  let rejections = 0
  const routes = putEventsRoutes((bus, event) => {
    if (rejections === 0) {
      dispatch(bus, event, queue, outcomes, print)
      return undefined
    }
    rejections -= 1
    return 'InternalFailure'
  })
  const { changeVisibility } = queue
  routes.route('/', sqsRoutes({ [REQUESTS]: { changeVisibility }, [DEAD_LETTERS]: outcomes.letters }))
  routes.get('/events', (c) => c.json(outcomes.events))
  routes.get('/dead-letters', (c) => c.json(outcomes.deadLetters()))
  return {
    routes,
    events: () => outcomes.events,
    deadLetters: outcomes.deadLetters,
    waiting: queue.size,
    rejectNext: (count) => {
      rejections = count
    },
    close: () => {
      queue.close()
      return Promise.resolve()
    },
  }
}

/** What the rule of the bus takes to the queue. */
const REQUEST_TYPES: ReadonlySet<string> = new Set(['Case Push Requested', 'Case Close Requested'])

function dispatch(bus: string, event: BusEvent, queue: Queue, outcomes: Outcomes, print: Print): void {
  if (bus !== BUS) print(`  an event went to the bus "${bus}", which has no rule; the bus here is "${BUS}"`)
  else if (REQUEST_TYPES.has(event['detail-type'])) queue.send(event.id, JSON.stringify(event))
  else if (event.source === 'case-push') outcomes.keep(event)
}

function createRequestQueue(options: EventBridgeOptions, print: Print, bury: Outcomes['bury']): Queue {
  const {
    lambdaUrl,
    functionName = 'case-push-local-executeQueued',
    concurrency = 2,
    visibilityMs = 2_000,
    speed = 90,
    maxReceives = 1_000,
    onPutOff = () => undefined,
  } = options
  const deliver = async (message: Message): Promise<void> => {
    const nowMs = Date.now()
    const aged = { ...message, sentAtMs: nowMs - (nowMs - message.sentAtMs) * speed }
    const { error, result } = await invoke(lambdaUrl, functionName, sqsEvent(aged)).catch((cause: unknown) => ({
      error: cause instanceof Error ? cause.message : 'Lambda cannot be reached',
      result: undefined,
    }))
    if (error === undefined && !reportsFailure(result)) return
    onPutOff(error)
    // The function's own line tells of what it put off itself.
    if (error !== undefined) print(`  put off               ${error} (delivery ${message.receives})`)
    throw new Error('put off')
  }
  const giveUp = ({ body, receives }: Message): void => {
    bury(body, receives)
  }
  const queue = createQueue({ deliver, giveUp, concurrency, visibilityMs, maxReceives })
  const scale = visibilityMs / (VISIBILITY_S * 1000)
  return { ...queue, changeVisibility: (handle, delayMs) => queue.changeVisibility(handle, delayMs * scale) }
}
