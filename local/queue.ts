// A queue as SQS and Lambda's poller form one: a failed message becomes visible again after its visibility timeout, and
// is given up after `maxReceives`.

/** `sentAtMs` is milliseconds since 1970. */
export type Message = { id: string; body: string; sentAtMs: number; receives: number }

export type QueueOptions = {
  /** Rejects if the message is to be delivered again. */
  deliver: (message: Message) => Promise<void>
  /** Gets a message that was received `maxReceives` times and failed every time. */
  giveUp: (message: Message) => void
  /** How many messages are delivered at once. */
  concurrency: number
  /** From one delivery to the next. */
  visibilityMs: number
  maxReceives: number
}

export type Queue = {
  send: (id: string, body: string) => void
  /** How many messages wait or are being delivered. */
  size: () => number
  /** Stops delivering. */
  close: () => void
}

type State = { visible: Message[]; hidden: Set<NodeJS.Timeout>; inFlight: number; isClosed: boolean }

export function createQueue(options: QueueOptions): Queue {
  const state: State = { visible: [], hidden: new Set(), inFlight: 0, isClosed: false }
  return {
    send: (id, body) => {
      show(state, options, { id, body, sentAtMs: Date.now(), receives: 0 })
    },
    size: () => state.visible.length + state.hidden.size + state.inFlight,
    close: () => {
      state.isClosed = true
      state.hidden.forEach(clearTimeout)
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
    void handle(state, options, { ...message, receives: message.receives + 1 })
  }
}

async function handle(state: State, options: QueueOptions, message: Message): Promise<void> {
  const visibleAtMs = performance.now() + options.visibilityMs
  const hasFailed = await options.deliver(message).then(
    () => false,
    () => true,
  )
  state.inFlight -= 1
  if (state.isClosed) return
  if (hasFailed && message.receives >= options.maxReceives) options.giveUp(message)
  else if (hasFailed) hide(state, options, message, Math.max(0, visibleAtMs - performance.now()))
  receive(state, options)
}

function hide(state: State, options: QueueOptions, message: Message, delayMs: number): void {
  const timer = setTimeout(() => {
    state.hidden.delete(timer)
    show(state, options, message)
  }, delayMs)
  state.hidden.add(timer)
}
