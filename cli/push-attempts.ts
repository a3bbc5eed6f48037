// One case, sent until it is done: a request is repeated only when its answer says that this is worth it, or when none
// came, and never before the time that the answer names. Sending again is safe: case-push writes nothing twice.
import { setTimeout as sleep } from 'node:timers/promises'
import { verdictOn, type Answer, type Incident, type PlannedCall, type Verdict } from './push-answer.ts'
import type { PushRequest } from './push-body.ts'
import { sendTo, type NoAnswer, type Target } from './push-target.ts'

/** `open`: not finished, and the same request may be sent again. */
export type Outcome = {
  outcome: 'pushed' | 'rehearsed' | 'refused' | 'open' | 'misaddressed'
  /** Of the last answer, if there was one. */
  status?: number
  code?: string
  message?: string
  incident?: Incident
  calls?: PlannedCall[]
  attempts: number
  ms: number
}

/** Why a case waits, and until when. */
export type Wait = { code: string; message: string; untilMs: number }

export type Means = {
  target: Target
  /** How long a case may be tried from its first attempt on. */
  waitMs: number
  /** Ends all waiting; a request that is under way is still answered. */
  stopping: AbortSignal
  /** Whether anything has ever answered at the target. */
  hasAnswered: () => boolean
  answered: () => void
  /** @returns to be called when the wait is over */
  waiting: (wait: Wait) => () => void
}

const FIRST_BACKOFF_MS = 500
const MAX_BACKOFF_MS = 15_000

export async function pushUntilDone(request: PushRequest, means: Means): Promise<Outcome> {
  const startedMs = Date.now()
  for (let attempts = 1; ; attempts += 1) {
    const answer = await sendTo(means.target, request)
    if ('status' in answer) means.answered()
    const verdict = judge(answer, means)
    const spent = { ...('status' in answer ? { status: answer.status } : {}), attempts, ms: Date.now() - startedMs }
    if (verdict.kind !== 'again') return { ...outcomeOf(verdict), ...spent }
    const { code, message } = verdict
    const untilMs = Date.now() + (verdict.afterMs ?? backoffMs(attempts))
    const isTooLate = untilMs > startedMs + means.waitMs
    if (isTooLate || !(await waited({ code, message, untilMs }, means)))
      return { outcome: 'open', code, message, ...spent }
  }
}

function judge(answer: Answer | NoAnswer, { hasAnswered }: Means): Verdict {
  if ('status' in answer) return verdictOn(answer, Date.now())
  const told = { code: 'no_answer', message: answer.noAnswer }
  if (answer.isWrong && !hasAnswered()) return { kind: 'misaddressed', ...told }
  return { kind: 'again', ...told, afterMs: undefined }
}

function outcomeOf(verdict: Exclude<Verdict, { kind: 'again' }>): Omit<Outcome, 'attempts' | 'ms'> {
  const { kind, ...told } = verdict
  return { outcome: kind === 'later' ? 'open' : kind, ...told }
}

/** Longer each time, and for each case otherwise, so that many do not come back at once. */
const backoffMs = (attempts: number) =>
  Math.min(MAX_BACKOFF_MS, FIRST_BACKOFF_MS * 2 ** (attempts - 1)) * (0.5 + Math.random() / 2)

/** @returns false if the run is stopped before the time has come */
async function waited(wait: Wait, { stopping, waiting }: Means): Promise<boolean> {
  const over = waiting(wait)
  try {
    await sleep(wait.untilMs - Date.now(), undefined, { signal: stopping })
    return true
  } catch {
    return false
  } finally {
    over()
  }
}
