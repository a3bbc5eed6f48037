// The ledger of this process, for a function that only reads it.
import { createLedgerReader } from '../ledger/ledger-reader.ts'
import { ledgerTable } from './ledger-table.ts'
import { once } from './once.ts'

/** @throws PushError `misconfigured` when the environment is unusable */
export const ledgerReader = once(() => createLedgerReader(ledgerTable()))
