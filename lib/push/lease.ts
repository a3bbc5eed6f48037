// The lease on a case: taken before a push looks or writes, given back with all that it has learned.
import type { WaitingClock } from '../clock.ts'
import { PushError } from '../errors.ts'
import { LEASE_MARGIN_MS, type CaseRecord } from './case-record.ts'
import { doubtAboutPush, outcomeUnknown } from './doubts.ts'
import type { Known, Push } from './known.ts'
import type { IncidentPlan } from './plan-incident.ts'
import type { Ledger } from './ports.ts'

/** Which case, for whom, until when (epoch ms). */
export type Lease = Readonly<{
  ledger: Ledger
  key: string
  owner: string
  clock: WaitingClock
  deadlineMs: number
  /** How long after its first byte a write may still be committed, ms. */
  settleMs: number
}>

/** What a push needs for its own work, ms: it waits for another's lease only until then. */
const OWN_WORK_MS = 15_000

/** Pauses between two tries, ms. */
const FIRST_PAUSE_MS = 100
const LAST_PAUSE_MS = 500

/**
 * Takes the lease, and waits for it while another push holds it: a push is over within seconds.
 * @param waitMs how long at most, ms
 * @throws PushError `push_in_progress` when it is held all the time, and what {@link acquire} throws
 */
export async function acquirePatiently(lease: Lease, plan: IncidentPlan, waitMs: number): Promise<Acquired> {
  const { clock, deadlineMs } = lease
  const untilMs = Math.min(clock.now() + waitMs, deadlineMs - OWN_WORK_MS)
  for (let pauseMs = FIRST_PAUSE_MS; ; pauseMs = Math.min(pauseMs * 1.5, LAST_PAUSE_MS)) {
    try {
      return await acquire(lease, plan)
    } catch (error) {
      const isHeld = error instanceof PushError && error.code === 'push_in_progress'
      if (!isHeld || clock.now() + pauseMs > untilMs) throw error
      await clock.sleep(pauseMs)
    }
  }
}

/** The record of the case, own doubt included; a full one takes no comments. */
type Acquired = { record: CaseRecord; isRecordFull: boolean }

/**
 * Takes the lease and records the doubt about all that the push may write. Doubts of pushes that died can fill a
 * record. A push that finds it full records no comments of its own and may not write: it only reconciles, which
 * removes settled doubts.
 * @throws PushError `push_in_progress`, and what the ledger throws
 */
export async function acquire(
  { ledger, key, owner, clock, deadlineMs, settleMs }: Lease,
  plan: IncidentPlan,
): Promise<Acquired> {
  const nowMs = clock.now()
  const doubt = doubtAboutPush(plan, owner, nowMs, deadlineMs + settleMs)
  const claim = { owner, nowMs, untilMs: deadlineMs + LEASE_MARGIN_MS, doubt }
  try {
    return { record: await ledger.acquire(key, claim), isRecordFull: false }
  } catch (error) {
    if (!(error instanceof PushError) || error.reason !== 'record_full') throw error
    const { sinceMs, settledAtMs } = doubt
    const record = await ledger.acquire(key, { ...claim, doubt: { owner, sinceMs, settledAtMs, comments: [] } })
    return { record, isRecordFull: true }
  }
}

/** What to answer to a push that found the record full and has reconciled. */
export function recordFull({ inherited, clock }: Push, { record }: Known): PushError {
  if (inherited.length === 0) return new PushError('payload_too_large', { reason: 'record_full' })
  if (record.doubts.length > 0) return outcomeUnknown(record.doubts, clock.now())
  return new PushError('push_incomplete', { retryAfterS: 1 })
}

/**
 * Records what the push has learned and gives the lease back, unless the lease is over. A release that fails changes no
 * answer: the doubt of the acquire stands, and the next push looks.
 */
export async function release({ ledger, key, owner, clock, deadlineMs }: Lease, known: Known): Promise<void> {
  const nowMs = clock.now()
  if (nowMs >= deadlineMs + LEASE_MARGIN_MS) return
  const { record, ownDoubt } = known
  const doubts = ownDoubt === undefined ? record.doubts : [...record.doubts, ownDoubt]
  await ledger.release(key, owner, { ...record, doubts }, nowMs).catch(() => undefined)
}
