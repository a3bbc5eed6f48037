// Looking: what ServiceNow holds of a case about which there are doubts. What is found counts at once; what is
// missing counts as not written only when nothing can still be under way.
import {
  CREATED_MARGIN_MS,
  fieldsAfterLook,
  matchJournal,
  newest,
  unwritten,
  type CaseRecord,
  type Doubt,
  type KnownIncident,
  type WrittenComment,
} from './case-record.ts'
import { PushError } from '../errors.ts'
import type { IncidentHead } from './ports.ts'
import { lookBudget, type Work } from './known.ts'

/**
 * Decides which incident the push is about and, where a doubt stands or the incident changes, looks before anything
 * is written. Replaces `work.record`; a look that fails leaves it as it was.
 * @throws PushError `incident_not_found` when the caller named an incident that is gone; else what the look threw
 */
export async function lookFirst(work: Work): Promise<void> {
  const { externalId } = work.plan
  const known = work.record.incident
  const lookedAt = work.clock.now()
  if (externalId !== undefined && externalId !== known?.id) {
    if (known !== undefined || work.inherited.length > 0) await lookAtOther(work, externalId)
  } else if (work.inherited.length > 0 || mayHoldMore(work)) {
    if (known === undefined) await lookForUnrecorded(work)
    else await lookAtKnown(work, known)
  }
  const standing = work.record.doubts.filter((doubt) => doubt.settledAt > lookedAt)
  work.record = { ...work.record, doubts: standing }
}

/** Whether a comment that is not recorded may stand in the incident all the same. */
function mayHoldMore({ plan, record }: Work): boolean {
  return record.isAdopted === true && unwritten(plan.comments, record.comments).length > 0
}

/** The caller names another incident than the recorded one: nothing that was recorded holds for it. */
async function lookAtOther(work: Work, id: string): Promise<void> {
  const head = await work.incidents.read(id, [], lookBudget(work))
  if (head === undefined) throw new PushError('incident_not_found')
  await adopt(work, head)
}

async function adopt(work: Work, head: IncidentHead): Promise<void> {
  const empty: CaseRecord = { doubts: work.record.doubts, comments: [] }
  const comments = await findComments(work, head.id, [])
  // A version without an incident is that of fields perhaps written into a named one.
  const inDoubt = work.record.incident === undefined ? work.record.version : undefined
  const version = newest(inDoubt, ...work.inherited.map((doubt) => doubt.version))
  work.record = {
    ...empty,
    incident: knownFrom(head),
    comments,
    isAdopted: true,
    ...(version === undefined ? {} : { version }),
  }
}

async function lookAtKnown(work: Work, known: KnownIncident): Promise<void> {
  const head = await work.incidents.read(known.id, [], lookBudget(work))
  if (head !== undefined) {
    const found = await findComments(work, known.id, work.record.comments)
    work.record = afterLook(work.record, work.inherited, known, work.record.comments, found)
  } else if (work.plan.externalId !== undefined) throw new PushError('incident_not_found')
  else {
    work.dead = known.id
    await lookForUnrecorded(work)
  }
}

/** No living incident is recorded: the case may have gone into the one that a push in doubt named last, or created. */
export async function lookForUnrecorded(work: Work): Promise<void> {
  for (const id of new Set(work.inherited.map(({ incident }) => incident).reverse())) {
    const head = id === undefined ? undefined : await work.incidents.read(id, [], lookBudget(work))
    if (head !== undefined) {
      await adopt(work, head)
      return
    }
  }
  await lookForCreated(work)
}

/** Records the incident that the caller named, when there was nothing to write into it. @throws PushError `incident_not_found` */
export async function lookAtNamed(work: Work, id: string): Promise<KnownIncident> {
  const head = await work.incidents.read(id, [], lookBudget(work))
  if (head === undefined) throw new PushError('incident_not_found')
  const incident = knownFrom(head)
  work.record = { ...work.record, incident }
  return incident
}

/** Looks for an incident that a push in doubt may have created, other than the dead one, and for its comments. */
async function lookForCreated(work: Work): Promise<void> {
  const since = Math.min(...work.inherited.map((doubt) => doubt.since)) - CREATED_MARGIN_MS
  const head = await work.incidents.findByCorrelationId(work.plan.correlationId, since, work.dead, lookBudget(work))
  const empty: CaseRecord = { doubts: work.record.doubts, comments: [] }
  if (head === undefined) {
    work.record = empty
    return
  }
  const found = await findComments(work, head.id, [])
  work.record = afterLook(empty, work.inherited, knownFrom(head), [], found, true)
}

/** What is known after a look: the found comments are recorded, the doubts' versions count as pushed. */
function afterLook(
  record: CaseRecord,
  doubts: readonly Doubt[],
  incident: KnownIncident,
  recorded: readonly WrittenComment[],
  found: readonly WrittenComment[],
  isCreated = false,
): CaseRecord {
  // In an incident that was switched to, a comment found may be older than any doubt: it proves nothing.
  const proof = record.isAdopted === true ? [] : found
  const fields = fieldsAfterLook(record, doubts, isCreated ? 'incident' : proof)
  const version = newest(record.version, ...doubts.map((doubt) => doubt.version))
  return {
    incident,
    comments: [...recorded, ...found],
    doubts: record.doubts,
    ...(record.isAdopted === undefined ? {} : { isAdopted: record.isAdopted }),
    ...(version === undefined ? {} : { version }),
    ...(fields === undefined ? {} : { fields }),
  }
}

/** The doubts' and the request's comments that stand in the journal without being recorded; of equal texts the doubts' first. */
async function findComments(work: Work, id: string, recorded: readonly WrittenComment[]): Promise<WrittenComment[]> {
  return findThese(work, id, recorded, [...work.inherited.flatMap((doubt) => doubt.comments), ...work.plan.comments])
}

/** Those of the wanted comments that stand in the journal without being recorded. */
export async function findThese(
  work: Work,
  id: string,
  recorded: readonly WrittenComment[],
  wanted: Doubt['comments'],
): Promise<WrittenComment[]> {
  const { journal } = work.plan
  if (journal === undefined || wanted.length === 0) return []
  return matchJournal(await work.incidents.journal(id, journal, lookBudget(work)), recorded, wanted)
}

/** An incident found by looking: its last push is not known better than its last change. */
function knownFrom(head: IncidentHead): KnownIncident {
  return { id: head.id, number: head.number, pushedAt: head.updatedAt }
}
