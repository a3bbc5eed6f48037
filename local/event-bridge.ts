// The event bus of the template on this machine: which event goes where. Requests wait in a queue for the function,
// failed pushes become dead letters, and outcomes can be listed. Time runs 90 times faster: the queue's 180 s take 2 s.
import type { Hono } from 'hono'
import { invoke, sqsEvent } from './invoke.ts'
import { putEventsRoutes, type BusEvent } from './put-events.ts'
import { createQueue, type Message, type Queue } from './queue.ts'

export type EventBridgeOptions = {
  /** Where the function is invoked. */
  lambdaUrl: string
  functionName?: string
  concurrency?: number
  visibilityMs?: number
  /** How many times faster records age for the function, which gives up on them after 24 h. */
  speed?: number
  maxReceives?: number
  print?: (line: string) => void
}

export type DeadLetter = { reason: string; detail: unknown }

export type EventBridge = {
  /** `POST /` for AWSEvents, `GET /events` and `GET /dead-letters`. */
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
type Outcomes = ReturnType<typeof createOutcomes>

const BUS = 'case-push-local'
const MAX_KEPT = 10_000 // outcomes, and dead letters

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
  routes.get('/events', (c) => c.json(outcomes.events))
  routes.get('/dead-letters', (c) => c.json(outcomes.letters))
  return {
    routes,
    events: () => outcomes.events,
    deadLetters: () => outcomes.letters,
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
const REQUESTS: ReadonlySet<string> = new Set(['Case Push Requested', 'Case Close Requested'])

function dispatch(bus: string, event: BusEvent, queue: Queue, outcomes: Outcomes, print: Print): void {
  if (bus !== BUS) print(`  an event went to the bus "${bus}", which has no rule; the bus here is "${BUS}"`)
  else if (REQUESTS.has(event['detail-type'])) queue.send(event.id, JSON.stringify(event))
  else if (event.source === 'case-push') outcomes.keep(event)
}

function createOutcomes(print: Print) {
  const events: BusEvent[] = []
  const letters: DeadLetter[] = []
  const bury = (letter: DeadLetter): void => {
    keepNewest(letters, letter)
    print(`  dead letter           ${letter.reason}`)
  }
  const keep = (event: BusEvent): void => {
    keepNewest(events, event)
    print(`  ${event['detail-type'].padEnd(20)}  ${summarize(event.detail)}`)
    if (event['detail-type'] === 'Incident Push Failed') bury({ reason: reasonOf(event.detail), detail: event.detail })
  }
  return { events, letters, bury, keep }
}

function createRequestQueue(options: EventBridgeOptions, print: Print, bury: (letter: DeadLetter) => void): Queue {
  const {
    lambdaUrl,
    functionName = 'case-push-local-executeQueued',
    concurrency = 2,
    visibilityMs = 2_000,
    speed = 90,
    maxReceives = 1_000,
  } = options
  const deliver = async (message: Message): Promise<void> => {
    const nowMs = Date.now()
    const aged = { ...message, sentAtMs: nowMs - (nowMs - message.sentAtMs) * speed }
    const { error } = await invoke(lambdaUrl, functionName, sqsEvent(aged)).catch((cause: unknown) => ({
      error: cause instanceof Error ? cause.message : 'Lambda cannot be reached',
    }))
    if (error === undefined) return
    print(`  put off               ${error} (delivery ${message.receives})`)
    throw new Error(error)
  }
  const giveUp = ({ body, receives }: Message): void => {
    bury({ reason: `received ${receives} times`, detail: (JSON.parse(body) as BusEvent).detail })
  }
  return createQueue({ deliver, giveUp, concurrency, visibilityMs, maxReceives })
}

function keepNewest<Item>(list: Item[], item: Item): void {
  list.push(item)
  if (list.length > MAX_KEPT) list.shift()
}

type OutcomeDetail = {
  savedObjectId?: string
  incident?: { title?: string }
  error?: { code?: string; message?: string }
}

function summarize(detail: Record<string, unknown>): string {
  const { savedObjectId, incident, error } = detail as OutcomeDetail
  const outcome = incident === undefined ? String(error?.code) : String(incident.title)
  return savedObjectId === undefined ? outcome : `${outcome}, case ${savedObjectId}`
}

function reasonOf(detail: Record<string, unknown>): string {
  const { error } = detail as OutcomeDetail
  return `${String(error?.code)}: ${String(error?.message)}`
}
