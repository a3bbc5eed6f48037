// Reading the ledger without changing it: whose an incident is, and what is recorded of a case.
import { GetCommand } from '@aws-sdk/lib-dynamodb'
import * as v from 'valibot'
import { PushError } from '../errors.ts'
import type { CaseRecord } from '../push/case-record.ts'
import type { Ledger } from '../push/ports.ts'
import { ledgerError } from './ledger-error.ts'
import { writtenAtMs } from './record-updates.ts'
import { isOwnFormat, recordFrom } from './stored-record.ts'
import { claimAt, recordAt, type Table } from './table.ts'

const StoredClaim = v.object({ case: v.string(), number: v.string(), expires: v.number() })

/** The part of the ledger that only reads. */
export function createLedgerReader(table: Table): Pick<Ledger, 'claimedBy' | 'recordOf'> {
  const recordOf = async (key: string): Promise<CaseRecord | undefined> => {
    const item = await readItem(table, recordAt(table, key))
    if (item === undefined) return undefined
    if (!isOwnFormat(item)) throw new PushError('misconfigured', { reason: 'record_format' })
    return recordFrom(item)
  }
  return {
    claimedBy: async (incident) => {
      const stored = v.safeParse(StoredClaim, await readItem(table, claimAt(table, incident)))
      if (!stored.success) return undefined
      const { case: key, number, expires } = stored.output
      return { key, number, claimedAtMs: writtenAtMs(expires) }
    },
    recordOf,
  }
}

/** An item as it is now. @throws PushError when DynamoDB fails */
export async function readItem(
  { documents }: Table,
  place: ReturnType<typeof recordAt>,
): Promise<Record<string, unknown> | undefined> {
  const { Item } = await documents.send(new GetCommand({ ...place, ConsistentRead: true })).catch((error: unknown) => {
    throw ledgerError(error)
  })
  return Item
}
