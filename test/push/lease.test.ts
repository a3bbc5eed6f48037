// Taking a case and giving it back: what a push tells the ledger, and what it does with a record that is full.
import { describe, expect, test } from '@jest/globals'
import { PushError } from '../../lib/errors.ts'
import type { CaseRecord } from '../../lib/push/case-record.ts'
import { acquire, acquirePatiently, recordFull, release, type Lease } from '../../lib/push/lease.ts'
import type { Claim, Ledger } from '../../lib/push/ports.ts'
import { rejectionOf } from '../support/thrown.ts'
import { EMPTY, NOW_MS, commentOf, doubtOf, knownOf, planOf, pushOf } from './given.ts'

const DEADLINE_MS = NOW_MS + 28_000

/** A lease on a ledger that answers each acquire in turn and remembers what it was told. */
function leaseOn(answers: (CaseRecord | PushError)[] = [], nowMs = NOW_MS, deadlineMs = DEADLINE_MS) {
  const clock = { time: nowMs }
  const claims: Claim[] = []
  const released: { record: CaseRecord; nowMs: number }[] = []
  const ledger: Ledger = {
    acquire: (_key, claim) => {
      claims.push(claim)
      const answer = answers[claims.length - 1] ?? EMPTY
      return answer instanceof PushError ? Promise.reject(answer) : Promise.resolve(answer)
    },
    release: (_key, _owner, record, atMs) => {
      released.push({ record, nowMs: atMs })
      return Promise.reject(new PushError('push_incomplete', { reason: 'ledger' }))
    },
    claim: () => Promise.resolve(true),
    claimedBy: () => Promise.resolve(undefined),
    recordOf: () => Promise.resolve(undefined),
  }
  const lease: Lease = {
    ledger,
    key: 'local#case-1',
    owner: 'me',
    clock: {
      now: () => clock.time,
      sleep: (ms) => Promise.resolve((clock.time += ms)),
    },
    deadlineMs,
    settleMs: 75_000,
  }
  return { lease, claims, released, waitedMs: () => clock.time - nowMs }
}

describe('a case that another push holds', () => {
  const plan = planOf()
  const held = (times: number) =>
    Array.from({ length: times }, () => new PushError('push_in_progress', { retryAfterS: 30 }))

  test('is waited for, and every try claims it from then on', async () => {
    const { lease, claims, waitedMs } = leaseOn(held(3))
    expect(await acquirePatiently(lease, plan, 10_000)).toEqual({ record: EMPTY, isRecordFull: false })
    expect(claims).toHaveLength(4)
    expect(claims[3]).toMatchObject({
      owner: 'me',
      nowMs: NOW_MS + waitedMs(),
      doubt: { sinceMs: NOW_MS + waitedMs() },
    })
    expect(waitedMs()).toBeGreaterThan(0)
  })

  test.each([
    ['no longer than the push may wait', DEADLINE_MS, 10_000, 10_000],
    ['not into the time that its own work needs', NOW_MS + 18_000, 10_000, 3_000],
    ['not at all where that time has begun', NOW_MS + 12_000, 10_000, 0],
    ['not at all at the door of the queue', DEADLINE_MS, 0, 0],
  ])('is waited for %s', async (_name, deadlineMs, waitMs, mostMs) => {
    const { lease, waitedMs } = leaseOn(held(99), NOW_MS, deadlineMs)
    expect(await rejectionOf(acquirePatiently(lease, plan, waitMs))).toMatchObject({
      code: 'push_in_progress',
      retryAfterS: 30,
    })
    expect(waitedMs()).toBeLessThanOrEqual(mostMs)
    expect(waitedMs()).toBeGreaterThanOrEqual(mostMs - 500)
  })

  test('is not waited for when the ledger fails in another way', async () => {
    const { lease, claims } = leaseOn([new PushError('push_incomplete', { reason: 'ledger' })])
    expect(await rejectionOf(acquirePatiently(lease, plan, 10_000))).toMatchObject({ code: 'push_incomplete' })
    expect(claims).toHaveLength(1)
  })
})

describe('acquire', () => {
  const plan = planOf({ externalId: 'i1', version: 7, comments: [commentOf('c1')] })

  test('records all that the push may write, until its last write is settled', async () => {
    const { lease, claims } = leaseOn()
    expect(await acquire(lease, plan)).toEqual({ record: EMPTY, isRecordFull: false })
    expect(claims).toEqual([
      {
        owner: 'me',
        nowMs: NOW_MS,
        untilMs: DEADLINE_MS + 5_000,
        doubt: {
          owner: 'me',
          sinceMs: NOW_MS,
          settledAtMs: DEADLINE_MS + 75_000,
          incidentId: 'i1',
          version: 7,
          fields: { short_description: 'phishing' },
          journalColumn: 'work_notes',
          comments: [{ commentId: 'c1', digest: commentOf('c1').digest }],
        },
      },
    ])
  })

  test('a full record is acquired without comments, fields or an incident: the push may not write', async () => {
    const full = new PushError('payload_too_large', { reason: 'record_full' })
    const { lease, claims } = leaseOn([full, EMPTY])
    expect(await acquire(lease, plan)).toEqual({ record: EMPTY, isRecordFull: true })
    expect(claims[1]).toEqual({
      owner: 'me',
      nowMs: NOW_MS,
      untilMs: DEADLINE_MS + 5_000,
      doubt: { owner: 'me', sinceMs: NOW_MS, settledAtMs: DEADLINE_MS + 75_000, comments: [] },
    })
  })

  test('any other refusal is final for this push', async () => {
    const { lease, claims } = leaseOn([new PushError('push_in_progress')])
    expect(await rejectionOf(acquire(lease, plan))).toMatchObject({ code: 'push_in_progress' })
    expect(claims).toHaveLength(1)
  })
})

describe('a push that found the record full', () => {
  const answer = (...doubts: ReturnType<typeof doubtOf>[]) => {
    const push = pushOf(planOf(), { inherited: [doubtOf()] })
    return recordFull(push, knownOf(push, { doubts }))
  }

  test('is refused for good when no doubt fills it', () => {
    const push = pushOf(planOf())
    expect(recordFull(push, knownOf(push))).toMatchObject({ code: 'payload_too_large', reason: 'record_full' })
  })

  test('may come again at once when every doubt was settled', () => {
    const push = pushOf(planOf(), { inherited: [doubtOf()] })
    const known = knownOf(push)
    const emptied = { ...known, record: { ...known.record, doubts: [] } }
    expect(recordFull(push, emptied)).toMatchObject({ code: 'push_incomplete', retryAfterS: 1 })
  })

  test('may come again when the last standing doubt is settled', () => {
    expect(answer()).toMatchObject({ code: 'outcome_unknown', retryAfterS: 75 })
  })
})

describe('release', () => {
  const push = pushOf(planOf(), { inherited: [doubtOf()] })

  test('records what is known, an own doubt behind those of others, and its failure changes nothing', async () => {
    const { lease, released } = leaseOn()
    const ownDoubt = doubtOf({ owner: 'me' })
    await release(lease, { ...knownOf(push), ownDoubt })
    expect(released).toEqual([{ record: { ...EMPTY, doubts: [doubtOf(), ownDoubt] }, nowMs: NOW_MS }])
  })

  test('a push without an own doubt leaves those of others alone', async () => {
    const { lease, released } = leaseOn()
    await release(lease, knownOf(push))
    expect(released.map(({ record }) => record.doubts)).toEqual([[doubtOf()]])
  })

  test.each([
    ['is sent until the lease is over', DEADLINE_MS + 4_999, 1],
    ['is not sent once the lease is over', DEADLINE_MS + 5_000, 0],
  ])('%s', async (_name, nowMs, count) => {
    const { lease, released } = leaseOn([], nowMs)
    await release(lease, knownOf(push))
    expect(released).toHaveLength(count)
  })
})
