// Finding what the ledger does not know of: which reads a look makes, and what is known afterwards.
import { describe, expect, test } from '@jest/globals'
import { LOOK_MARGIN_MS, type CaseRecord } from '../../lib/push/case-record.ts'
import { adopt, everInQuestion, findComments, findLast, findUnrecorded, readNamed } from '../../lib/push/find.ts'
import type { Known, Push } from '../../lib/push/known.ts'
import type { IncidentPlan, PlannedComment } from '../../lib/push/plan-incident.ts'
import type { Incidents } from '../../lib/push/ports.ts'
import { rejectionOf } from '../support/thrown.ts'
import { INCIDENT, INSTANCE, NOW_MS, commentOf, doubtOf, knownOf, planOf, pushOf, writtenOf } from './given.ts'
import { headOf, notedIncidents } from './noted-incidents.ts'

const ONE = commentOf('c1')
const ENTRY = { digest: ONE.digest, createdAtMs: NOW_MS }
const holding = (named: string[], created?: string | Record<string, string>) =>
  notedIncidents({
    incidents: Object.fromEntries(named.map((id) => [id, {}])),
    journal: [ENTRY],
    ...(created === undefined ? {} : { created }),
  })

const pushTo = (incidents: Incidents, plan: Partial<IncidentPlan> = {}, more: Partial<Push> = {}) =>
  pushOf(planOf({ comments: [ONE], ...plan }), { incidents, ...more })

const wanted = (...comments: PlannedComment[]) => ({ comments, columns: ['work_notes'], sinceMs: undefined })

describe('comments', () => {
  test('are looked up in the journal that the mapping names', async () => {
    const { incidents, calls } = holding([])
    expect(await findComments(pushTo(incidents), 'i1', [], wanted(ONE))).toEqual([writtenOf(ONE)])
    expect(calls).toEqual(['journal i1 work_notes'])
  })

  test('that are mapped to nothing, or not wanted, cost no call', async () => {
    const { incidents, calls } = holding([])
    expect(await findComments(pushTo(incidents), 'i1', [], { ...wanted(ONE), columns: [] })).toEqual([])
    expect(await findComments(pushTo(incidents), 'i1', [], wanted())).toEqual([])
    expect(calls).toEqual([])
  })
})

describe('an incident that is not recorded', () => {
  const unrecorded = async (push: Push) => (await findUnrecorded(push, knownOf(push))).record

  test('is the one that a doubt names, if it exists', async () => {
    const { incidents, calls } = holding(['i2'], 'i3')
    const inherited = [doubtOf(), doubtOf({ incidentId: 'i2', version: 7 })]
    expect(await unrecorded(pushTo(incidents, {}, { inherited }))).toEqual({
      incident: { id: 'i2', number: 'Ni2', instance: INSTANCE, pushedAtMs: NOW_MS + 1000 },
      version: 7,
      fields: {},
      comments: [writtenOf(ONE)],
      isAdopted: true,
      doubts: inherited,
    })
    expect(calls).toEqual(['read i2 ', 'journal i2 work_notes'])
  })

  test('is the one that the newest doubt names, where several name one', async () => {
    const { incidents } = holding(['i2', 'i3'])
    const inherited = [doubtOf({ incidentId: 'i2' }), doubtOf({ incidentId: 'i3' })]
    expect((await unrecorded(pushTo(incidents, {}, { inherited }))).incident?.id).toBe('i3')
  })

  test('is the one that a doubt created, where those that doubts name are gone; its fields have landed', async () => {
    const { incidents, calls } = holding([], 'i3')
    const inherited = [
      doubtOf({ sinceMs: NOW_MS - 9 }),
      doubtOf({ incidentId: 'i2', fields: { short_description: 'f' } }),
    ]
    expect(await unrecorded(pushTo(incidents, {}, { inherited }))).toMatchObject({
      incident: { id: 'i3' },
      fields: { short_description: ['f'] },
      comments: [writtenOf(ONE)],
      doubts: inherited,
    })
    expect(calls).toEqual(['read i2 ', `find case-1 ${String(-9 - LOOK_MARGIN_MS)}`, 'journal i3 work_notes'])
  })

  test('does not exist where nothing is found: nothing is known but the doubts', async () => {
    const { incidents } = holding([])
    const inherited = [doubtOf()]
    expect(await unrecorded(pushTo(incidents, {}, { inherited }))).toEqual({
      fields: {},
      comments: [],
      doubts: inherited,
    })
  })

  test('leaves what is recorded without one, and forgets what was recorded of one that is gone', async () => {
    const push = pushTo(holding([]).incidents, {}, { inherited: [doubtOf()] })
    const record = { version: 7, fields: { impact: ['1'] } }
    expect((await findUnrecorded(push, knownOf(push, record))).record).toMatchObject(record)
    const gone = await findUnrecorded(push, knownOf(push, { ...record, incident: INCIDENT }))
    expect([gone.record.version, gone.record.fields]).toEqual([undefined, {}])
  })
})

describe('while a push in doubt may have left an incident', () => {
  const inherited = [doubtOf({ mayLeave: true })]
  const NEXT = { 'case-1': 'i1', 'case-1|i1': 'i2', 'case-1|i2': 'i3' }
  const idIn = ({ record: { incident, follows } }: Known) => [incident?.id, follows?.map(({ id }) => id)]

  test.each([
    ['that was created', [], undefined],
    ['that the doubt names', ['i1'], 'i1'],
  ])('a look that finds one %s goes on to the last one', async (_which, named, incidentId) => {
    const push = pushTo(holding(named, NEXT).incidents, {}, { inherited: [doubtOf({ mayLeave: true, incidentId })] })
    expect(idIn(await findUnrecorded(push, knownOf(push)))).toEqual(['i3', ['i1', 'i2']])
  })

  test('a recorded one is followed to the last one; without a follower it stays', async () => {
    const push = pushTo(holding([], NEXT).incidents, {}, { inherited })
    const known = knownOf(push, { incident: INCIDENT })
    expect(idIn(await findLast(push, known))).toEqual(['i3', ['i1', 'i2']])
    const alone = pushTo(holding([]).incidents, {}, { inherited })
    expect(await findLast(alone, known)).toBe(known)
  })

  test('one that seems to follow itself is the last one', async () => {
    const push = pushTo(holding([], 'I1').incidents, {}, { inherited })
    expect(idIn(await findUnrecorded(push, knownOf(push)))).toEqual(['I1', undefined])
  })

  test('none is left without such a doubt, and nothing is asked', async () => {
    const { incidents, calls } = holding([], NEXT)
    const push = pushTo(incidents, {}, { inherited: [doubtOf()] })
    expect(idIn(await findLast(push, knownOf(push, { incident: INCIDENT })))).toEqual(['i1', undefined])
    expect(calls).toEqual([])
  })
})

describe('an adopted incident', () => {
  const adopted = async (record: Partial<CaseRecord>) => {
    const push = pushTo(holding([]).incidents, {}, { inherited: [doubtOf({ version: 3 })] })
    return (await adopt(push, knownOf(push, record), headOf('i2'), everInQuestion(push))).record
  }

  test('leaves behind what was recorded of another, its case version too', async () => {
    const record = {
      incident: INCIDENT,
      version: 9,
      fields: { short_description: ['f'] },
      comments: [writtenOf(commentOf('c9'))],
    }
    expect(await adopted(record)).toMatchObject({ incident: { id: 'i2' }, version: 3, comments: [writtenOf(ONE)] })
    expect((await adopted(record)).fields).toEqual({})
  })

  test('has of its columns what pushes in doubt may have written into it, and no other incident', async () => {
    const inherited = [
      doubtOf({ incidentId: 'I2', fields: { impact: '1' } }),
      doubtOf({ incidentId: 'i3', fields: { impact: '2' } }),
      doubtOf({ fields: { impact: '3' } }),
    ]
    const push = pushTo(holding([]).incidents, {}, { inherited })
    const fieldsOf = async (record: Partial<CaseRecord>) =>
      (await adopt(push, knownOf(push, record), headOf('i2'), everInQuestion(push))).record.fields
    expect(await fieldsOf({ incident: INCIDENT })).toEqual({ impact: ['', '1'] })
    // Without a recorded incident, a push that named none may have created this one.
    expect(await fieldsOf({})).toEqual({ impact: ['', '1', '3'] })
  })

  test('keeps a case version that was recorded without an incident', async () => {
    expect((await adopted({ version: 9 })).version).toBe(9)
  })
})

test('the incident that the caller names is read without columns; a missing one is not found', async () => {
  const { incidents, calls } = holding(['i1'])
  expect(await readNamed(pushTo(incidents), 'i1')).toMatchObject({ id: 'i1' })
  expect(calls).toEqual(['read i1 '])
  expect(await rejectionOf(readNamed(pushTo(incidents), 'i2'))).toMatchObject({ code: 'incident_not_found' })
})
