// A queue as SQS and Lambda's poller work one together: what fails becomes visible again when its visibility
// timeout is over, and is dead after so many receives.

export type Message = { id: string; body: string; sentAt: number; receives: number }

export type QueueOptions = {
  /** Rejects when the message is to be delivered again. */
  deliver: (message: Message) => Promise<void>
  /** Told of a message that was received too often. */
  dead: (message: Message) => void
  /** So many messages are delivered at once. */
  concurrency: number
  /** From one delivery to the next, ms. */
  visibilityMs: number
  maxReceives: number
}

export type Queue = {
  send: (id: string, body: string) => void
  /** How many messages wait or are being delivered. */
  size: () => number
  /** Delivers nothing from now on. */
  close: () => void
}

export function createQueue({ deliver, dead, concurrency, visibilityMs, maxReceives }: QueueOptions): Queue {
  const visible: Message[] = []
  const hidden = new Set<NodeJS.Timeout>()
  let inFlight = 0
  let isClosed = false

  const show = (message: Message): void => {
    visible.push(message)
    receive()
  }
  const hide = (message: Message, ms: number): void => {
    const timer = setTimeout(() => {
      hidden.delete(timer)
      show(message)
    }, ms)
    hidden.add(timer)
  }
  const receive = (): void => {
    while (!isClosed && inFlight < concurrency) {
      const message = visible.shift()
      if (message === undefined) return
      inFlight += 1
      void handle({ ...message, receives: message.receives + 1 })
    }
  }
  const handle = async (message: Message): Promise<void> => {
    const visibleAt = performance.now() + visibilityMs
    const hasFailed = await deliver(message).then(
      () => false,
      () => true,
    )
    inFlight -= 1
    if (isClosed) return
    if (hasFailed && message.receives >= maxReceives) dead(message)
    else if (hasFailed) hide(message, Math.max(0, visibleAt - performance.now()))
    receive()
  }
  return {
    send: (id, body) => {
      show({ id, body, sentAt: Date.now(), receives: 0 })
    },
    size: () => visible.length + hidden.size + inFlight,
    close: () => {
      isClosed = true
      hidden.forEach((timer) => {
        clearTimeout(timer)
      })
    },
  }
}
