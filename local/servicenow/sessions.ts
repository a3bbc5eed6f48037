// Sessions as ServiceNow's cookies make them: one transaction at a time, a short queue behind it,
// and a 202 without a body for whoever does not fit (KB0564204).
import { randomBytes } from 'node:crypto'

export type Sessions = {
  /** Waits for the session's turn. `false`: the queue is full, the request is rejected. */
  enter: (sessionId: string) => Promise<boolean>
  leave: (sessionId: string) => void
}

const maxWaiting = 10

const maxTransactionMilliseconds = 120_000

export function createSessions(clock: () => number): Sessions {
  const busy = new Map<string, { since: number; waiting: (() => void)[] }>()
  return {
    enter: async (sessionId) => {
      const session = busy.get(sessionId)
      if (!session) {
        busy.set(sessionId, { since: clock(), waiting: [] })
        return true
      }
      if (session.waiting.length >= maxWaiting || clock() - session.since > maxTransactionMilliseconds) return false
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
      session.since = clock()
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
