// After a write of this very push whose answer left its outcome open. What ended without a trace was not done, and its
// own error is the answer; what may still be running stays in doubt.
import { PushError } from '../errors.ts'
import { lookBudget } from './budgets.ts'
import type { Doubt } from './case-record.ts'
import { doubtAboutWrite, outcomeUnknown } from './doubts.ts'
import { findCreatedSince, findWritten } from './find.ts'
import { withFieldsInDoubt, type Known, type Push } from './known.ts'
import type { Create, Update, Write } from './next-write.ts'
import { valueOf } from './settled.ts'
import { normalized } from './text.ts'
import { withDone } from './with-done.ts'

/** After a look that found something missing: a read replica of ServiceNow's database may be behind by this much. */
const REPLICA_LAG_MS = 2_000

/** How much of a write a look found missing in ServiceNow, and what is known with the rest recorded. */
type LookResult = { missing: 'nothing' | 'comment' | 'all'; known: Known }

/** A write whose answer left its outcome open. */
type Unclear = {
  write: Write
  /** Its own error, with the effect that it may have had. */
  failure: PushError
  /** When its bytes began to leave, epoch ms. */
  sinceMs: number
}

/**
 * Finds out whether `write` was done, and yields what must be kept even if the next step throws: first the doubt, then
 * what was found.
 * @param failure the write's own error, with the effect that it may have had
 * @returns what is known when it is certain that the write was done, or what of it is missing
 * @throws PushError the write's own error, or `outcome_unknown`
 */
export async function* resolveOutcome(
  push: Push,
  known: Known,
  write: Write,
  failure: PushError,
): AsyncGenerator<Known, Known> {
  const unclear = { write, failure, sinceMs: failure.sentAtMs ?? push.clock.now() }
  const ownDoubt = doubtAboutWrite(push, write, unclear.sinceMs)
  yield { ...known, ownDoubt }
  const outcome = await lookOrFail(push, known, unclear, ownDoubt)
  if (outcome.missing === 'nothing') return outcome.known
  if (failure.effect === 'open') {
    yield { ...outcome.known, ownDoubt }
    throw outcomeUnknown([ownDoubt], push.clock.now())
  }
  if (outcome.missing === 'comment') return outcome.known
  // A failed update may have changed the fields all the same; of a failed create there is no incident.
  const isInDoubt = write.kind === 'update' && write.fields !== undefined
  yield isInDoubt ? withFieldsInDoubt(push, outcome.known, write.fields) : outcome.known
  throw failure
}

// A look that fails proves nothing. The write's own error is the answer only if the write ended, and its error says
// retry or ServiceNow rejected the look as well. Otherwise a failed look would turn an unknown outcome into a final
// error.
async function lookOrFail(push: Push, known: Known, unclear: Unclear, ownDoubt: Doubt): Promise<LookResult> {
  const { write, failure } = unclear
  try {
    const found = await look(push, known, unclear)
    // What may still be running stays in doubt anyway. An incident or an entry that was found is there; equal fields
    // alone may be those of before.
    const isCertain = found.missing === 'nothing' && (write.kind === 'create' || write.comments.length > 0)
    if (isCertain || failure.effect === 'open') return found
    await push.clock.sleep(REPLICA_LAG_MS)
    return await look(push, known, unclear)
  } catch (error) {
    if (failure.effect === 'ended' && (failure.retryable || isRefusal(error))) throw failure
    throw outcomeUnknown([ownDoubt], push.clock.now())
  }
}

const REFUSALS: readonly string[] = ['servicenow_unauthorized', 'servicenow_rejected', 'misconfigured']

const isRefusal = (error: unknown) => error instanceof PushError && REFUSALS.includes(error.code)

function look(push: Push, known: Known, unclear: Unclear): Promise<LookResult> {
  const { write } = unclear
  return write.kind === 'create'
    ? lookForCreate(push, known, write, unclear)
    : lookForUpdate(push, known, write, unclear)
}

async function lookForCreate(push: Push, known: Known, write: Create, { sinceMs }: Unclear): Promise<LookResult> {
  const head = await findCreatedSince(push, known, sinceMs)
  if (head === undefined) return { missing: 'all', known }
  const { comments } = write
  const isWhole = (await findWritten(push, head.id, known.record.comments, comments, sinceMs)) !== undefined
  return isWhole
    ? { missing: 'nothing', known: withDone(push, known, write, head) }
    : { missing: 'comment', known: withDone(push, known, { ...write, comments: [] }, head) }
}

// The incident and its journal side by side, since each may take long.
async function lookForUpdate(push: Push, known: Known, write: Update, unclear: Unclear): Promise<LookResult> {
  const { incidentId, comments } = write
  const fields = Object.entries(write.columns).filter(([name]) => name !== push.plan.journalColumn)
  const names = fields.map(([name]) => name)
  const [read, journal] = await Promise.allSettled([
    push.incidents.read(incidentId, names, lookBudget(push)),
    findWritten(push, incidentId, known.record.comments, comments, unclear.sinceMs),
  ])
  const current = valueOf(read)
  if (current === undefined) return { missing: 'all', known }
  if (comments.length === 0) {
    // Equal fields prove a write only when it is over: one still running could yet undo a newer push.
    const isEqual = fields.every(([name, text]) => normalized(current.columns[name] ?? '') === normalized(text))
    if (unclear.failure.effect !== 'ended' || !isEqual) return { missing: 'all', known }
    return { missing: 'nothing', known: withDone(push, known, write, current) }
  }
  const [entry] = valueOf(journal) ?? []
  if (entry === undefined) return { missing: 'all', known }
  // Dated by its entry: the incident may have been read before the write.
  const dated = { ...current, updatedAtMs: entry.pushedAtS * 1000 }
  return { missing: 'nothing', known: withDone(push, known, write, dated) }
}
