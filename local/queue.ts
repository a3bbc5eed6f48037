// A queue as SQS and Lambda's poller form one: a failed message becomes visible again after its visibility timeout,
// which its function may change, and is given up after `maxReceives`.
import { randomUUID } from 'node:crypto'

/** `sentAtMs` is milliseconds since 1970. The receipt handle is that of one delivery. */
export type Message = { id: string; body: string; sentAtMs: number; receives: number; receiptHandle: string }

export type QueueOptions = {
  /** Rejects if the message is to be delivered again. */
  deliver: (message: Message) => Promise<void>
  /** Gets a message that was received `maxReceives` times and failed every time. */
  giveUp: (message: Message) => void
  /** How many messages are delivered at once. */
  concurrency: number
  /** From one delivery to the next, unless the function changes it. */
  visibilityMs: number
  maxReceives: number
}

export type Queue = {
  send: (id: string, body: string) => void
  /** Makes a delivered message visible in so many ms. @returns false if there is no such delivery */
  changeVisibility: (receiptHandle: string, delayMs: number) => boolean
  /** How many messages wait or are being delivered. */
  size: () => number
  /** Stops delivering. */
  close: () => void
}

/** A message that was delivered and is not visible yet; it has a timer once its delivery has failed. */
type Taken = { message: Message; visibleAtMs: number; timer?: NodeJS.Timeout }
type State = { visible: Message[]; taken: Map<string, Taken>; inFlight: number; isClosed: boolean }

export function createQueue(options: QueueOptions): Queue {
  const state: State = { visible: [], taken: new Map(), inFlight: 0, isClosed: false }
  return {
    send: (id, body) => {
      show(state, options, { id, body, sentAtMs: Date.now(), receives: 0, receiptHandle: '' })
    },
    changeVisibility: (receiptHandle, delayMs) => {
      const taken = state.taken.get(receiptHandle)
      if (taken === undefined) return false
      taken.visibleAtMs = performance.now() + delayMs
      if (taken.timer !== undefined) hide(state, options, taken)
      return true
    },
    size: () => state.visible.length + state.taken.size,
    close: () => {
      state.isClosed = true
      for (const { timer } of state.taken.values()) clearTimeout(timer)
    },
  }
}

function show(state: State, options: QueueOptions, message: Message): void {
  state.visible.push(message)
  receive(state, options)
}

function receive(state: State, options: QueueOptions): void {
  while (!state.isClosed && state.inFlight < options.concurrency) {
    const message = state.visible.shift()
    if (message === undefined) return
    state.inFlight += 1
    void handle(state, options, { ...message, receives: message.receives + 1, receiptHandle: randomUUID() })
  }
}

async function handle(state: State, options: QueueOptions, message: Message): Promise<void> {
  const taken = { message, visibleAtMs: performance.now() + options.visibilityMs }
  state.taken.set(message.receiptHandle, taken)
  const hasFailed = await options.deliver(message).then(
    () => false,
    () => true,
  )
  state.inFlight -= 1
  if (state.isClosed) return
  if (hasFailed && message.receives < options.maxReceives) hide(state, options, taken)
  else {
    state.taken.delete(message.receiptHandle)
    if (hasFailed) options.giveUp(message)
  }
  receive(state, options)
}

function hide(state: State, options: QueueOptions, taken: Taken): void {
  clearTimeout(taken.timer)
  taken.timer = setTimeout(
    () => {
      state.taken.delete(taken.message.receiptHandle)
      show(state, options, taken.message)
    },
    Math.max(0, taken.visibleAtMs - performance.now()),
  )
}
