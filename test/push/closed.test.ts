// How a case leaves an incident that was closed: what the record keeps of it, and what the next one is created with.
import { describe, expect, test } from '@jest/globals'
import type { CaseRecord } from '../../lib/push/case-record.ts'
import { creationAfter, currentCorrelationId, leaveClosed, withFollower } from '../../lib/push/closed.ts'
import { EMPTY, INCIDENT, INSTANCE, commentOf, doubtOf, knownOf, planOf, pushOf, writtenOf } from './given.ts'

const LEFT = [
  { id: 'A1', number: 'INC1' },
  { id: 'b2', number: 'INC2' },
]
const recordOf = (more: Partial<CaseRecord> = {}): CaseRecord => ({ ...EMPTY, follows: LEFT, ...more })

describe('leaving', () => {
  const push = pushOf(planOf({ comments: [commentOf('c1')] }))
  const known = knownOf(push, {
    incident: INCIDENT,
    version: 7,
    fields: { impact: ['1'] },
    comments: [writtenOf(commentOf('c1'))],
    follows: LEFT,
  })

  test('forgets what stands in the incident, keeps version and doubts, and may write to the next one', () => {
    const doubts = [doubtOf()]
    const left = leaveClosed(push, { ...known, record: { ...known.record, doubts } }, INCIDENT)
    expect(left.record).toEqual({
      version: 7,
      fields: {},
      comments: [],
      doubts,
      follows: [...LEFT, { id: 'i1', number: 'INC1' }],
    })
    expect(left.unwritten).toEqual([commentOf('c1')])
    expect(left.isOpen).toBe(true)
  })

  test('keeps the last 20 incidents', () => {
    const follows = Array.from({ length: 20 }, (_, at) => ({ id: `f${at}`, number: 'INC' }))
    const { record } = leaveClosed(push, { ...known, record: { ...known.record, follows } }, INCIDENT)
    expect(record.follows?.map(({ id }) => id)).toEqual([...follows.slice(1).map(({ id }) => id), 'i1'])
  })
})

describe('the next incident', () => {
  test('has the correlation id of the case and the one left last, in lower case', () => {
    expect(currentCorrelationId(planOf(), EMPTY)).toBe('case-1')
    expect(currentCorrelationId(planOf(), recordOf())).toBe('case-1|b2')
    expect(currentCorrelationId(planOf(), recordOf({ follows: [{ id: 'A1', number: 'INC1' }] }))).toBe('case-1|a1')
  })

  test('says what it follows, above the description if there is one', () => {
    const creation = { short_description: 'Phishing', correlation_id: 'case-1' }
    expect(creationAfter(planOf({ creation }), EMPTY)).toBe(creation)
    const next = { ...creation, correlation_id: 'case-1|b2', description: 'Follows INC2, which is closed.' }
    expect(creationAfter(planOf({ creation }), recordOf())).toEqual(next)
    expect(creationAfter(planOf({ creation: { ...creation, description: 'long' } }), recordOf())).toEqual({
      ...next,
      description: 'Follows INC2, which is closed.\n\nlong',
    })
  })
})

describe('a caller who names an incident that was left', () => {
  const incident = { id: 'i9', number: 'INC9', instance: INSTANCE, pushedAtMs: 0 }
  const named = planOf({ externalId: 'a1' })

  test('means the one that follows', () => {
    expect(withFollower(named, recordOf({ incident }))).toEqual({ ...named, externalId: 'i9' })
  })

  test('means none yet, until there is one; with a plan that creates none, the one that was named', () => {
    expect(withFollower(named, recordOf())).toEqual({ ...named, externalId: undefined })
    const creatingNone = { ...named, movesCase: false }
    expect(withFollower(creatingNone, recordOf())).toBe(creatingNone)
    expect(withFollower(creatingNone, recordOf({ incident }))).toEqual({ ...creatingNone, externalId: 'i9' })
  })

  test('is told from one who names another, or none', () => {
    for (const plan of [planOf(), planOf({ externalId: 'i9' })])
      expect(withFollower(plan, recordOf({ incident }))).toBe(plan)
  })
})
