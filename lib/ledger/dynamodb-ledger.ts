// The DynamoDB record of a case: the two conditional updates that keep it true (docs/decisions/0002-ledger.md).
// How it is stored, stored-record.ts knows.
import { createHash } from 'node:crypto'
import { GetCommand, UpdateCommand, type DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb'
import * as v from 'valibot'
import { secondsUntil } from '../clock.ts'
import type { CaseRecord } from '../push/case-record.ts'
import type { Claim, Ledger } from '../push/ports.ts'
import { awsError } from '../aws/errors.ts'
import { PushError, errorName } from '../errors.ts'
import {
  FORMAT,
  NOBODY,
  StoredLease,
  recordFrom,
  releasedBy,
  storedComment,
  storedDoubt,
  storedOptions,
} from './stored-record.ts'
import { errorFields, log } from '../telemetry.ts'

/** A record is forgotten this long after its last push. */
const TTL_S = 400 * 24 * 3600

/** A copy of an acquire, delayed in the network past a later release, is refused; clocks may differ by this much. */
const CLOCK_MARGIN_MS = 10_000

/** DynamoDB's items end at 400 KB; a record this long, in characters of JSON, leaves room for one more push. */
const MAX_RECORD_LENGTH = 350_000

/** A ledger on one DynamoDB table with the key `pk` (S) and the TTL attribute `expires`. */
export function createLedger(documents: DynamoDBDocumentClient, table: string): Ledger {
  const at = (key: string) => ({ TableName: table, Key: { pk: partitionKey(key) } })
  /** Whose release each push under way found when it acquired. */
  const found = new Map<string, string>()

  const acquire = async (key: string, claim: Claim): Promise<CaseRecord> => {
    try {
      const { Attributes } = await documents.send(
        new UpdateCommand({ ...at(key), ...acquisition(claim), ReturnValues: 'ALL_NEW' }),
      )
      found.set(claim.owner, releasedBy(Attributes))
      // A push that may write no comment adds none to the record.
      if (claim.doubt.comments.length === 0 || JSON.stringify(Attributes).length <= MAX_RECORD_LENGTH)
        return recordFrom(Attributes)
      const full = recordFrom(Attributes)
      await release(
        key,
        claim.owner,
        { ...full, doubts: full.doubts.filter((doubt) => doubt.owner !== claim.owner) },
        claim.nowMs,
      )
    } catch (error) {
      if (errorName(error) !== 'ConditionalCheckFailedException') throw ledgerError(error)
      throw await refusal(key, claim.nowMs)
    }
    throw new PushError('payload_too_large', { reason: 'record_full' })
  }

  const refusal = async (key: string, now: number): Promise<PushError> => {
    const { Item } = await documents
      .send(new GetCommand({ ...at(key), ConsistentRead: true }))
      .catch((error: unknown) => {
        throw ledgerError(error)
      })
    const stored = v.safeParse(StoredLease, Item)
    if (Item !== undefined && (!stored.success || stored.output.format !== FORMAT))
      return new PushError('misconfigured', { reason: 'record_format' })
    return new PushError('push_in_progress', {
      retryAfterS: secondsUntil(stored.success ? (stored.output.lease?.until ?? now) : now, now),
    })
  }

  const release = async (key: string, owner: string, record: CaseRecord, now: number): Promise<void> => {
    try {
      await documents.send(
        new UpdateCommand({ ...at(key), ...releaseOf(owner, found.get(owner) ?? NOBODY, record, now) }),
      )
    } catch (error) {
      // It changes no answer, but while such releases fail every push has to look.
      const failure = ledgerError(error)
      log('warn', 'ledger not released', errorFields(failure))
      throw failure
    } finally {
      found.delete(owner)
    }
  }
  return { acquire, release }
}

/** `<connector>#<case key>`, or its SHA-256 where DynamoDB's 2,048 bytes of key could be exceeded. */
export function partitionKey(key: string): string {
  return Buffer.byteLength(key) <= 1024 ? key : `sha256-${createHash('sha256').update(key).digest('hex')}`
}

// The lease is free, over, or this push's own (the SDK repeats a call whose answer was lost).
function acquisition({ owner, nowMs, untilMs, doubt }: Claim) {
  return {
    ConditionExpression:
      '(attribute_not_exists(pk) OR #format = :format) AND (attribute_not_exists(#lease) OR #lease.#until < :now OR #lease.#owner = :owner)' +
      ' AND (attribute_not_exists(releasedAt) OR releasedAt <= :latest)',
    UpdateExpression:
      'SET #format = :format, #lease = :lease, doubts = list_append(if_not_exists(doubts, :none), :doubt), expires = :expires',
    ExpressionAttributeNames: { '#format': 'format', '#lease': 'lease', '#until': 'until', '#owner': 'owner' },
    ExpressionAttributeValues: {
      ':format': FORMAT,
      ':now': nowMs,
      ':latest': nowMs + CLOCK_MARGIN_MS,
      ':owner': owner,
      ':lease': { owner, until: untilMs },
      ':none': [],
      ':doubt': [storedDoubt(doubt)],
      ':expires': Math.ceil(nowMs / 1000) + TTL_S,
    },
  }
}

// The lease is one's own, and nobody has released since: late copies of an acquire and its release roll nothing back.
function releaseOf(owner: string, found: string, record: CaseRecord, now: number) {
  const optional = storedOptions(record)
  const present = Object.entries(optional).filter(([, value]) => value !== undefined)
  const absent = Object.entries(optional).filter(([, value]) => value === undefined)
  return {
    ConditionExpression: `#lease.#owner = :owner AND (releasedBy = :found${found === NOBODY ? ' OR attribute_not_exists(releasedBy)' : ''})`,
    UpdateExpression:
      `SET comments = :comments, doubts = :doubts, releasedAt = :now, releasedBy = :owner, expires = :expires${present.map(([name]) => `, #${name} = :${name}`).join('')}` +
      ` REMOVE #lease${absent.map(([name]) => `, #${name}`).join('')}`,
    ExpressionAttributeNames: {
      '#lease': 'lease',
      '#owner': 'owner',
      ...Object.fromEntries(Object.keys(optional).map((name) => [`#${name}`, name])),
    },
    ExpressionAttributeValues: {
      ':owner': owner,
      ':found': found,
      ':comments': record.comments.map(storedComment),
      ':doubts': record.doubts.map(storedDoubt),
      ':now': now,
      ':expires': Math.ceil(now / 1000) + TTL_S,
      ...Object.fromEntries(present.map(([name, value]) => [`:${name}`, value])),
    },
  }
}

// What an operator must mend, what the caller sent too much of, and what is worth trying again.
function ledgerError(error: unknown): PushError {
  if (error instanceof PushError) return error
  const name = errorName(error)
  if (name === 'ValidationException' && /size/i.test(String(error)))
    return new PushError('payload_too_large', { reason: 'record_full', cause: name })
  return awsError(error, { transient: 'push_incomplete', reason: 'ledger', retryAfterS: 2 })
}
