// Before anything is written: which incident a push is about, and, where a doubt stands or the incident changes, what
// ServiceNow holds of the case. What is found counts at once; what is missing counts as not written only when nothing
// can still be under way.
import { PushError } from '../errors.ts'
import { recordAfterLook } from './after-look.ts'
import { lookBudget } from './budgets.ts'
import { indexByText, unwrittenOf, type KnownIncident } from './case-record.ts'
import { emptyRecord, isFormer } from './closed.ts'
import {
  adopt,
  everInQuestion,
  findComments,
  findFollower,
  findLast,
  findReturned,
  findUnrecorded,
  inQuestionSinceDoubts,
  readNamed,
} from './find.ts'
import { isSameId, withRecord, type Known, type Push } from './known.ts'
import { valueOf } from './settled.ts'

/**
 * Looks where it must, and drops the doubts that were settled when the look began.
 * @throws PushError `incident_not_found` when the caller named an incident that is gone; else what a look threw
 */
export async function reconcile(push: Push, known: Known): Promise<Known> {
  const lookedAtMs = push.clock.now()
  const looked = await look(push, known)
  const doubts = looked.record.doubts.filter(({ settledAtMs }) => settledAtMs > lookedAtMs)
  return { ...looked, record: { ...looked.record, doubts } }
}

async function look(push: Push, known: Known): Promise<Known> {
  const { externalId } = push.plan
  const recorded = known.record.incident
  const isInDoubt = push.inherited.length > 0
  const isMoved = recorded !== undefined && recorded.instance !== push.instance
  if (externalId !== undefined && (recorded === undefined || !isSameId(externalId, recorded.id))) {
    const isFirst = recorded === undefined && !isInDoubt && !isFormer(known.record, externalId)
    if (isFirst) return known
    return findLast(push, await adopt(push, known, await readNamed(push, externalId), everInQuestion(push)))
  }
  if (isMoved) return findLast(push, await lookOnNewInstance(push, known, recorded))
  if (!isInDoubt && !mayHoldMore(known)) return known
  if (recorded === undefined) return findUnrecorded(push, known)
  return (await findFollower(push, known, recorded)) ?? lookAtRecorded(push, known, recorded)
}

/** Whether a comment that is not recorded may stand in the incident all the same. */
function mayHoldMore({ record, unwritten }: Known): boolean {
  return record.isAdopted === true && unwritten.length > 0
}

// The connector names another instance than before: another address of the same, a copy of it, or a new one. All that
// is recorded holds there only if the incident holds all comments that are recorded. One that the caller names is used
// whoever has claimed it.
async function lookOnNewInstance(push: Push, known: Known, incident: KnownIncident): Promise<Known> {
  const { id, number } = incident
  const same = await push.incidents.read(id, [], lookBudget(push))
  const isNamed = push.plan.externalId !== undefined
  if (same === undefined && isNamed) throw new PushError('incident_not_found')
  if (same === undefined || (!(await push.claim(same)) && !isNamed)) {
    const head = await findReturned(push, known)
    return head === undefined ? loseIncident(push, known, id) : adopt(push, known, head, everInQuestion(push))
  }
  const { comments, ...question } = everInQuestion(push)
  const wanted = { ...question, comments: [...known.record.comments, ...comments] }
  const found = await findComments(push, id, [], wanted)
  const isFound = indexByText(found)
  const isWhole = number === same.number && known.record.comments.every((comment) => isFound(comment) !== undefined)
  if (!isWhole) return adopt(push, known, same, wanted)
  const moved = { ...incident, instance: push.instance, claimedAtMs: push.clock.now() }
  const further = { incident: moved, isCreated: false, comments: unwrittenOf(found, known.record.comments) }
  // Each comment is dated as it stands here: a push before may have written it here, and died.
  return withRecord(push, known, { ...recordAfterLook(known.record, push.inherited, further), comments: found })
}

// Side by side, since each may take long. The journal of an incident that is gone says nothing.
async function lookAtRecorded(push: Push, known: Known, incident: KnownIncident): Promise<Known> {
  const wanted = known.record.isAdopted === true ? everInQuestion(push) : inQuestionSinceDoubts(push)
  const [head, comments] = await Promise.allSettled([
    push.incidents.read(incident.id, [], lookBudget(push)),
    findComments(push, incident.id, known.record.comments, wanted),
  ])
  if (valueOf(head) === undefined) return loseIncident(push, known, incident.id)
  const found = { incident, isCreated: false, comments: valueOf(comments) }
  return withRecord(push, known, recordAfterLook(known.record, push.inherited, found))
}

/**
 * The recorded incident is gone: what was recorded of it no longer holds, and a doubt may have created another. It is
 * created again only when the caller named none, and once in a push: a user who may create but not update would
 * otherwise make one after the other.
 * @throws PushError `incident_not_found`
 */
export async function loseIncident(push: Push, known: Known, incidentId: string): Promise<Known> {
  if (push.plan.externalId !== undefined || known.goneIncidentId !== undefined)
    throw new PushError('incident_not_found')
  const lost = { ...known, goneIncidentId: incidentId }
  if (push.inherited.length > 0) return findUnrecorded(push, lost)
  return withRecord(push, lost, emptyRecord(known.record))
}
