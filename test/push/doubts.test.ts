// The doubts that a push leaves, and what to answer while they stand.
import { expect, test } from '@jest/globals'
import { doubtAboutPush, doubtAboutWrite, outcomeUnknown } from '../../lib/push/doubts.ts'
import { NOW_MS, commentOf, doubtOf, planOf, pushOf } from './given.ts'

const ONE = commentOf('c1')
const push = pushOf(planOf({ externalId: 'i1', version: 7 }))
const write = { kind: 'create', columns: {} } as const

test('a write is in doubt for the settle time, with its fields, their version and its comment', () => {
  expect(doubtAboutWrite(push, { ...write, fields: { short_description: 'f' }, comments: [ONE] }, NOW_MS)).toEqual({
    owner: 'me',
    sinceMs: NOW_MS,
    settledAtMs: NOW_MS + 75_000,
    incidentId: 'i1',
    version: 7,
    fields: { short_description: 'f' },
    journalColumn: 'work_notes',
    comments: [{ commentId: 'c1', digest: ONE.digest }],
  })
})

test('a write without fields leaves the case version out of doubt', () => {
  expect(doubtAboutWrite(push, { ...write, fields: undefined, comments: [] }, NOW_MS)).toMatchObject({
    version: undefined,
    fields: undefined,
    comments: [],
  })
})

test('a push without fields leaves them out of doubt: a create that is found may have been with others', () => {
  const { fields: none } = doubtAboutPush(planOf({ created: {}, fields: {} }), 'me', NOW_MS, NOW_MS)
  const { fields: some } = doubtAboutPush(planOf(), 'me', NOW_MS, NOW_MS)
  expect([none, some]).toEqual([undefined, { short_description: 'phishing' }])
})

test('the answer asks to wait until the last doubt is settled', () => {
  const doubts = [doubtOf({ settledAtMs: NOW_MS + 10_000 }), doubtOf({ settledAtMs: NOW_MS + 30_000 })]
  expect(outcomeUnknown(doubts, NOW_MS)).toMatchObject({ code: 'outcome_unknown', retryAfterS: 30 })
})
