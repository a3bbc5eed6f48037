// The two conditional updates that keep the record of a case true, as DynamoDB expressions
// (docs/decisions/0002-ledger.md).
import type { CaseRecord } from '../push/case-record.ts'
import type { Claim } from '../push/ports.ts'
import { FORMAT, NOBODY, storedComment, storedDoubt, storedOptions } from './stored-record.ts'

/** A record is forgotten this long after its last push. */
const TTL_S = 400 * 24 * 3600

/** A copy of an acquire, delayed in the network past a later release, is rejected; clocks may differ by this much. */
const CLOCK_MARGIN_MS = 10_000

/** Takes the lease if it is free, over, or this push's own (the SDK repeats a call whose answer was lost). */
export function acquireUpdate({ owner, nowMs, untilMs, doubt }: Claim) {
  return {
    ConditionExpression: [
      '(attribute_not_exists(pk) OR #format = :format)',
      '(attribute_not_exists(#lease) OR #lease.#until < :now OR #lease.#owner = :owner)',
      '(attribute_not_exists(releasedAt) OR releasedAt <= :latest)',
    ].join(' AND '),
    UpdateExpression: `SET ${[
      '#format = :format',
      '#lease = :lease',
      'doubts = list_append(if_not_exists(doubts, :none), :doubt)',
      'expires = :expires',
    ].join(', ')}`,
    ExpressionAttributeNames: { '#format': 'format', '#lease': 'lease', '#until': 'until', '#owner': 'owner' },
    ExpressionAttributeValues: {
      ':format': FORMAT,
      ':now': nowMs,
      ':latest': nowMs + CLOCK_MARGIN_MS,
      ':owner': owner,
      ':lease': { owner, until: untilMs },
      ':none': [],
      ':doubt': [storedDoubt(doubt)],
      ':expires': expiresS(nowMs),
    },
  }
}

/**
 * Replaces the record and gives the lease back if the lease is still the owner's and nobody has released since its
 * acquire: so late copies of an acquire and its release roll nothing back.
 * @param lastReleasedBy the owner of the last release, as the acquire found it
 */
export function releaseUpdate(owner: string, lastReleasedBy: string, record: CaseRecord, nowMs: number) {
  const options = Object.entries(storedOptions(record))
  const present = options.filter(([, value]) => value !== undefined)
  const absent = options.filter(([, value]) => value === undefined)
  const releasedByFound = 'releasedBy = :found'
  const noReleaseSince =
    lastReleasedBy === NOBODY ? `(${releasedByFound} OR attribute_not_exists(releasedBy))` : releasedByFound
  const set = [
    'comments = :comments',
    'doubts = :doubts',
    'releasedAt = :now',
    'releasedBy = :owner',
    'expires = :expires',
    ...present.map(([name]) => `#${name} = :${name}`),
  ]
  return {
    ConditionExpression: `#lease.#owner = :owner AND ${noReleaseSince}`,
    UpdateExpression: `SET ${set.join(', ')} REMOVE ${['#lease', ...absent.map(([name]) => `#${name}`)].join(', ')}`,
    ExpressionAttributeNames: {
      '#lease': 'lease',
      '#owner': 'owner',
      ...Object.fromEntries(options.map(([name]) => [`#${name}`, name])),
    },
    ExpressionAttributeValues: {
      ':owner': owner,
      ':found': lastReleasedBy,
      ':comments': record.comments.map(storedComment),
      ':doubts': record.doubts.map(storedDoubt),
      ':now': nowMs,
      ':expires': expiresS(nowMs),
      ...Object.fromEntries(present.map(([name, value]) => [`:${name}`, value])),
    },
  }
}

/** DynamoDB's TTL attribute: epoch seconds. */
export const expiresS = (nowMs: number) => Math.ceil(nowMs / 1000) + TTL_S

/** When an item of this TTL was written, epoch ms, to the second. */
export const writtenAtMs = (expires: number) => (expires - TTL_S) * 1000
