// What a push would send to ServiceNow, found out without sending anything and without a trace in the ledger.
import { dryLedger } from './dry-ledger.ts'
import type { Incidents } from './ports.ts'
import { pushCase, type CaseInput } from './push-case.ts'
import type { Means } from './run-push.ts'

/** Incidents that note the calls of a push instead of making them. */
export type Rehearsal<C> = { incidents: Incidents; calls: C[] }

/**
 * The calls that this push would make now. A value that depends on what stands in ServiceNow is shown as if nothing
 * stood there. The comments are taken to be kept: a process that has seen no journal yet asks for it with the first.
 * @throws PushError what the push itself would be refused with before its first write
 */
export async function pushDry<C>(input: CaseInput & Means, { incidents, calls }: Rehearsal<C>): Promise<C[]> {
  const believed = { createsRefusedUntilMs: 0, journalSeenAtMs: { get: () => Infinity, set: () => undefined } }
  await pushCase({ ...input, incidents, ledger: dryLedger(input.ledger), health: believed, waitMs: 0 })
  return calls
}
