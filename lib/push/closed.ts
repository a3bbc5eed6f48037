// How a case leaves an incident that is no longer open for another one, where the connector says so. The record keeps
// what was left, so that a caller who still names it means the incident that follows it.
import type { CaseRecord, FormerIncident } from './case-record.ts'
import { isSameId, withRecord, type Known, type Push } from './known.ts'
import { correlationIdOf, type IncidentPlan } from './plan-incident.ts'

/** At most so many are kept: an older one is named by nobody. */
const MAX_FORMER = 20

/** The case goes on in another incident, of which nothing is recorded yet. */
export function leaveClosed(push: Push, known: Known, { id, number }: FormerIncident): Known {
  const { version, doubts, follows = [] } = known.record
  const left = [...follows, { id, number }].slice(-MAX_FORMER)
  return withRecord(push, { ...known, isOpen: true }, { version, fields: {}, comments: [], doubts, follows: left })
}

/** What is empty of an incident that is yet to be created or found. */
export const emptyRecord = ({ doubts, follows }: CaseRecord): CaseRecord => ({
  fields: {},
  comments: [],
  doubts,
  follows,
})

/** Whether the case has left this incident. */
export const isFormer = ({ follows = [] }: CaseRecord, incidentId: string) =>
  follows.some(({ id }) => isSameId(id, incidentId))

/**
 * The plan of a caller who may name an incident that its case has left: it means the one that follows. A plan that
 * creates nothing keeps the incident that it names until there is another.
 */
export function withFollower(plan: IncidentPlan, record: CaseRecord): IncidentPlan {
  const { externalId, movesCase } = plan
  if (externalId === undefined || !isFormer(record, externalId)) return plan
  const current = record.incident?.id
  return current === undefined && !movesCase ? plan : { ...plan, externalId: current }
}

/** The incidents that doubts name and that the case has not left. */
export const notFormer = (record: CaseRecord, incidentIds: readonly string[]) =>
  incidentIds.filter((id) => !isFormer(record, id))

/** An incident that follows another has a correlation id of its own: by that alone its creation is found. */
export function currentCorrelationId({ correlationId }: IncidentPlan, { follows = [] }: CaseRecord): string {
  const left = follows.at(-1)
  return left === undefined ? correlationId : correlationIdOf(`${correlationId}|${left.id.toLowerCase()}`)
}

/** The columns of a create: one that follows another says so, above the description. */
export function creationAfter(plan: IncidentPlan, record: CaseRecord): IncidentPlan['creation'] {
  const left = record.follows?.at(-1)
  if (left === undefined) return plan.creation
  const { description = '' } = plan.creation
  const follows = `Follows ${left.number}, which is closed.`
  return {
    ...plan.creation,
    description: description === '' ? follows : `${follows}\n\n${description}`,
    correlation_id: currentCorrelationId(plan, record),
  }
}
