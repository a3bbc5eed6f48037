// Sessions, named by a cookie: ServiceNow runs one transaction of a session at a time and queues a few behind it. It
// answers the rest with an empty 202 (KB0564204).
import { randomBytes } from 'node:crypto'

export type Sessions = {
  /** Waits for the request's turn. `false`: the queue is full, so reject the request. */
  enter: (sessionId: string) => Promise<boolean>
  leave: (sessionId: string) => void
}

const MAX_WAITING = 10

const MAX_TRANSACTION_MS = 120_000

export function createSessions(clock: () => number): Sessions {
  const busy = new Map<string, { sinceMs: number; waiting: (() => void)[] }>()
  return {
    enter: async (sessionId) => {
      const session = busy.get(sessionId)
      if (!session) {
        busy.set(sessionId, { sinceMs: clock(), waiting: [] })
        return true
      }
      if (session.waiting.length >= MAX_WAITING || clock() - session.sinceMs > MAX_TRANSACTION_MS) return false
      await new Promise<void>((resolve) => session.waiting.push(resolve))
      return true
    },
    leave: (sessionId) => {
      const session = busy.get(sessionId)
      const next = session?.waiting.shift()
      if (!session || !next) {
        busy.delete(sessionId)
        return
      }
      session.sinceMs = clock()
      next()
    },
  }
}

/** The caller's session, or a new one with the cookie that names it. */
export function readSession(cookies: string | undefined): { id: string; cookie: string | undefined } {
  const [, known] = /(?:^|;\s*)JSESSIONID=([A-Za-z0-9.]+)/.exec(cookies ?? '') ?? []
  if (known !== undefined) return { id: known, cookie: undefined }
  const id = randomBytes(16).toString('hex').toUpperCase()
  return { id, cookie: `JSESSIONID=${id}; Path=/; HttpOnly` }
}
