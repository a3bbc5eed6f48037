// The ledger's table, and where its items stand: the record of a case under the case's key, the claim to an incident
// under that of the incident.
import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb'
import type { IncidentKey } from '../push/ports.ts'
import { partitionKey } from './partition-key.ts'

/** One DynamoDB table with the key `pk` (S) and the TTL attribute `expires`. */
export type Table = { documents: DynamoDBDocumentClient; name: string }

/** No connector's id begins so: the keys of claims and of cases never meet. */
const CLAIM_PREFIX = '@incident'

/** Where the record of a case is. */
export const recordAt = ({ name }: Table, key: string) => ({ TableName: name, Key: { pk: partitionKey(key) } })

/** Where the claim to an incident is. ServiceNow compares sys_ids without regard to case. */
export const claimAt = (table: Table, { instance, id }: IncidentKey) =>
  recordAt(table, `${CLAIM_PREFIX}#${instance}#${id.toLowerCase()}`)
