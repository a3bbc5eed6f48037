// Whose incident it is: one item per incident in the ledger's table, which names the case that claimed it.
import { GetCommand, UpdateCommand, type DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb'
import * as v from 'valibot'
import { errorName } from '../errors.ts'
import type { IncidentKey, Ledger } from '../push/ports.ts'
import { ledgerError } from './ledger-error.ts'
import { partitionKey } from './partition-key.ts'
import { expiresS } from './record-updates.ts'

/** No connector's id begins so: the keys of claims and of cases never meet. */
const PREFIX = '@incident'

const StoredClaim = v.object({ case: v.string() })

/** The part of the ledger that keeps claims. */
export function createClaims(documents: DynamoDBDocumentClient, table: string): Pick<Ledger, 'claim' | 'claimedBy'> {
  const itemOf = ({ instance, id }: IncidentKey) => ({
    TableName: table,
    Key: { pk: partitionKey(`${PREFIX}#${instance}#${id.toLowerCase()}`) },
  })
  const claim: Ledger['claim'] = async (incident, key, nowMs) => {
    const update = new UpdateCommand({
      ...itemOf(incident),
      ConditionExpression: 'attribute_not_exists(pk) OR #case = :case',
      UpdateExpression: 'SET #case = :case, #number = :number, expires = :expires',
      ExpressionAttributeNames: { '#case': 'case', '#number': 'number' },
      ExpressionAttributeValues: { ':case': key, ':number': incident.number, ':expires': expiresS(nowMs) },
    })
    try {
      await documents.send(update)
      return true
    } catch (error) {
      if (errorName(error) === 'ConditionalCheckFailedException') return false
      throw ledgerError(error)
    }
  }
  const claimedBy: Ledger['claimedBy'] = async (incident) => {
    const get = new GetCommand({ ...itemOf(incident), ConsistentRead: true })
    const { Item } = await documents.send(get).catch((error: unknown) => {
      throw ledgerError(error)
    })
    const stored = v.safeParse(StoredClaim, Item)
    return stored.success ? stored.output.case : undefined
  }
  return { claim, claimedBy }
}
