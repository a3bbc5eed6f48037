// The ledger of one push, which counts what the push changes there: comments that were written, doubts that were opened
// or resolved.
import type { CaseRecord } from '../push/case-record.ts'
import type { Ledger } from '../push/ports.ts'
import { count } from '../telemetry/metrics.ts'

/** @param dimensions of the push */
export function countedLedger(ledger: Ledger, dimensions: Readonly<Record<string, string>>): Ledger {
  let before: CaseRecord | undefined
  return {
    ...ledger,
    acquire: async (key, claim) => (before = await ledger.acquire(key, claim)),
    release: async (key, owner, record, nowMs) => {
      await ledger.release(key, owner, record, nowMs)
      count('CommentsWritten', dimensions, newOf(record.comments, before?.comments, isSameComment))
      count('DoubtsOpened', dimensions, record.doubts.filter((doubt) => doubt.owner === owner).length)
      const inherited = before?.doubts.filter((doubt) => doubt.owner !== owner) ?? []
      count('DoubtsResolved', dimensions, newOf(inherited, record.doubts, isSameDoubt))
    },
  }
}

type Comment = CaseRecord['comments'][number]
type Doubt = CaseRecord['doubts'][number]

const isSameComment = (a: Comment, b: Comment) => a.commentId === b.commentId && a.digest === b.digest
const isSameDoubt = (a: Doubt, b: Doubt) => a.owner === b.owner

/** How many of these are not among the others. */
const newOf = <T>(these: readonly T[], others: readonly T[] = [], isSame: (a: T, b: T) => boolean) =>
  these.filter((one) => !others.some((other) => isSame(one, other))).length
