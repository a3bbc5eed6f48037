// Finding in ServiceNow what the ledger does not know of: comments in a journal, incidents that a push in doubt may
// have created or was told to use. Each look returns what is then known; one that fails changes nothing.
import { PushError } from '../errors.ts'
import { recordAfterLook } from './after-look.ts'
import { lookBudget } from './budgets.ts'
import {
  LOOK_MARGIN_MS,
  newestOf,
  unwrittenOf,
  type CommentDigest,
  type Doubt,
  type KnownIncident,
  type WrittenComment,
} from './case-record.ts'
import { firstClaimed } from './claim.ts'
import { currentCorrelationId, emptyRecord, isFormer, leaveClosed, notFormer } from './closed.ts'
import { incidentFrom, isSameId, withRecord, type Known, type Push } from './known.ts'
import { matchJournal } from './match-journal.ts'
import type { IncidentHead } from './ports.ts'
import { withPossible, type PushedFields } from './pushed-fields.ts'
import { valueOf } from './settled.ts'

/** What is looked for in a journal. */
export type Wanted = {
  comments: readonly CommentDigest[]
  /** Columns that may hold them. */
  columns: readonly string[]
  /** Since when they may have been written, epoch ms; undefined: since ever. */
  sinceMs: number | undefined
}

/** Those of the wanted comments that are in the journal without being recorded. */
export async function findComments(
  push: Push,
  incidentId: string,
  recorded: readonly WrittenComment[],
  { comments, columns, sinceMs }: Wanted,
): Promise<WrittenComment[]> {
  const missing = unwrittenOf(comments, recorded)
  if (missing.length === 0) return []
  const known = new Set(recorded.map(({ digest }) => digest))
  // A recorded comment of the same text may be older: its entry has to be seen to be told from the wanted one.
  const isAmbiguous = missing.some(({ digest }) => known.has(digest))
  const query = {
    digests: known.union(new Set(missing.map(({ digest }) => digest))),
    sinceMs: isAmbiguous || sinceMs === undefined ? undefined : sinceMs - LOOK_MARGIN_MS,
  }
  const journals = await Promise.allSettled(
    columns.map((column) => push.incidents.journal(incidentId, { column, ...query }, lookBudget(push))),
  )
  return matchJournal(journals.flatMap(valueOf), recorded, missing)
}

/**
 * The comments that one write of this push carried, if the journal has them all.
 * @param sinceMs when the write began, epoch ms
 */
export async function findWritten(
  push: Push,
  incidentId: string,
  recorded: readonly WrittenComment[],
  comments: readonly CommentDigest[],
  sinceMs: number,
): Promise<WrittenComment[] | undefined> {
  const columns = [push.plan.journalColumn].filter((column) => column !== undefined)
  const found = await findComments(push, incidentId, recorded, { comments, columns, sinceMs })
  return found.length === comments.length ? found : undefined
}

/** The comments that the doubts and the request are about; of equal texts the doubts' come first. */
function commentsInQuestion({ inherited, plan }: Push): Omit<Wanted, 'sinceMs'> {
  const columns = [plan.journalColumn, ...inherited.map(({ journalColumn }) => journalColumn)]
  return {
    comments: [...inherited.flatMap(({ comments }) => comments), ...plan.comments],
    columns: [...new Set(columns.filter((column) => column !== undefined))],
  }
}

/** The comments in question that may stand in an incident of which nothing, or not all, is recorded. */
export const everInQuestion = (push: Push): Wanted => ({ ...commentsInQuestion(push), sinceMs: undefined })

/** The comments in question in an incident of which all is recorded but what is in doubt. */
export const inQuestionSinceDoubts = (push: Push): Wanted => ({
  ...commentsInQuestion(push),
  sinceMs: sinceDoubts(push),
})

const sinceDoubts = ({ inherited }: Push) => Math.min(...inherited.map(({ sinceMs }) => sinceMs))

/**
 * Looks for the case's incident when none is recorded, or the recorded one is gone: a push in doubt may have used the
 * one that its caller named, or created one, and left it since. The newest doubt is asked first.
 */
export async function findUnrecorded(push: Push, known: Known): Promise<Known> {
  const named = push.inherited.map(({ incidentId }) => incidentId).filter((id) => id !== undefined)
  for (const id of new Set(notFormer(known.record, named.reverse()))) {
    const head = await push.incidents.read(id, [], lookBudget(push))
    if (head !== undefined) return findLast(push, await adopt(push, known, head, everInQuestion(push)))
  }
  return findCreated(push, known)
}

/**
 * Takes an incident that was named while another was recorded or in doubt. Nothing recorded holds for it, but what of
 * the wanted comments its journal holds.
 */
export async function adopt(push: Push, known: Known, head: IncidentHead, wanted: Wanted): Promise<Known> {
  const comments = await findComments(push, head.id, [], wanted)
  const { incident, version, doubts } = known.record
  // A record with a version but no incident: its fields may have gone into one that a caller named.
  const inDoubt = incident === undefined ? version : undefined
  return withRecord(push, known, {
    incident: incidentFrom(push, head),
    version: newestOf(inDoubt, ...push.inherited.map((doubt) => doubt.version)),
    fields: fieldsInDoubt(push, known, head),
    comments,
    isAdopted: true,
    doubts,
  })
}

// What the pushes in doubt may have written into this very incident. One that named none wrote into the recorded one,
// if there is one on this instance.
function fieldsInDoubt({ inherited, instance }: Push, { record }: Known, { id }: IncidentHead): PushedFields {
  const isRecorded = record.incident?.instance === instance
  const isAbout = ({ incidentId }: Doubt) => (incidentId === undefined ? !isRecorded : isSameId(incidentId, id))
  return inherited.filter(isAbout).reduce<PushedFields>((all, { fields = {} }) => withPossible(all, fields), {})
}

async function findCreated(push: Push, known: Known): Promise<Known> {
  const created = await createdIn(push, known)
  if (created !== undefined) return findLast(push, created)
  // What is recorded without an incident may have gone into one that a caller names again.
  return known.record.incident === undefined ? known : withRecord(push, known, emptyRecord(known.record))
}

/**
 * Looks for the incident in which the case goes on, if a push in doubt may have left this one for it.
 * @returns undefined when there is none
 */
export async function findFollower(push: Push, known: Known, incident: KnownIncident): Promise<Known | undefined> {
  if (!push.inherited.some(({ mayLeave }) => mayLeave)) return undefined
  const created = await createdIn(push, { ...leaveClosed(push, known, incident), isOpen: false })
  return created && findLast(push, created)
}

/** Goes on from the incident that a look has found to the last one for which pushes in doubt have left it. */
export async function findLast(push: Push, known: Known): Promise<Known> {
  const { incident } = known.record
  return (incident && (await findFollower(push, known, incident))) ?? known
}

// Undefined when no push in doubt created an incident.
async function createdIn(push: Push, known: Known): Promise<Known | undefined> {
  const head = await findCreatedSince(push, known, sinceDoubts(push))
  if (head === undefined) return undefined
  const comments = await findComments(push, head.id, [], inQuestionSinceDoubts(push))
  const found = { incident: incidentFrom(push, head), isCreated: true, comments }
  return withRecord(push, known, recordAfterLook(emptyRecord(known.record), push.inherited, found))
}

/**
 * The oldest incident that this case got since then (less a margin, epoch ms), other than the one that is gone and
 * those that it has left, and claimed for the case: one that another case owns is not this one's, though it has the
 * correlation id.
 */
export async function findCreatedSince(push: Push, known: Known, sinceMs: number): Promise<IncidentHead | undefined> {
  const correlationId = currentCorrelationId(push.plan, known.record)
  const heads = await push.incidents.findByCorrelationId(correlationId, sinceMs - LOOK_MARGIN_MS, lookBudget(push))
  const others = heads.filter(isAnother(known.goneIncidentId))
  return firstClaimed(
    push,
    others.filter(({ id }) => !isFormer(known.record, id)),
  )
}

/** An incident of this correlation id that the case had claimed before, when the connector named this instance. */
export async function findReturned(push: Push, known: Known): Promise<IncidentHead | undefined> {
  const heads = await push.incidents.findByCorrelationId(
    currentCorrelationId(push.plan, known.record),
    0,
    lookBudget(push),
  )
  for (const head of heads) if (await push.hasClaimed(head)) return head
  return undefined
}

const isAnother =
  (goneIncidentId: string | undefined) =>
  ({ id }: IncidentHead) =>
    goneIncidentId === undefined || !isSameId(id, goneIncidentId)

/** The incident that the caller named. @throws PushError `incident_not_found` */
export async function readNamed(push: Push, incidentId: string): Promise<IncidentHead> {
  const head = await push.incidents.read(incidentId, [], lookBudget(push))
  if (head === undefined) throw new PushError('incident_not_found')
  return head
}
