// The ledger of this process.
import { createLedger } from '../ledger/dynamodb-ledger.ts'
import { ledgerTable } from './ledger-table.ts'
import { once } from './once.ts'

/** @throws PushError `misconfigured` when the environment is unusable */
export const ledger = once(() => createLedger(ledgerTable()))
