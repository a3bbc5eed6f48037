// Claiming an incident for a case: one item per incident in the ledger's table, which names the case that claimed it.
import { UpdateCommand } from '@aws-sdk/lib-dynamodb'
import { errorName } from '../errors.ts'
import type { Ledger } from '../push/ports.ts'
import { ledgerError } from './ledger-error.ts'
import { expiresS } from './record-updates.ts'
import { claimAt, type Table } from './table.ts'

/** The part of the ledger that makes claims. */
export function createClaims(table: Table): Pick<Ledger, 'claim'> {
  const claim: Ledger['claim'] = async (incident, key, nowMs) => {
    const update = new UpdateCommand({
      ...claimAt(table, incident),
      ConditionExpression: 'attribute_not_exists(pk) OR #case = :case',
      UpdateExpression: 'SET #case = :case, #number = :number, expires = :expires',
      ExpressionAttributeNames: { '#case': 'case', '#number': 'number' },
      ExpressionAttributeValues: { ':case': key, ':number': incident.number, ':expires': expiresS(nowMs) },
    })
    try {
      await table.documents.send(update)
      return true
    } catch (error) {
      if (errorName(error) === 'ConditionalCheckFailedException') return false
      throw ledgerError(error)
    }
  }
  return { claim }
}
