// The ledger as a dry run meets it: it is read, and nothing in it changes.
import type { Ledger } from './ports.ts'

/** What a dry run reads. */
export type LedgerReader = Pick<Ledger, 'claimedBy' | 'recordOf'>

/** A ledger that takes no lease and keeps nothing. */
export function dryLedger(reader: LedgerReader): Ledger {
  return {
    ...reader,
    acquire: async (key) => (await reader.recordOf(key)) ?? { fields: {}, comments: [], doubts: [] },
    release: () => Promise.resolve(),
    claim: () => Promise.resolve(true),
  }
}
