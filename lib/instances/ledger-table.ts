// The ledger's table of this process.
import { DynamoDBClient } from '@aws-sdk/client-dynamodb'
import { DynamoDBDocumentClient, GetCommand } from '@aws-sdk/lib-dynamodb'
import { clientOptions } from '../aws/client-options.ts'
import { recordAt, type Table } from '../ledger/table.ts'
import { settings } from '../settings.ts'
import { once } from './once.ts'

/** @throws PushError `misconfigured` when the environment is unusable */
export const ledgerTable = once((): Table => ({
  documents: DynamoDBDocumentClient.from(new DynamoDBClient(clientOptions(1_500))),
  name: settings().table,
}))

/** Reads a record that no case has: its call makes the connection and what signs the calls after it. */
export async function openLedgerTable(): Promise<unknown> {
  const table = ledgerTable()
  return table.documents.send(new GetCommand(recordAt(table, '@warm-up')))
}
