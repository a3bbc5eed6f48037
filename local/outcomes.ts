// What becomes of requests on this machine: the outcomes that the function published, and the dead letters.
import * as v from 'valibot'
import { createPolledQueue, type PolledMessage, type PolledQueue } from './polled-queue.ts'
import type { BusEvent } from './put-events.ts'

/** A letter as `GET /dead-letters` shows it. */
export type DeadLetter = { reason: string; detail: unknown }

export type Outcomes = {
  /** Newest last. */
  events: readonly BusEvent[]
  letters: PolledQueue
  deadLetters: () => DeadLetter[]
  keep: (event: BusEvent) => void
  /** Takes a request that was received too often. */
  bury: (body: string, receives: number) => void
}

const Letter = v.pipe(v.string(), v.parseJson(), v.object({ detail: v.record(v.string(), v.unknown()) }))

const MAX_KEPT = 10_000

export function createOutcomes(print: (line: string) => void): Outcomes {
  const events: BusEvent[] = []
  const letters = createPolledQueue()
  const bury = (body: string, receives?: number): void => {
    const letter = letters.send(body, { receives })
    print(`  dead letter           ${shownLetter(letter).reason}`)
  }
  const keep = (event: BusEvent): void => {
    events.push(event)
    if (events.length > MAX_KEPT) events.shift()
    if (event['detail-type'] === 'Incident Push Failed') bury(JSON.stringify(event))
  }
  return { events, letters, deadLetters: () => letters.messages().map(shownLetter), keep, bury }
}

type OutcomeDetail = { error?: { code?: string; message?: string } }

function shownLetter({ body, attributes, redrivenAfter }: PolledMessage): DeadLetter {
  const event = v.safeParse(Letter, body)
  if (!event.success) return { reason: 'not an event', detail: undefined }
  const { detail } = event.output
  const { error } = detail as OutcomeDetail
  if (redrivenAfter !== undefined) return { reason: `received ${redrivenAfter} times`, detail }
  const undelivered = attributes['ERROR_CODE']?.StringValue
  return { reason: undelivered ?? `${String(error?.code)}: ${String(error?.message)}`, detail }
}
