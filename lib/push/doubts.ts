// The doubts that a push leaves in the ledger, and what to answer while one stands.
import { secondsUntil } from '../clock.ts'
import { PushError } from '../errors.ts'
import type { Doubt } from './case-record.ts'
import type { Push } from './known.ts'
import type { Write } from './next-write.ts'
import type { IncidentPlan, PlannedComment } from './plan-incident.ts'
import { digestsOf } from './planned-fields.ts'
import type { FieldDigests } from './pushed-fields.ts'

/**
 * All that a push may write, as its acquire records it. A push that dies may have begun its last write at its deadline.
 * @param sinceMs when the push began, epoch ms
 * @param lastWriteSettledAtMs when the last write that it may begin is settled, epoch ms
 */
export function doubtAboutPush(
  plan: IncidentPlan,
  owner: string,
  sinceMs: number,
  lastWriteSettledAtMs: number,
): Doubt {
  return {
    owner,
    sinceMs,
    settledAtMs: lastWriteSettledAtMs,
    incidentId: plan.externalId,
    version: plan.version,
    fields: valuesOf(plan),
    journalColumn: plan.journalColumn,
    mayLeave: plan.statesLeft === undefined ? undefined : true,
    comments: plan.comments.map(digestsOfComment),
  }
}

// A comment pushed by itself carries no fields.
function valuesOf({ created, fields }: IncidentPlan): FieldDigests | undefined {
  const values = { ...created, ...digestsOf(fields) }
  return Object.keys(values).length === 0 ? undefined : values
}

/** One write. @param sinceMs when its bytes began to leave, epoch ms */
export function doubtAboutWrite({ owner, plan, settleMs }: Push, { fields, comments }: Write, sinceMs: number): Doubt {
  return {
    owner,
    sinceMs,
    settledAtMs: sinceMs + settleMs,
    incidentId: plan.externalId,
    version: fields === undefined ? undefined : plan.version,
    fields,
    journalColumn: plan.journalColumn,
    comments: comments.map(digestsOfComment),
  }
}

const digestsOfComment = ({ commentId, digest }: PlannedComment) => ({ commentId, digest })

/** What to answer while these doubts may still come true: retry when the last of them is settled. */
export function outcomeUnknown(doubts: readonly Doubt[], nowMs: number): PushError {
  const settledAtMs = Math.max(...doubts.map((doubt) => doubt.settledAtMs))
  return new PushError('outcome_unknown', { retryAfterS: secondsUntil(settledAtMs, nowMs) })
}
