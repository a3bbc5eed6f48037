// The ledger of this process, on its DynamoDB table.
import { DynamoDBClient } from '@aws-sdk/client-dynamodb'
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb'
import { clientOptions } from '../aws/client-options.ts'
import { createLedger } from '../ledger/dynamodb-ledger.ts'
import { settings } from '../settings.ts'
import { once } from './once.ts'

/** @throws PushError `misconfigured` when the environment is unusable */
export const ledger = once(() =>
  createLedger(DynamoDBDocumentClient.from(new DynamoDBClient(clientOptions(1_500))), settings().table),
)
