// A queue whose messages wait for a client: it receives them, which hides them for a while, and deletes what it has
// dealt with. The dead letters are in one.
import { randomUUID } from 'node:crypto'

export type Attributes = Record<string, { DataType: string; StringValue: string }>

/** `sentAtMs` is milliseconds since 1970. `redrivenAfter`: how often another queue had delivered it in vain. */
export type PolledMessage = {
  id: string
  body: string
  attributes: Attributes
  sentAtMs: number
  receives: number
  redrivenAfter: number | undefined
}
type Received = PolledMessage & { receiptHandle: string }

export type PolledQueue = {
  /** @param more `receives`: how often the queue that it comes from has delivered it; SQS goes on counting */
  send: (body: string, more?: { attributes?: Attributes; receives?: number | undefined }) => PolledMessage
  /** The next messages, at most `max`, hidden for so many ms. */
  receive: (max: number, visibilityMs: number) => Received[]
  /** @returns false if the handle is unknown */
  remove: (receiptHandle: string) => boolean
  /** Makes a received message visible in so many ms. @returns false if the handle is unknown */
  changeVisibility: (receiptHandle: string, delayMs: number) => boolean
  /** All messages, hidden ones too, oldest first. */
  messages: () => readonly PolledMessage[]
  hidden: () => number
}

type Kept = Received & { visibleAtMs: number }

const MAX_KEPT = 10_000

export function createPolledQueue(): PolledQueue {
  const kept: Kept[] = []
  const find = (receiptHandle: string) => kept.find((message) => message.receiptHandle === receiptHandle)
  const isVisible = ({ visibleAtMs }: Kept) => visibleAtMs <= performance.now()
  return {
    send: (body, { attributes = {}, receives } = {}) => {
      const counts = { receives: receives ?? 0, redrivenAfter: receives }
      const times = { sentAtMs: Date.now(), visibleAtMs: 0 }
      const message = { id: randomUUID(), body, attributes, receiptHandle: '', ...counts, ...times }
      kept.push(message)
      if (kept.length > MAX_KEPT) kept.shift()
      return message
    },
    receive: (max, visibilityMs) =>
      kept
        .filter(isVisible)
        .slice(0, max)
        .map((message) => {
          const visibleAtMs = performance.now() + visibilityMs
          return Object.assign(message, { receiptHandle: randomUUID(), receives: message.receives + 1, visibleAtMs })
        }),
    remove: (receiptHandle) => {
      const message = find(receiptHandle)
      if (message !== undefined) kept.splice(kept.indexOf(message), 1)
      return message !== undefined
    },
    changeVisibility: (receiptHandle, delayMs) => {
      const message = find(receiptHandle)
      if (message !== undefined) message.visibleAtMs = performance.now() + delayMs
      return message !== undefined
    },
    messages: () => kept,
    hidden: () => kept.filter((message) => !isVisible(message)).length,
  }
}
