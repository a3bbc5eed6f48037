// Which comments a journal holds.
import { unwrittenOf, type CommentDigest, type WrittenComment } from './case-record.ts'
import type { JournalEntry } from './ports.ts'

/**
 * The wanted comments that stand in the journal without being recorded. Texts are matched whole, by digest, and by
 * count: every entry, or each part of one that comments share, stands for one comment, and recorded comments take
 * theirs first. So of two comments "ok" and one entry "ok", one is found.
 */
export function matchJournal(
  entries: readonly JournalEntry[],
  recorded: readonly WrittenComment[],
  wanted: readonly CommentDigest[],
): WrittenComment[] {
  const ofInterest = new Set([...recorded, ...wanted].map(({ digest }) => digest))
  const left = Map.groupBy(
    entries.flatMap((entry) => takenApart(entry, ofInterest)),
    ({ digest }) => digest,
  )
  const take = (digest: string) => left.get(digest)?.shift()
  for (const { digest } of recorded) take(digest)
  return unwrittenOf(wanted, recorded).flatMap(({ commentId, digest }) => {
    const entry = take(digest)
    return entry === undefined ? [] : [{ commentId, digest, pushedAtS: Math.floor(entry.createdAtMs / 1000) }]
  })
}

// An entry that is a comment as a whole is no other ones.
function takenApart(
  entry: JournalEntry,
  ofInterest: ReadonlySet<string>,
): Pick<JournalEntry, 'digest' | 'createdAtMs'>[] {
  const { digest, parts, createdAtMs } = entry
  return parts === undefined || ofInterest.has(digest) ? [entry] : parts.map((part) => ({ digest: part, createdAtMs }))
}
