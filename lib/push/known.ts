// One push under way: what it was given, what it knows by now, and the time it has left.
import type { CaseRecord, Doubt } from './case-record.ts'
import type { IncidentPlan } from './plan-incident.ts'
import { PushError } from '../errors.ts'
import { secondsUntil, type Clock } from '../clock.ts'
import type { Budget, Incidents } from './ports.ts'

export type Work = {
  plan: IncidentPlan
  incidents: Incidents
  clock: Clock
  owner: string
  /** When the push must be over, epoch ms. */
  deadline: number
  /** Doubts of other pushes found at the start; none of them is looked at twice. */
  inherited: readonly Doubt[]
  /** What is known by now; its doubts are the others' that still stand. Recorded at the end as it is. */
  record: CaseRecord
  /** The one write of this push whose outcome is unknown. */
  unknown: Doubt | undefined
  /** ServiceNow's time of this push's first write, epoch ms: the push's `pushedDate`. */
  firstWrite: number | undefined
  /** sys_id of the recorded incident once it turned out to be gone. */
  dead: string | undefined
}

/** When a push must be over so that its release still fits in what a Lambda has left, ms. */
export function deadlineOf(remainingMs: number, clock: Clock): number {
  return clock.now() + remainingMs - 1_000
}

/** A write is not begun with less than 5 s left, takes 20 s at most, and leaves 4 s for a look and the release. */
export function writeBudget({ deadline }: Work): Budget {
  return { startBy: deadline - 5_000, until: deadline - 4_000, limit: 20_000 }
}

/** A look leaves 1 s for the release. */
export function lookBudget({ deadline }: Work): Budget {
  return { startBy: deadline - 1_500, until: deadline - 1_000, limit: 20_000 }
}

/** What to answer while these doubts may still come true: wait until the last is settled. */
export function outcomeUnknown(doubts: readonly Doubt[], now: number): PushError {
  return new PushError('outcome_unknown', {
    retryAfter: secondsUntil(Math.max(...doubts.map((doubt) => doubt.settledAt)), now),
  })
}
