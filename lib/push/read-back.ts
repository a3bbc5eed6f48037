// A comment is read back where it is not known that the journal keeps what is written: ServiceNow answers 200 to a
// write into a column that the user may not write, and drops the text. The write's own answer is asked to show the
// journal, and only where that does not show the comment the journal is read.
import { PushError } from '../errors.ts'
import type { Doubt } from './case-record.ts'
import { doubtAboutWrite, outcomeUnknown } from './doubts.ts'
import { findWritten } from './find.ts'
import { isUnseen } from './health.ts'
import type { Known, Push } from './known.ts'
import type { Write } from './next-write.ts'
import type { PlannedComment } from './plan-incident.ts'
import type { WrittenRow } from './ports.ts'
import { withDone } from './with-done.ts'

/** Pauses before each reading, ms: a read replica of the database may be behind. */
const PAUSES_MS = [0, 2_000, 5_000]

/** A longer journal is not asked for with an answer, which has a limit. */
const MAX_SHOWN_COMMENTS = 50

/** The journal column that the answer to a write shall show, if its comment has to be read back. */
export function shownJournal(
  { health, plan, clock }: Push,
  { record }: Known,
  { comments }: Write,
): string | undefined {
  const { journalColumn } = plan
  if (comments.length === 0 || journalColumn === undefined || !isUnseen(health, journalColumn, clock.now()))
    return undefined
  // An entry of the same text, or of one that is not recorded, may be older than the write.
  const isAmbiguous =
    record.isAdopted === true ||
    record.comments.some(({ digest }) => comments.some((comment) => comment.digest === digest))
  return isAmbiguous || record.comments.length > MAX_SHOWN_COMMENTS ? undefined : journalColumn
}

/** The comments that a write carried. */
type Sent = { comments: readonly PlannedComment[]; incidentId: string; sinceMs: number; doubt: Doubt }

/**
 * What is known once a write was done. Its comment is read back where that is due, and is in doubt meanwhile.
 * @param sinceMs when the write began, epoch ms
 * @throws PushError `misconfigured` when the journal does not keep the comment, which is then not recorded
 */
export async function* readBack(
  push: Push,
  known: Known,
  write: Write,
  answer: WrittenRow,
  sinceMs: number,
): AsyncGenerator<Known, Known> {
  const done = withDone(push, known, write, answer)
  const { comments } = write
  const column = push.plan.journalColumn
  if (comments.length === 0 || column === undefined || !isUnseen(push.health, column, push.clock.now())) return done
  if (answer.isJournaled === true) {
    push.health.journalSeenAtMs.set(column, push.clock.now())
    return done
  }
  const doubt = doubtAboutWrite(push, write, sinceMs)
  const withoutComment = withDone(push, known, { ...write, comments: [] }, answer)
  yield { ...withoutComment, ownDoubt: doubt }
  const isKept = await isInJournal(push, known, { comments, incidentId: answer.id, sinceMs, doubt })
  if (isKept === false) {
    yield withoutComment
    throw new PushError('misconfigured', { reason: 'journal_dropped' })
  }
  if (isKept === true) push.health.journalSeenAtMs.set(column, push.clock.now())
  return done
}

// Undefined when the reading fails, which proves nothing: then the write's own answer counts, and the next comment is
// read back. But once a reading missed the comment, only another reading tells. A journal that the user may not read
// will not tell the next time either, so that the write's own answer has to be believed.
async function isInJournal(
  push: Push,
  { record }: Known,
  { comments, incidentId, sinceMs, doubt }: Sent,
): Promise<boolean | undefined> {
  let isMissed = false
  for (const pauseMs of PAUSES_MS) {
    if (pauseMs > 0) await push.clock.sleep(pauseMs)
    try {
      if ((await findWritten(push, incidentId, record.comments, comments, sinceMs)) !== undefined) return true
      isMissed = true
    } catch (error) {
      if (isMissed) throw outcomeUnknown([doubt], push.clock.now())
      return error instanceof PushError && error.code === 'misconfigured' ? true : undefined
    }
  }
  return false
}
