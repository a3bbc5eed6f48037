// Claims and records of a case, as a push makes them, and DynamoDB as the ledger's tests read it.
import { DynamoDBClient } from '@aws-sdk/client-dynamodb'
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb'
import type { CaseRecord, Doubt } from '../../lib/push/case-record.ts'
import type { Claim } from '../../lib/push/ports.ts'
import { clientOptions } from '../support/aws-environment.ts'

export const T = Date.parse('2026-11-23T10:00:00Z')

export function documentsAt(endpoint: string): DynamoDBDocumentClient {
  return DynamoDBDocumentClient.from(new DynamoDBClient(clientOptions(endpoint)))
}

export const doubt = (owner: string, more: Partial<Doubt> = {}): Doubt => ({
  owner,
  sinceMs: T,
  settledAtMs: T + 100_000,
  comments: [{ commentId: 'c', digest: 'd' }],
  ...more,
})
export const claim = (owner: string, nowMs = T, more: Partial<Claim> = {}): Claim => ({
  owner,
  nowMs,
  untilMs: nowMs + 30_000,
  doubt: doubt(owner),
  ...more,
})
export const EMPTY: CaseRecord = { fields: {}, comments: [], doubts: [] }
export const FULL: CaseRecord = {
  incident: { id: 'i', number: 'INC1', instance: 'https://a.example', pushedAtMs: T, claimedAtMs: T },
  version: 7,
  fields: { short_description: ['digest'], description: ['', 'other'] },
  isAdopted: true,
  comments: [{ commentId: 'c', digest: 'd', pushedAtS: T / 1000 }],
  doubts: [
    doubt('other', { version: 3, fields: { short_description: 'f' }, incidentId: 'i', journalColumn: 'comments' }),
  ],
}
