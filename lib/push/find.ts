// Finding in ServiceNow what the ledger does not know of: comments in a journal, incidents that a push in doubt may
// have created or was told to use. Each look returns what is then known; one that fails changes nothing.
import { PushError } from '../errors.ts'
import { lookBudget } from './budgets.ts'
import {
  CREATED_MARGIN_MS,
  newestOf,
  recordAfterLook,
  type CaseRecord,
  type CommentDigest,
  type KnownIncident,
  type WrittenComment,
} from './case-record.ts'
import { withRecord, type Known, type Push } from './known.ts'
import { matchJournal } from './match-journal.ts'
import type { IncidentHead } from './ports.ts'

/** Those of the wanted comments that are in the journal without being recorded. */
export async function findComments(
  push: Push,
  incidentId: string,
  recorded: readonly WrittenComment[],
  wanted: readonly CommentDigest[],
): Promise<WrittenComment[]> {
  const { journalColumn } = push.plan
  if (journalColumn === undefined || wanted.length === 0) return []
  return matchJournal(await push.incidents.journal(incidentId, journalColumn, lookBudget(push)), recorded, wanted)
}

/** The comments that the doubts and the request are about; of equal texts the doubts' come first. */
export function commentsInQuestion({ inherited, plan }: Push): readonly CommentDigest[] {
  return [...inherited.flatMap(({ comments }) => comments), ...plan.comments]
}

/**
 * Looks for the case's incident when none is recorded, or the recorded one is gone: a push in doubt may have used the
 * one that its caller named, or created one. The newest doubt is asked first.
 */
export async function findUnrecorded(push: Push, known: Known): Promise<Known> {
  const incidentIds = push.inherited.map(({ incidentId }) => incidentId).filter((id) => id !== undefined)
  for (const id of new Set(incidentIds.reverse())) {
    const head = await push.incidents.read(id, [], lookBudget(push))
    if (head !== undefined) return adopt(push, known, head)
  }
  return findCreated(push, known)
}

/** Takes an incident that was named while another was recorded or in doubt. Nothing recorded holds for it. */
export async function adopt(push: Push, known: Known, head: IncidentHead): Promise<Known> {
  const comments = await findComments(push, head.id, [], commentsInQuestion(push))
  const { incident, version, doubts } = known.record
  // A record with a version but no incident: its fields may have gone into one that a caller named.
  const inDoubt = incident === undefined ? version : undefined
  return withRecord(push, known, {
    incident: incidentFrom(head),
    version: newestOf(inDoubt, ...push.inherited.map((doubt) => doubt.version)),
    comments,
    isAdopted: true,
    doubts,
  })
}

async function findCreated(push: Push, known: Known): Promise<Known> {
  const empty: CaseRecord = { comments: [], doubts: known.record.doubts }
  const sinceMs = Math.min(...push.inherited.map((doubt) => doubt.sinceMs))
  const head = await findCreatedSince(push, known, sinceMs)
  if (head === undefined) return withRecord(push, known, empty)
  const comments = await findComments(push, head.id, [], commentsInQuestion(push))
  const found = { incident: incidentFrom(head), isCreated: true, comments }
  return withRecord(push, known, recordAfterLook(empty, push.inherited, found))
}

/** The incident, other than the one that is gone, that this case got since then (less a margin, epoch ms). */
export async function findCreatedSince(push: Push, known: Known, sinceMs: number): Promise<IncidentHead | undefined> {
  const { correlationId } = push.plan
  const earliestMs = sinceMs - CREATED_MARGIN_MS
  return push.incidents.findByCorrelationId(correlationId, earliestMs, known.goneIncidentId, lookBudget(push))
}

/** The incident that the caller named. @throws PushError `incident_not_found` */
export async function readNamed(push: Push, incidentId: string): Promise<IncidentHead> {
  const head = await push.incidents.read(incidentId, [], lookBudget(push))
  if (head === undefined) throw new PushError('incident_not_found')
  return head
}

/** An incident found by looking: the time of its last push is not known better than that of its last change. */
export function incidentFrom({ id, number, updatedAtMs }: IncidentHead): KnownIncident {
  return { id, number, pushedAtMs: updatedAtMs }
}
