// Looking after a write of this very push whose answer leaves its outcome open. What ended without a trace was not
// done, and its own error is the answer; what may still be running stays in doubt.
import { CREATED_MARGIN_MS, SETTLE_MS, type Doubt, type WrittenComment } from './case-record.ts'
import { PushError } from '../errors.ts'
import type { PlannedComment } from './plan-incident.ts'
import { findThese } from './reconcile.ts'
import { normalized } from './text.ts'
import { lookBudget, outcomeUnknown, type Work } from './known.ts'
import { recordDone, recordFieldsInDoubt, type Write } from './written.ts'

/**
 * Finds out whether `write` was done. Returns when it was, or when it is certain what of it is still missing; keeps
 * `work.unknown` where nothing is certain.
 * @throws PushError the write's own error, or `outcome_unknown`
 */
export async function lookAfter(work: Work, write: Write, failure: PushError): Promise<void> {
  const since = failure.sentAt ?? work.clock.now()
  work.unknown = doubtAbout(work, write, since)
  const missing = await looked(work, write, since, failure)
  if (missing === 'nothing') {
    work.unknown = undefined
    return
  }
  if (failure.effect === 'open') {
    if (missing === 'comment') work.unknown = doubtAbout(work, { ...write, fields: undefined }, since)
    throw outcomeUnknown([work.unknown], work.clock.now())
  }
  if (write.fields !== undefined && missing === 'all') recordFieldsInDoubt(work)
  work.unknown = undefined
  if (missing === 'all') throw failure
}

function doubtAbout({ owner, plan }: Work, { fields, comment }: Write, since: number): Doubt {
  return {
    owner,
    since,
    settledAt: since + SETTLE_MS,
    ...(plan.externalId === undefined ? {} : { incident: plan.externalId }),
    comments: comment === undefined ? [] : [{ commentId: comment.commentId, digest: comment.digest }],
    ...(fields === undefined ? {} : { fields, ...(plan.version === undefined ? {} : { version: plan.version }) }),
  }
}

type Missing = 'nothing' | 'comment' | 'all'

// A look that fails proves nothing: a refusal keeps the write's own error in sight, anything else is worth a retry.
async function looked(work: Work, write: Write, since: number, failure: PushError): Promise<Missing> {
  try {
    return write.id === undefined
      ? await lookForCreate(work, write, since)
      : await lookForUpdate(work, write, write.id, failure)
  } catch (error) {
    const isRefused =
      error instanceof PushError &&
      ['servicenow_unauthorized', 'servicenow_rejected', 'misconfigured'].includes(error.code)
    throw failure.effect === 'ended' && (isRefused || failure.retryable)
      ? failure
      : outcomeUnknown([doubtAbout(work, write, since)], work.clock.now())
  }
}

async function lookForCreate(work: Work, write: Write, since: number): Promise<Missing> {
  const head = await work.incidents.findByCorrelationId(
    work.plan.correlationId,
    since - CREATED_MARGIN_MS,
    work.dead,
    lookBudget(work),
  )
  if (head === undefined) return 'all'
  const isThere = write.comment === undefined || (await entryOf(work, head.id, write.comment)) !== undefined
  recordDone(work, isThere ? write : { ...write, comment: undefined }, head)
  return isThere ? 'nothing' : 'comment'
}

async function lookForUpdate(work: Work, write: Write, id: string, failure: PushError): Promise<Missing> {
  const columns = Object.entries(write.columns).filter(([name]) => name !== work.plan.journal)
  const current = await work.incidents.read(
    id,
    columns.map(([name]) => name),
    lookBudget(work),
  )
  if (current === undefined) return 'all'
  // Equal fields prove a write only when it is over: one still running could yet undo a newer push.
  if (write.comment === undefined) {
    if (
      failure.effect !== 'ended' ||
      columns.some(([name, text]) => normalized(current.columns[name] ?? '') !== normalized(text))
    )
      return 'all'
    recordDone(work, write, current)
    return 'nothing'
  }
  // Dated by its entry: the incident was read before the journal, perhaps before the write.
  const entry = await entryOf(work, id, write.comment)
  if (entry === undefined) return 'all'
  recordDone(work, write, { ...current, updatedAt: entry.pushedAt * 1000 })
  return 'nothing'
}

async function entryOf(work: Work, id: string, comment: PlannedComment): Promise<WrittenComment | undefined> {
  return (await findThese(work, id, work.record.comments, [comment]))[0]
}
