// The OAuth tokens of this process: each used until shortly before it expires, and asked for by one caller at a time.
import { createHash } from 'node:crypto'
import type { Clock } from '../../clock.ts'
import { PushError } from '../../errors.ts'
import type { Budget } from '../../push/ports.ts'
import { count } from '../../telemetry/metrics.ts'
import { requestToken, type Applicant, type Token } from './token-request.ts'

export type Tokens = {
  /** @throws PushError with the effect `none`; at the latest when the budget's time to begin is over */
  tokenFor(applicant: Applicant, budget: Budget): Promise<string>
  /** Forgets a token that ServiceNow rejected. One that came since stays. */
  forget(token: string): void
}

export function createTokens(clock: Clock): Tokens {
  const kept = new Map<string, Token>()
  const asked = new Map<string, Promise<string>>()

  const ask = async (key: string, applicant: Applicant, budget: Budget): Promise<string> => {
    count('TokenRequests', {})
    try {
      const token = await requestToken(applicant, budget, clock)
      kept.set(key, token)
      for (const [other, { useUntilMs }] of kept) if (useUntilMs <= clock.now()) kept.delete(other)
      return token.text
    } finally {
      asked.delete(key)
    }
  }
  const askOnce = (key: string, applicant: Applicant, budget: Budget): Promise<string> => {
    const asking = ask(key, applicant, budget)
    asked.set(key, asking)
    return asking
  }
  return {
    tokenFor: async (applicant, budget) => {
      const key = keyOf(applicant)
      for (;;) {
        const token = kept.get(key)
        if (token !== undefined && clock.now() < token.useUntilMs) return token.text
        const others = asked.get(key)
        if (others === undefined) return askOnce(key, applicant, budget)
        const shared = await sharedWith(others, budget, clock)
        if (shared !== undefined) return shared
      }
    },
    forget: (rejected) => {
      for (const [key, { text }] of kept) if (text === rejected) kept.delete(key)
    },
  }
}

/** Other credentials are another key: a rotated secret, or another connector, never gets their token. */
function keyOf(applicant: Applicant): string {
  return createHash('sha256').update(JSON.stringify(applicant)).digest('hex')
}

/**
 * The token that another caller asks for. This caller waits no longer than its own time, and leaves that request alone.
 * @returns undefined when the other caller's time ran out, and this one's did not
 */
async function sharedWith(others: Promise<string>, budget: Budget, clock: Clock): Promise<string | undefined> {
  const { promise: late, reject } = Promise.withResolvers<never>()
  const lateError = new PushError('servicenow_unavailable', { reason: 'timeout', retryAfterS: 5 })
  const timer = setTimeout(reject, Math.max(budget.startByMs - clock.now(), 0), lateError)
  const shared = Promise.race([others, late]).finally(() => {
    clearTimeout(timer)
  })
  try {
    return await shared
  } catch (error) {
    if (error !== lateError && isOutOfTime(error) && clock.now() < budget.startByMs) return undefined
    throw error
  }
}

const isOutOfTime = (error: unknown) =>
  error instanceof PushError && (error.reason === 'timeout' || error.reason === 'out_of_time')
