// The ledger's table of this process.
import { DynamoDBClient } from '@aws-sdk/client-dynamodb'
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb'
import { clientOptions } from '../aws/client-options.ts'
import type { Table } from '../ledger/table.ts'
import { settings } from '../settings.ts'
import { once } from './once.ts'

/** @throws PushError `misconfigured` when the environment is unusable */
export const ledgerTable = once((): Table => ({
  documents: DynamoDBDocumentClient.from(new DynamoDBClient(clientOptions(1_500))),
  name: settings().table,
}))
