// The core: what a plan asks for comes to stand in one incident, created once, updated in place, every comment written
// once, whatever fails. No AWS, no HTTP, no environment: everything arrives as arguments. The rules, and why each is
// needed: docs/never-twice.md.
import { randomUUID } from 'node:crypto'
import type { WaitingClock } from '../clock.ts'
import type { Connector } from '../connectors/connector.ts'
import { pastVersion } from './case-record.ts'
import { withClaim } from './claim.ts'
import { isFormer, withFollower } from './closed.ts'
import { outcomeUnknown } from './doubts.ts'
import { readNamed } from './find.ts'
import type { Health } from './health.ts'
import { incidentFrom, isSameId, knownFrom, withVersion, type Known, type Push } from './known.ts'
import { acquirePatiently, recordFull, release } from './lease.ts'
import { nextWrite, withheld } from './next-write.ts'
import type { IncidentPlan } from './plan-incident.ts'
import type { Incidents, Ledger } from './ports.ts'
import type { Pushed } from './push-result.ts'
import { reconcile } from './reconcile.ts'
import { placeOf } from './record-place.ts'
import { perform } from './write.ts'

/** What a push of any kind needs. */
export type Means = {
  connector: Connector
  incidents: Incidents
  ledger: Ledger
  clock: WaitingClock
  /** When the push must be over, epoch ms; the caller's process must live until then. */
  deadlineMs: number
  /** How long after its first byte ServiceNow may still commit a write, ms: its transaction quota, and a margin. */
  settleMs: number
  /** How long to wait while another push holds the case, ms; 0: not at all. */
  waitMs: number
  /** What the process remembers of the connector's instance. */
  health: Health
}

/**
 * Carries a plan out. Safe to repeat: after any error that says retry, the same plan goes on where this push stopped.
 * @param caseKey identifies the case among those of the connector
 * @throws PushError of the table in errors.ts
 */
export async function runPush(means: Means, planned: IncidentPlan, caseKey: string): Promise<Pushed> {
  const { connector, incidents, ledger, clock, deadlineMs, settleMs, waitMs, health } = means
  const instance = placeOf(connector)
  const plan = { ...planned, version: pastVersion(planned.version, clock.now()) }
  const key = ledgerKeyOf(connector, caseKey)
  const lease = { ledger, key, owner: randomUUID(), clock, deadlineMs, settleMs }
  const { record, isRecordFull } = await acquirePatiently(lease, plan, waitMs)
  const push: Push = {
    plan: withFollower(plan, record),
    incidents,
    instance,
    claim: ({ id, number }) => ledger.claim({ instance, id, number }, key, clock.now()),
    hasClaimed: async ({ id }) => (await ledger.claimedBy({ instance, id }))?.key === key,
    health,
    clock,
    owner: lease.owner,
    deadlineMs,
    settleMs,
    inherited: record.doubts
      .filter(({ owner }) => owner !== lease.owner)
      .map((doubt) => ({ ...doubt, version: pastVersion(doubt.version, clock.now()) })),
    isRecordFull,
  }
  const start = knownFrom(push, record)
  let known = start
  try {
    const learned = steps(push, known)
    for (;;) {
      const step = await learned.next()
      if (step.done === true) return step.value
      known = step.value
    }
  } finally {
    await release(lease, isVisit(push, start) ? { ...known, record: start.record } : known)
  }
}

// A comment for an incident that its case has left since is written there, and the case stays where it is.
function isVisit({ plan, instance }: Push, { record }: Known): boolean {
  const { externalId, movesCase } = plan
  const { incident } = record
  if (movesCase || externalId === undefined) return false
  if (incident === undefined) return isFormer(record, externalId)
  return incident.instance === instance && !isSameId(incident.id, externalId)
}

/** The key of a case in the ledger. */
export const ledgerKeyOf = ({ id }: Pick<Connector, 'id'>, caseKey: string) => `${id}#${caseKey}`

/**
 * All that a push does between acquire and release. It yields what it has learned before each step that may throw, so
 * that the release records it whatever happens.
 * @returns where everything stands
 */
async function* steps(push: Push, start: Known): AsyncGenerator<Known, Pushed> {
  let known = await reconcile(push, start)
  yield known
  if (push.isRecordFull) throw recordFull(push, known)
  let next = nextWrite(push, known)
  const hasWritten = next.kind !== 'finished'
  while (next.kind !== 'finished') {
    // Nobody writes while a write of another push may still come (trace 7).
    if (known.record.doubts.length > 0) throw outcomeUnknown(known.record.doubts, push.clock.now())
    known = yield* perform(push, known, next)
    yield known
    known = await withClaim(push, known, next.kind === 'create')
    yield known
    next = nextWrite(push, known)
  }
  // The caller named it, and there was nothing to write into it.
  const incident = known.record.incident ?? incidentFrom(push, await readNamed(push, next.incidentId))
  const warnings = withheld(push, known) ? [{ code: 'older_version' } as const, ...known.warnings] : known.warnings
  known = await withClaim(push, withVersion(push, { ...known, record: { ...known.record, incident } }), false)
  yield known
  return { incident, comments: known.record.comments, warnings, hasWritten }
}
