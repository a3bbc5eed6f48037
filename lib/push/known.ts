// The two values of a push: what it was given, and what it has learned so far. Neither changes; a step that learns
// something returns a new Known.
import type { WaitingClock } from '../clock.ts'
import { newestOf, unwrittenOf, type CaseRecord, type Doubt } from './case-record.ts'
import type { IncidentPlan, PlannedComment } from './plan-incident.ts'
import type { Incidents } from './ports.ts'

/** What a push was given. */
export type Push = Readonly<{
  plan: IncidentPlan
  incidents: Incidents
  clock: WaitingClock
  /** This push's name in the ledger, a fresh UUID. */
  owner: string
  /** When the push must be over, epoch ms. */
  deadlineMs: number
  /** Doubts of other pushes that the record held at the start. */
  inherited: readonly Doubt[]
  /** The record has no room for the comments of this push, which therefore may not write. */
  isRecordFull: boolean
}>

/** What a push has learned so far. */
export type Known = Readonly<{
  /** As it is recorded at the end; its doubts are those of other pushes that still stand. */
  record: CaseRecord
  /** The request's comments that are not in the incident, in request order, each once. */
  unwritten: readonly PlannedComment[]
  /** The one write of this push whose outcome is unknown. */
  ownDoubt: Doubt | undefined
  /** ServiceNow's time of this push's first write, epoch ms: the push's `pushedDate`. */
  firstWriteAtMs: number | undefined
  /** sys_id of the recorded incident, once it turned out to be gone. */
  goneIncidentId: string | undefined
}>

/** What a push knows when it begins: the record without its own doubt. */
export function knownFrom({ plan, inherited }: Push, acquired: CaseRecord): Known {
  return {
    record: { ...acquired, doubts: inherited },
    unwritten: unwrittenOf(plan.comments, acquired.comments),
    ownDoubt: undefined,
    firstWriteAtMs: undefined,
    goneIncidentId: undefined,
  }
}

/** Replaces the record, and works out anew which comments are unwritten. */
export function withRecord({ plan }: Push, known: Known, record: CaseRecord): Known {
  return { ...known, record, unwritten: unwrittenOf(plan.comments, record.comments) }
}

/**
 * Records the case version as pushed, and with it the digest of the field values that stand in the incident:
 * undefined when that is in doubt, so that no later push takes them for written.
 */
export function withFields(push: Push, known: Known, fieldsDigest: string | undefined): Known {
  return withVersion(push, { ...known, record: { ...known.record, fieldsDigest } })
}

/** Records the case version as pushed. */
export function withVersion({ plan }: Push, known: Known): Known {
  return { ...known, record: { ...known.record, version: newestOf(known.record.version, plan.version) } }
}
