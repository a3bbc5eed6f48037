// What a push decides to write, given what it was asked for and what it knows.
import { describe, expect, test } from '@jest/globals'
import type { CaseRecord } from '../../lib/push/case-record.ts'
import { nextWrite, withAppended } from '../../lib/push/next-write.ts'
import type { IncidentPlan } from '../../lib/push/plan-incident.ts'
import { INCIDENT, commentOf, knownOf, planOf, pushOf, writtenOf } from './given.ts'

const [ONE, TWO] = [commentOf('c1'), commentOf('c2')]
const FIELDS = { short_description: 'Phishing' }
const PUSHED: Partial<CaseRecord> = { incident: INCIDENT, fieldsDigest: 'phishing' }

function decided(plan: Partial<IncidentPlan>, record: Partial<CaseRecord> = {}) {
  const push = pushOf(planOf(plan))
  return nextWrite(push, knownOf(push, record))
}

describe('without an incident', () => {
  test('a case is created with all its columns, and the first comment goes along', () => {
    expect(decided({ comments: [ONE, TWO] })).toEqual({
      kind: 'create',
      columns: { ...FIELDS, correlation_id: 'case-1', work_notes: ONE.text },
      fieldsDigest: 'phishing',
      comment: ONE,
    })
  })

  test('a case without comments is created without a journal entry', () => {
    expect(decided({})).toEqual({
      kind: 'create',
      columns: { ...FIELDS, correlation_id: 'case-1' },
      fieldsDigest: 'phishing',
      comment: undefined,
    })
  })
})

describe('with an incident', () => {
  test('changed fields are updated, and the first unwritten comment goes along', () => {
    const record = { ...PUSHED, fieldsDigest: 'other', comments: [writtenOf(ONE)] }
    expect(decided({ comments: [ONE, TWO] }, record)).toEqual({
      kind: 'update',
      incidentId: 'i1',
      columns: { ...FIELDS, work_notes: TWO.text },
      append: {},
      fieldsDigest: 'phishing',
      comment: TWO,
    })
  })

  test('fields in doubt are sent', () => {
    expect(decided({}, { incident: INCIDENT })).toMatchObject({ kind: 'update', columns: FIELDS, comment: undefined })
  })

  test('a comment alone is written into the journal column and touches no field', () => {
    expect(decided({ comments: [ONE] }, PUSHED)).toEqual({
      kind: 'update',
      incidentId: 'i1',
      columns: { work_notes: ONE.text },
      append: {},
      fieldsDigest: undefined,
      comment: ONE,
    })
  })

  test('nothing is written when everything stands there', () => {
    const record = { ...PUSHED, comments: [writtenOf(ONE)] }
    expect(decided({ comments: [ONE] }, record)).toEqual({ kind: 'finished', incidentId: 'i1' })
  })

  test('the incident that the caller names is written to, not the recorded one', () => {
    expect(decided({ externalId: 'i2' }, { incident: INCIDENT })).toMatchObject({ kind: 'update', incidentId: 'i2' })
    expect(decided({ externalId: 'i2', comments: [ONE] }, PUSHED)).toMatchObject({ incidentId: 'i2', comment: ONE })
    expect(decided({ externalId: 'i2' }, PUSHED)).toEqual({ kind: 'finished', incidentId: 'i2' })
  })

  test('comments that are mapped to nothing go into no column', () => {
    expect(decided({ journalColumn: undefined }, { incident: INCIDENT })).toMatchObject({ columns: FIELDS })
  })
})

describe('the case version', () => {
  const record = { incident: INCIDENT, fieldsDigest: 'other', version: 2000 }

  test.each([
    ['older', 1000, 'finished'],
    ['equal', 2000, 'update'],
    ['newer', 3000, 'update'],
    ['unknown', undefined, 'update'],
  ])('%s than the newest pushed: %s', (_name, version, kind) => {
    expect(decided({ version }, record).kind).toBe(kind)
  })

  test('an older one still writes its comments, without fields', () => {
    expect(decided({ version: 1000, comments: [ONE] }, record)).toMatchObject({ columns: { work_notes: ONE.text } })
  })

  test('any version sends its fields when none is recorded', () => {
    expect(decided({ version: 1000 }, { incident: INCIDENT }).kind).toBe('update')
  })
})

describe('appended texts', () => {
  const append = { description: { text: 'more', unsigned: 'more' } }

  test('a text to append is a field like any other', () => {
    expect(decided({ update: {}, append }, { incident: INCIDENT })).toMatchObject({
      kind: 'update',
      columns: {},
      append,
    })
  })

  test('a plan without any column writes no field', () => {
    expect(decided({ update: {} }, { incident: INCIDENT }).kind).toBe('finished')
  })

  test.each([
    ['goes behind what is there', { description: 'before' }, 'before \r\nmore'],
    ['stands alone in an empty column', { description: '' }, 'more'],
    ['stands alone in a column that may not be read', {}, 'more'],
    ['is left out where the column ends with it', { description: 'before \r\n more\n' }, undefined],
  ])('a text %s', (_name, current: Record<string, string>, expected) => {
    const update = { kind: 'update', incidentId: 'i1', append, fieldsDigest: 'f', comment: undefined } as const
    const ready = withAppended({ ...update, columns: FIELDS }, current)
    const description = expected === undefined ? {} : { description: expected }
    expect(ready).toEqual({ ...update, append: {}, columns: { ...FIELDS, ...description } })
  })
})
