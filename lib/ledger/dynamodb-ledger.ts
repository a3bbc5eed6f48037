// The ledger on DynamoDB: performs the two updates of a push, and says what it means when DynamoDB rejects one, or
// fails.
import { UpdateCommand } from '@aws-sdk/lib-dynamodb'
import * as v from 'valibot'
import { secondsUntil } from '../clock.ts'
import { PushError, errorName } from '../errors.ts'
import type { CaseRecord } from '../push/case-record.ts'
import type { Claim, Ledger } from '../push/ports.ts'
import { errorFields, log } from '../telemetry/log.ts'
import { createClaims } from './incident-claims.ts'
import { ledgerError } from './ledger-error.ts'
import { readItem, createLedgerReader } from './ledger-reader.ts'
import { acquireUpdate, releaseUpdate } from './record-updates.ts'
import { NOBODY, StoredLease, isOwnFormat, recordFrom, releasedBy } from './stored-record.ts'
import { recordAt, type Table } from './table.ts'

/** DynamoDB's items end at 400 KB; a record this long, in characters of JSON, leaves room for one more push. */
const MAX_RECORD_LENGTH = 350_000

export function createLedger(table: Table): Ledger {
  /** Of each push under way, by its owner: who had released last when it acquired. */
  const lastReleases = new Map<string, string>()

  const acquire = async (key: string, claim: Claim): Promise<CaseRecord> => {
    const attributes = await takeLease(table, key, claim)
    const record = recordFrom(attributes)
    lastReleases.set(claim.owner, releasedBy(attributes))
    // A push that may write no comment adds none to the record.
    if (claim.doubt.comments.length === 0 || JSON.stringify(attributes).length <= MAX_RECORD_LENGTH) return record
    const doubts = record.doubts.filter(({ owner }) => owner !== claim.owner)
    await release(key, claim.owner, { ...record, doubts }, claim.nowMs)
    throw new PushError('payload_too_large', { reason: 'record_full' })
  }

  const release = async (key: string, owner: string, record: CaseRecord, nowMs: number): Promise<void> => {
    const update = releaseUpdate(owner, lastReleases.get(owner) ?? NOBODY, record, nowMs)
    lastReleases.delete(owner)
    try {
      await table.documents.send(new UpdateCommand({ ...recordAt(table, key), ...update }))
    } catch (error) {
      // This changes no answer, but while releases fail, every push has to look.
      const failure = ledgerError(error)
      log('warn', 'ledger not released', errorFields(failure))
      throw failure
    }
  }
  return { acquire, release, ...createClaims(table), ...createLedgerReader(table) }
}

async function takeLease(table: Table, key: string, claim: Claim): Promise<Record<string, unknown> | undefined> {
  const update = new UpdateCommand({ ...recordAt(table, key), ...acquireUpdate(claim), ReturnValues: 'ALL_NEW' })
  try {
    return (await table.documents.send(update)).Attributes
  } catch (error) {
    if (errorName(error) !== 'ConditionalCheckFailedException') throw ledgerError(error)
    throw await refusal(table, key, claim.nowMs)
  }
}

// Why DynamoDB rejected an acquire, and when the lease ends.
async function refusal(table: Table, key: string, nowMs: number): Promise<PushError> {
  const item = await readItem(table, recordAt(table, key))
  if (item !== undefined && !isOwnFormat(item)) return new PushError('misconfigured', { reason: 'record_format' })
  const stored = v.safeParse(StoredLease, item)
  const untilMs = stored.success ? (stored.output.lease?.until ?? nowMs) : nowMs
  return new PushError('push_in_progress', { retryAfterS: secondsUntil(untilMs, nowMs) })
}
