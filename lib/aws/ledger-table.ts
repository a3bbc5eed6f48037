// DynamoDB in this process: the ledger on its table.
import { DynamoDBClient } from '@aws-sdk/client-dynamodb'
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb'
import { createLedger } from '../ledger.ts'
import { settings } from '../settings.ts'
import { clientOptions, once } from './client.ts'

/** @throws PushError `misconfigured` when the environment is unusable */
export const ledger = once(() => createLedger(DynamoDBDocumentClient.from(new DynamoDBClient(clientOptions(1_500))), settings().table))
