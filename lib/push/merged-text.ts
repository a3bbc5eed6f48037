// Comments that share one entry of a journal: how they are joined, and how they are told apart again.
import type { PlannedComment } from './plan-incident.ts'
import { digestOf, normalized } from './text.ts'

/** Stands between two comments of one entry, with an empty line above and below. */
export const SEPARATOR = '\u2500'.repeat(20)

/** What stands between them. */
export const BETWEEN = `\n\n${SEPARATOR}\n\n`

/** The text of the entry that takes these comments, in their order. */
export const mergedText = (comments: readonly PlannedComment[]): string =>
  comments.map(({ text }) => text).join(BETWEEN)

/**
 * The first of the comments that one entry may take: all of them, but one that holds the separator itself gets an
 * entry of its own.
 */
export function mergeable(comments: readonly PlannedComment[]): readonly PlannedComment[] {
  const alone = comments.findIndex(({ text }) => text.includes(SEPARATOR))
  return alone < 0 ? comments : comments.slice(0, Math.max(alone, 1))
}

/** The digests of the comments that share an entry; undefined when it cannot be more than one. */
export function partsOf(entry: string): string[] | undefined {
  if (!entry.includes(SEPARATOR)) return undefined
  return normalized(entry).split(BETWEEN).map(digestOf)
}
