// The ledger of one push, which counts what the push changes there: comments that were written, doubts that were opened
// or resolved.
import { unwrittenOf, type CaseRecord } from '../push/case-record.ts'
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
      count('CommentsWritten', dimensions, unwrittenOf(record.comments, before?.comments ?? []).length)
      count('DoubtsOpened', dimensions, record.doubts.filter((doubt) => doubt.owner === owner).length)
      const standing = new Set(record.doubts.map((doubt) => doubt.owner))
      const resolved = before?.doubts.filter((doubt) => doubt.owner !== owner && !standing.has(doubt.owner)) ?? []
      count('DoubtsResolved', dimensions, resolved.length)
    },
  }
}
