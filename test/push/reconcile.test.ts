// Before anything is written: when a push looks, at what, and which doubts remain.
import { describe, expect, test } from '@jest/globals'
import type { CaseRecord, Doubt } from '../../lib/push/case-record.ts'
import type { IncidentPlan } from '../../lib/push/plan-incident.ts'
import { loseIncident, reconcile } from '../../lib/push/reconcile.ts'
import { rejectionOf } from '../support/thrown.ts'
import { EMPTY, INCIDENT, NOW_MS, commentOf, doubtOf, knownOf, planOf, pushOf, writtenOf } from './given.ts'
import { notedIncidents, type Held } from './noted-incidents.ts'

const ONE = commentOf('c1')
const NOTED = { digest: ONE.digest, createdAtMs: NOW_MS }

function prepared(held: Held, plan: Partial<IncidentPlan>, record: Partial<CaseRecord>, inherited: Doubt[]) {
  const { incidents, calls } = notedIncidents(held)
  const push = pushOf(planOf({ comments: [ONE], ...plan }), { incidents, inherited })
  return { push, known: knownOf(push, record), calls }
}

async function reconciled(
  held: Held,
  plan: Partial<IncidentPlan>,
  record: Partial<CaseRecord>,
  inherited: Doubt[] = [],
) {
  const { push, known, calls } = prepared(held, plan, record, inherited)
  return { known: await reconcile(push, known), calls }
}

describe('a push does not look', () => {
  test.each<[string, Partial<IncidentPlan>, Partial<CaseRecord>]>([
    ['at a case that nobody has pushed', {}, {}],
    ['at a recorded incident without a doubt', {}, { incident: INCIDENT }],
    ['at the incident that its caller names first', { externalId: 'i1' }, {}],
    ['at the recorded incident when its caller names that', { externalId: 'i1' }, { incident: INCIDENT }],
    [
      'at an adopted incident that holds all its comments',
      {},
      { incident: INCIDENT, isAdopted: true, comments: [writtenOf(ONE)] },
    ],
  ])('%s', async (_name, plan, record) => {
    const { known, calls } = await reconciled({}, plan, record)
    expect(calls).toEqual([])
    expect(known.record).toEqual({ ...EMPTY, ...record })
  })
})

describe('a push looks', () => {
  const held = { incidents: { i1: {}, i2: {} }, journal: [NOTED] }

  test('at the recorded incident while a doubt stands', async () => {
    const { known, calls } = await reconciled(held, {}, { incident: INCIDENT }, [doubtOf()])
    expect(calls).toEqual(['read i1 ', 'journal i1 work_notes'])
    expect(known).toMatchObject({ unwritten: [], record: { comments: [writtenOf(ONE)], doubts: [doubtOf()] } })
  })

  test('at an adopted incident before it writes a comment', async () => {
    const { known, calls } = await reconciled(held, {}, { incident: INCIDENT, isAdopted: true })
    expect(calls).toEqual(['read i1 ', 'journal i1 work_notes'])
    expect(known.unwritten).toEqual([])
  })

  test.each<[string, Partial<CaseRecord>, Doubt[]]>([
    ['another is recorded', { incident: INCIDENT }, []],
    ['a doubt stands', {}, [doubtOf()]],
  ])('at the incident that its caller names when %s', async (_name, record, inherited) => {
    const { known, calls } = await reconciled(held, { externalId: 'i2' }, record, inherited)
    expect(calls).toEqual(['read i2 ', 'journal i2 work_notes'])
    expect(known.record).toMatchObject({ incident: { id: 'i2' }, isAdopted: true })
  })

  test('for a created incident when none is recorded', async () => {
    const { known } = await reconciled({ created: 'i9' }, {}, {}, [doubtOf()])
    expect(known.record.incident?.id).toBe('i9')
  })

  test('for another incident when the recorded one is gone', async () => {
    const { known, calls } = await reconciled({ created: ['i1', 'i9'] }, {}, { incident: INCIDENT }, [doubtOf()])
    expect(calls.slice(0, 3)).toEqual([
      'read i1 ',
      'journal i1 work_notes',
      expect.stringMatching(/^find case-1 -\d+$/),
    ])
    expect(known).toMatchObject({ goneIncidentId: 'i1', record: { incident: { id: 'i9' } } })
  })
})

test('a doubt that is settled when the look begins is dropped, any other stands', async () => {
  const doubts = [0, 1].map((afterMs) => doubtOf({ owner: String(afterMs), settledAtMs: NOW_MS + afterMs }))
  const { known } = await reconciled({}, {}, {}, doubts)
  expect(known.record.doubts.map(({ owner }) => owner)).toEqual(['1'])
})

describe('a lost incident', () => {
  test('that the caller named is not created again', async () => {
    const { push, known } = prepared({}, { externalId: 'i1' }, { incident: INCIDENT }, [])
    expect(await rejectionOf(loseIncident(push, known, 'i1'))).toMatchObject({ code: 'incident_not_found' })
  })

  test('is forgotten without a look when no doubt stands', async () => {
    const record = { incident: INCIDENT, fields: { short_description: ['f'] }, version: 3, comments: [writtenOf(ONE)] }
    const { push, known, calls } = prepared({}, {}, record, [])
    expect(await loseIncident(push, known, 'i1')).toMatchObject({
      goneIncidentId: 'i1',
      unwritten: [ONE],
      record: { comments: [], doubts: [] },
    })
    expect(calls).toEqual([])
  })

  test('is lost once in a push', async () => {
    const { push, known } = prepared({}, {}, {}, [])
    const lost = await loseIncident(push, known, 'i1')
    expect(await rejectionOf(loseIncident(push, lost, 'i2'))).toMatchObject({ code: 'incident_not_found' })
  })
})
