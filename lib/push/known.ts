// The two values of a push: what it was given, and what it has learned so far. Neither changes; a step that learns
// something returns a new Known.
import type { WaitingClock } from '../clock.ts'
import { newestOf, pastVersion, unwrittenOf, type CaseRecord, type Doubt, type KnownIncident } from './case-record.ts'
import type { Health } from './health.ts'
import type { IncidentPlan, PlannedComment } from './plan-incident.ts'
import type { IncidentHead, Incidents } from './ports.ts'
import { withPossible, withPushed, type FieldDigests } from './pushed-fields.ts'
import type { Warning } from './warnings.ts'

/** What a push was given. */
export type Push = Readonly<{
  plan: IncidentPlan
  incidents: Incidents
  /** The place of the connector's records. */
  instance: string
  /** Claims an incident for this case. @returns whether it is this case's now */
  claim(incident: Pick<IncidentHead, 'id' | 'number'>): Promise<boolean>
  /** Whether this case claimed the incident before. */
  hasClaimed(incident: Pick<IncidentHead, 'id'>): Promise<boolean>
  /** What the process remembers of the connector's instance. */
  health: Health
  clock: WaitingClock
  /** This push's name in the ledger, a fresh UUID. */
  owner: string
  /** When the push must be over, epoch ms. */
  deadlineMs: number
  /** How long after its first byte a write may still be committed, ms. */
  settleMs: number
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
  /** Whether the incident is known to be one that this push may write to. */
  isOpen: boolean
  warnings: readonly Warning[]
}>

/** What a push knows when it begins: the record without its own doubt. */
export function knownFrom({ plan, instance, clock, inherited }: Push, acquired: CaseRecord): Known {
  const { incident } = acquired
  return {
    record: {
      ...acquired,
      incident: incident && { instance, ...incident },
      version: pastVersion(acquired.version, clock.now()),
      doubts: inherited,
    },
    unwritten: unwrittenOf(plan.comments, acquired.comments),
    ownDoubt: undefined,
    firstWriteAtMs: undefined,
    goneIncidentId: undefined,
    isOpen: false,
    warnings: [],
  }
}

/** An incident found by looking: the time of its last push is not known better than that of its last change. */
export function incidentFrom({ instance }: Push, { id, number, updatedAtMs }: IncidentHead): KnownIncident {
  return { id, number, instance, pushedAtMs: updatedAtMs }
}

/** ServiceNow's database compares sys_ids without regard to case. */
export const isSameId = (a: string, b: string) => a.toLowerCase() === b.toLowerCase()

/** Replaces the record, and works out anew which comments are unwritten. */
export function withRecord({ plan }: Push, known: Known, record: CaseRecord): Known {
  return { ...known, record, unwritten: unwrittenOf(plan.comments, record.comments) }
}

/** Records these field values, and the case version, as pushed. */
export function withFields(push: Push, known: Known, fields: FieldDigests): Known {
  return withVersion(push, { ...known, record: { ...known.record, fields: withPushed(known.record.fields, fields) } })
}

/** Records that these field values may have been pushed, so that no later push takes them for written. */
export function withFieldsInDoubt(push: Push, known: Known, fields: FieldDigests): Known {
  return withVersion(push, { ...known, record: { ...known.record, fields: withPossible(known.record.fields, fields) } })
}

/** Records the case version as pushed. */
export function withVersion({ plan }: Push, known: Known): Known {
  return { ...known, record: { ...known.record, version: newestOf(known.record.version, plan.version) } }
}
