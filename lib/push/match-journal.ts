// Which comments a journal holds.
import { unwrittenOf, type CommentDigest, type WrittenComment } from './case-record.ts'
import type { JournalEntry } from './ports.ts'

/**
 * The wanted comments that stand in the journal without being recorded. Texts are matched whole, by digest, and by
 * count: every entry stands for one comment, and recorded comments take theirs first. So of two comments "ok" and one
 * entry "ok", one is found.
 */
export function matchJournal(
  entries: readonly JournalEntry[],
  recorded: readonly WrittenComment[],
  wanted: readonly CommentDigest[],
): WrittenComment[] {
  const left = Map.groupBy(entries, ({ digest }) => digest)
  const take = (digest: string) => left.get(digest)?.shift()
  for (const { digest } of recorded) take(digest)
  return unwrittenOf(wanted, recorded).flatMap(({ commentId, digest }) => {
    const entry = take(digest)
    return entry === undefined ? [] : [{ commentId, digest, pushedAtS: Math.floor(entry.createdAtMs / 1000) }]
  })
}
