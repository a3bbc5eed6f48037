// Pushes a case: its incident is created or updated, and its comments are written.
import { randomUUID } from 'node:crypto'
import { caseKeyOf } from '../case/case-key.ts'
import type { CasePush } from '../case/parse-case.ts'
import { planIncident } from './plan-incident.ts'
import { resultOf, type PushResult } from './push-result.ts'
import { runPush, type Means } from './run-push.ts'

/** A case, and what identifies it when it does not identify itself: an `Idempotency-Key`, an event's id. */
export type CaseInput = { casePush: CasePush; requestKey?: string | undefined }

/**
 * Creates or updates the incident of a case and writes its comments. Safe to repeat: after any error that says
 * retry, the same input goes on where this push stopped.
 * @throws PushError of the table in errors.ts
 */
export async function pushCase({ casePush, requestKey, ...means }: CaseInput & Means): Promise<PushResult> {
  const { connector } = means
  const caseKey = caseKeyOf(casePush, requestKey) ?? randomUUID()
  const plan = planIncident(casePush, connector, caseKey)
  return resultOf(plan, await runPush(means, plan, caseKey), connector)
}
