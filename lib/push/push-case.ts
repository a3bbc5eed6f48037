// The core: one case becomes one incident, created once, updated in place, every comment written once, whatever
// fails. No AWS, no HTTP, no environment: everything arrives as arguments. The rules, and why each is needed:
// docs/never-twice.md.
import { randomUUID } from 'node:crypto'
import { caseKeyOf } from '../case/case-key.ts'
import type { CasePush } from '../case/parse-case.ts'
import type { WaitingClock } from '../clock.ts'
import type { Connector } from '../connectors/connector.ts'
import { outcomeUnknown } from './doubts.ts'
import { incidentFrom, readNamed } from './find.ts'
import { knownFrom, withVersion, type Known, type Push } from './known.ts'
import { acquire, recordFull, release } from './lease.ts'
import { nextWrite } from './next-write.ts'
import { planIncident } from './plan-incident.ts'
import type { Incidents, Ledger } from './ports.ts'
import { resultOf, type Pushed, type PushResult } from './push-result.ts'
import { reconcile } from './reconcile.ts'
import { perform } from './write.ts'

export type PushInput = {
  casePush: CasePush
  connector: Connector
  incidents: Incidents
  ledger: Ledger
  clock: WaitingClock
  /** When the push must be over, epoch ms; the caller's process must live until then. */
  deadlineMs: number
  /** Identifies the case when it does not identify itself: an `Idempotency-Key`, an event's id. */
  requestKey?: string | undefined
}

/**
 * Creates or updates the incident of a case and writes its comments. Safe to repeat: after any error that says
 * retry, the same input goes on where this push stopped.
 * @throws PushError of the table in errors.ts
 */
export async function pushCase(input: PushInput): Promise<PushResult> {
  const { casePush, connector, incidents, ledger, clock, deadlineMs } = input
  const caseKey = caseKeyOf(casePush, input.requestKey) ?? randomUUID()
  const plan = planIncident(casePush, connector.mapping, caseKey)
  const lease = { ledger, key: `${connector.id}#${caseKey}`, owner: randomUUID(), clock, deadlineMs }
  const { record, isRecordFull } = await acquire(lease, plan)
  const inherited = record.doubts.filter(({ owner }) => owner !== lease.owner)
  const push: Push = { plan, incidents, clock, owner: lease.owner, deadlineMs, inherited, isRecordFull }
  let known = knownFrom(push, record)
  try {
    const learned = steps(push, known)
    for (;;) {
      const step = await learned.next()
      if (step.done === true) return resultOf(plan, step.value, connector.apiUrl)
      known = step.value
    }
  } finally {
    await release(lease, known)
  }
}

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
  while (next.kind !== 'finished') {
    // Nobody writes while a write of another push may still come (trace 7).
    if (known.record.doubts.length > 0) throw outcomeUnknown(known.record.doubts, push.clock.now())
    known = yield* perform(push, known, next)
    yield known
    next = nextWrite(push, known)
  }
  // The caller named it, and there was nothing to write into it.
  const incident = known.record.incident ?? incidentFrom(await readNamed(push, next.incidentId))
  known = withVersion(push, { ...known, record: { ...known.record, incident } })
  yield known
  return { incident, comments: known.record.comments }
}
