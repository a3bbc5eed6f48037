// What is remembered of a case, and what is in doubt about it. Pure: the rules of "Never twice, never lost"
// (docs/decisions/0002-ledger.md) that need neither DynamoDB nor ServiceNow.
import type { PlannedComment } from './plan-incident.ts'

/** A comment text that stands in the incident. `pushedAt` in epoch seconds, ServiceNow's resolution. */
export type WrittenComment = { commentId: string; digest: string; pushedAt: number }

/** The incident of a case. `pushedAt`, epoch ms: the last push that wrote to it. */
export type KnownIncident = { id: string; number: string; pushedAt: number }

/** Writes of one push whose outcome nobody has recorded. */
export type Doubt = {
  owner: string
  /** From here on writes may have happened, epoch ms. */
  since: number
  /** From here on nothing of it can still happen, epoch ms. */
  settledAt: number
  /** The incident that the caller named. */
  incident?: string
  version?: number
  /** Digest of the field values that may have been written. */
  fields?: string
  comments: readonly Pick<WrittenComment, 'commentId' | 'digest'>[]
}

export type CaseRecord = {
  incident?: KnownIncident
  /** Newest case version pushed, epoch ms. */
  version?: number
  /** Digest of the field values last pushed; absent when they are in doubt. */
  fields?: string
  comments: readonly WrittenComment[]
  /** The incident was named while another was recorded: it may hold comments that are not in `comments`. */
  isAdopted?: true
  doubts: readonly Doubt[]
}

/** A claim on a case: by whom, made when, until when, and what its push may write. Times in epoch ms. */
export type Claim = { owner: string; now: number; until: number; doubt: Doubt }

/** Where the records live. Two calls per push. */
export type Ledger = {
  /**
   * Takes the lease and appends the doubt, in one conditional step.
   * @returns the record as it now is, own doubt included
   * @throws PushError `push_in_progress` when another push holds the lease
   */
  acquire(key: string, claim: Claim): Promise<CaseRecord>
  /** Replaces the record and gives the lease back, only while the lease is still `owner`'s. */
  release(key: string, owner: string, record: CaseRecord, now: number): Promise<void>
}

/** ServiceNow cancels a transaction at 60 s; with margins a write is settled this long after it began. */
export const SETTLE_MS = 75_000

/** The lease outlives the deadline by what the clocks of two hosts may differ. */
export const LEASE_MARGIN_MS = 5_000

/** An incident of a doubt was created at most this long before the doubt, by ServiceNow's clock. */
export const CREATED_MARGIN_MS = 300_000

const sameText =
  (a: Pick<WrittenComment, 'commentId' | 'digest'>) => (b: Pick<WrittenComment, 'commentId' | 'digest'>) =>
    a.commentId === b.commentId && a.digest === b.digest

/** Whether this comment text stands in the incident already; its entry if so. */
export function writtenAs(
  comment: Pick<WrittenComment, 'commentId' | 'digest'>,
  written: readonly WrittenComment[],
): WrittenComment | undefined {
  return written.find(sameText(comment))
}

/** The request's comments that do not stand in the incident, in request order, each once. */
export function unwritten(comments: readonly PlannedComment[], written: readonly WrittenComment[]): PlannedComment[] {
  return comments.filter(
    (comment, at) => writtenAs(comment, written) === undefined && comments.findIndex(sameText(comment)) === at,
  )
}

/** One entry of an incident's journal; `createdAt` epoch ms. */
export type JournalEntry = { digest: string; createdAt: number }

/**
 * Which of the wanted comments the journal holds. Matched whole and by count: every entry stands for one comment,
 * those recorded are taken off first, so of two comments "ok" and one entry, one is found.
 */
export function matchJournal(
  entries: readonly JournalEntry[],
  recorded: readonly WrittenComment[],
  wanted: readonly Pick<WrittenComment, 'commentId' | 'digest'>[],
): WrittenComment[] {
  const left = [...entries]
  const take = (digest: string) => {
    const at = left.findIndex((entry) => entry.digest === digest)
    return at === -1 ? undefined : left.splice(at, 1)[0]
  }
  for (const comment of recorded) take(comment.digest)
  const found: WrittenComment[] = []
  for (const { commentId, digest } of wanted) {
    if (writtenAs({ commentId, digest }, [...recorded, ...found]) !== undefined) continue
    const entry = take(digest)
    if (entry !== undefined) found.push({ commentId, digest, pushedAt: Math.floor(entry.createdAt / 1000) })
  }
  return found
}

/** The newer of two case versions, either of which may be unknown. */
export function newest(...versions: (number | undefined)[]): number | undefined {
  const known = versions.filter((version) => version !== undefined)
  return known.length === 0 ? undefined : Math.max(...known)
}

/**
 * The field digest that doubts leave behind: the recorded one, when they carried no other; theirs, when what was found
 * proves that their fields landed and they all carried the same ones, no older than the newest recorded; else none.
 */
export function fieldsAfterLook(
  record: CaseRecord,
  doubts: readonly Doubt[],
  found: 'incident' | readonly WrittenComment[],
): string | undefined {
  const carrying = doubts.filter((doubt) => doubt.fields !== undefined)
  const [first] = carrying
  if (first === undefined || carrying.every((doubt) => doubt.fields === record.fields)) return record.fields
  const agree = carrying.every(
    (doubt) =>
      doubt.fields === first.fields &&
      (newest(doubt.version, record.version) === doubt.version || doubt.version === undefined),
  )
  const commentOnly = doubts.filter((doubt) => doubt.fields === undefined).flatMap((doubt) => doubt.comments)
  const theirs = (comment: WrittenComment) =>
    carrying.some((doubt) => doubt.comments.some(sameText(comment))) && !commentOnly.some(sameText(comment))
  return agree && (found === 'incident' || found.some(theirs)) ? first.fields : undefined
}
