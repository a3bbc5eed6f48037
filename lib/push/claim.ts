// An incident belongs to one case of one connector: the ledger holds a claim to it. Only an incident without the claim
// of another may be taken when it is found by looking.
import type { KnownIncident } from './case-record.ts'
import { emptyRecord } from './closed.ts'
import type { Known, Push } from './known.ts'
import type { IncidentHead } from './ports.ts'

/** The ledger forgets a claim after 400 days, so it is made anew after this time. */
const RENEWAL_MS = 200 * 24 * 3_600_000

/**
 * The first of these incidents that no other case owns, claimed for this one.
 * @throws PushError when the ledger fails
 */
export async function firstClaimed(push: Push, heads: readonly IncidentHead[]): Promise<IncidentHead | undefined> {
  for (const head of heads) if (await push.claim(head)) return head
  return undefined
}

/**
 * Claims the recorded incident, where that has not been done. A claim that fails changes no answer: the next push
 * makes it.
 * @param isCreated whether this push has just created the incident: if another case has found and taken it meanwhile,
 *   it is forgotten, once in a push
 */
export async function withClaim(push: Push, known: Known, isCreated: boolean): Promise<Known> {
  const { incident } = known.record
  const nowMs = push.clock.now()
  if (incident === undefined || nowMs - (incident.claimedAtMs ?? -Infinity) < RENEWAL_MS) return known
  const isOurs = await push.claim(incident).catch(() => undefined)
  if (isOurs === undefined) return known
  if (!isOurs && isCreated && known.goneIncidentId === undefined) return withoutIncident(push, known, incident)
  return { ...known, record: { ...known.record, incident: { ...incident, claimedAtMs: nowMs } } }
}

function withoutIncident({ plan }: Push, known: Known, { id }: KnownIncident): Known {
  const record = emptyRecord(known.record)
  return { ...known, record, unwritten: plan.comments, firstWriteAtMs: undefined, goneIncidentId: id }
}
