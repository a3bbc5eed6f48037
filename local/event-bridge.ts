// The event bus of serverless.yml on this machine: which event goes where. Requests wait in a queue for the function,
// failed pushes become dead letters, and outcomes can be looked at. Time runs faster: 2 s stand for the queue's 180.
import type { Hono } from 'hono'
import { invoke, sqsEvent } from './invoke.ts'
import { putEventsRoute, type BusEvent } from './put-events.ts'
import { createQueue, type Message } from './queue.ts'

export type EventBridgeOptions = {
  /** Where the function is invoked. */
  lambdaUrl: string
  functionName?: string
  concurrency?: number
  visibilityMs?: number
  /** How much faster records grow old for the function, which ends them after 24 h. */
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
  /** How many requests wait or are at work. */
  waiting: () => number
  /** The next entries are refused, each with an answer of status 200. */
  refuseNext: (count: number) => void
  close: () => Promise<void>
}

const BUS = 'case-push-local'
const MAX_KEPT = 10_000 // outcomes, dead letters

/** Starts nothing but timers: who listens, mounts `routes`. */
export function createEventBridge(options: EventBridgeOptions): EventBridge {
  const { print = () => undefined } = options
  const kept = keepOutcomes(print)
  const queue = requestQueue(options, print, kept.bury)
  let refusals = 0
  const accept = (bus: string, event: BusEvent): string | undefined => {
    if (refusals > 0) {
      refusals -= 1
      return 'InternalFailure'
    }
    if (bus !== BUS) print(`  an event went to the bus "${bus}", which has no rule; the bus here is "${BUS}"`)
    else if (event['detail-type'] === 'Case Push Requested') queue.send(event.id, JSON.stringify(event))
    else if (event.source === 'case-push') kept.outcome(event)
    return undefined
  }
  const routes = putEventsRoute(accept)
  routes.get('/events', (c) => c.json(kept.events))
  routes.get('/dead-letters', (c) => c.json(kept.letters))
  return {
    routes,
    events: () => kept.events,
    deadLetters: () => kept.letters,
    waiting: queue.size,
    refuseNext: (count) => {
      refusals = count
    },
    close: () => {
      queue.close()
      return Promise.resolve()
    },
  }
}

function keepOutcomes(print: (line: string) => void) {
  const events: BusEvent[] = []
  const letters: DeadLetter[] = []
  const bury = (letter: DeadLetter): void => {
    keep(letters, letter)
    print(`  dead letter           ${letter.reason}`)
  }
  const outcome = (event: BusEvent): void => {
    keep(events, event)
    print(`  ${event['detail-type'].padEnd(20)}  ${summaryOf(event.detail)}`)
    if (event['detail-type'] === 'Incident Push Failed') bury({ reason: reasonOf(event.detail), detail: event.detail })
  }
  return { events, letters, bury, outcome }
}

function requestQueue(options: EventBridgeOptions, print: (line: string) => void, bury: (letter: DeadLetter) => void) {
  const {
    lambdaUrl,
    functionName = 'case-push-local-executeQueued',
    concurrency = 2,
    visibilityMs = 2_000,
    speed = 90,
    maxReceives = 1_000,
  } = options
  const deliver = async (message: Message): Promise<void> => {
    const now = Date.now()
    const aged = { ...message, sentAt: now - (now - message.sentAt) * speed }
    const { error } = await invoke(lambdaUrl, functionName, sqsEvent(aged)).catch((cause: unknown) => ({
      error: wordsOf(cause),
    }))
    if (error === undefined) return
    print(`  put off               ${error} (delivery ${message.receives})`)
    throw new Error(error)
  }
  const dead = ({ body, receives }: Message): void => {
    bury({ reason: `received ${receives} times`, detail: (JSON.parse(body) as BusEvent).detail })
  }
  return createQueue({ deliver, dead, concurrency, visibilityMs, maxReceives })
}

function keep<T>(list: T[], item: T): void {
  list.push(item)
  if (list.length > MAX_KEPT) list.shift()
}

const wordsOf = (cause: unknown) => (cause instanceof Error ? cause.message : 'Lambda cannot be reached')

type Told = { savedObjectId?: string; incident?: { title?: string }; error?: { code?: string; message?: string } }

function summaryOf(detail: Record<string, unknown>): string {
  const { savedObjectId, incident, error } = detail as Told
  const words = incident === undefined ? String(error?.code) : String(incident.title)
  return savedObjectId === undefined ? words : `${words}, case ${savedObjectId}`
}

function reasonOf(detail: Record<string, unknown>): string {
  const { error } = detail as Told
  return `${String(error?.code)}: ${String(error?.message)}`
}
