// What a push decides to write, given what it was asked for and what it knows.
import { describe, expect, test } from '@jest/globals'
import type { CaseRecord } from '../../lib/push/case-record.ts'
import { SEPARATOR } from '../../lib/push/merged-text.ts'
import { nextWrite } from '../../lib/push/next-write.ts'
import type { IncidentPlan } from '../../lib/push/plan-incident.ts'
import { INCIDENT, commentOf, knownOf, planOf, pushOf, writtenOf } from './given.ts'

const [ONE, TWO] = [commentOf('c1'), commentOf('c2')]
const FIELDS = { short_description: 'Phishing' }
const PUSHED: Partial<CaseRecord> = { incident: INCIDENT, fields: { short_description: ['phishing'] } }

const overwrite = (digest: string) => ({ action: 'overwrite', text: `text of ${digest}`, digest }) as const

function decided(plan: Partial<IncidentPlan>, record: Partial<CaseRecord> = {}) {
  const push = pushOf(planOf(plan))
  return nextWrite(push, knownOf(push, record))
}

describe('without an incident', () => {
  test('a case is created with all its columns, and the first comment goes along', () => {
    expect(decided({ comments: [ONE, TWO] })).toEqual({
      kind: 'create',
      columns: { ...FIELDS, correlation_id: 'case-1', work_notes: ONE.text },
      fields: { short_description: 'phishing' },
      comments: [ONE],
    })
  })

  test('a case without comments is created without a journal entry', () => {
    expect(decided({})).toEqual({
      kind: 'create',
      columns: { ...FIELDS, correlation_id: 'case-1' },
      fields: { short_description: 'phishing' },
      comments: [],
    })
  })
})

describe('with an incident', () => {
  test('changed fields are updated, and the first unwritten comment goes along', () => {
    const record = { ...PUSHED, fields: { short_description: ['other'] }, comments: [writtenOf(ONE)] }
    expect(decided({ comments: [ONE, TWO] }, record)).toEqual({
      kind: 'update',
      incidentId: 'i1',
      columns: { ...FIELDS, work_notes: TWO.text },
      conditional: {},
      fields: { short_description: 'phishing' },
      comments: [TWO],
    })
  })

  test('fields in doubt are sent', () => {
    expect(decided({}, { incident: INCIDENT })).toMatchObject({ kind: 'update', columns: FIELDS, comments: [] })
  })

  test('a comment alone is written into the journal column and touches no field', () => {
    expect(decided({ comments: [ONE] }, PUSHED)).toEqual({
      kind: 'update',
      incidentId: 'i1',
      columns: { work_notes: ONE.text },
      conditional: {},
      fields: undefined,
      comments: [ONE],
    })
  })

  test('nothing is written when everything stands there', () => {
    const record = { ...PUSHED, comments: [writtenOf(ONE)] }
    expect(decided({ comments: [ONE] }, record)).toEqual({ kind: 'finished', incidentId: 'i1' })
  })

  test('the incident that the caller names is written to, not the recorded one', () => {
    expect(decided({ externalId: 'i2' }, { incident: INCIDENT })).toMatchObject({ kind: 'update', incidentId: 'i2' })
    expect(decided({ externalId: 'i2', comments: [ONE] }, PUSHED)).toMatchObject({ incidentId: 'i2', comments: [ONE] })
    expect(decided({ externalId: 'i2' }, PUSHED)).toEqual({ kind: 'finished', incidentId: 'i2' })
  })

  test('comments that are mapped to nothing go into no column', () => {
    expect(decided({ journalColumn: undefined }, { incident: INCIDENT })).toMatchObject({ columns: FIELDS })
  })
})

describe('the case version', () => {
  const record = { incident: INCIDENT, fields: { short_description: ['other'] }, version: 2000 }

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

describe('fields', () => {
  const cleared = { action: 'clear', text: '', digest: 'empty' } as const

  test('whose value was pushed before are not sent again: an edit of the title survives a new description', () => {
    const fields = { short_description: overwrite('t'), description: overwrite('new') }
    const record = { incident: INCIDENT, fields: { short_description: ['t'], description: ['old'] } }
    expect(decided({ fields }, record)).toMatchObject({
      columns: { description: 'text of new' },
      fields: { description: 'new' },
    })
  })

  test.each([
    ['never pushed', {}],
    ['pushed with another value', { impact: ['2'] }],
    ['perhaps pushed', { impact: ['', '1'] }],
    ['pushed with one of two values', { impact: ['1', '2'] }],
  ])('are sent when they were %s', (_name, fields) => {
    const plan = { fields: { impact: overwrite('1') } }
    expect(decided(plan, { incident: INCIDENT, fields })).toMatchObject({ columns: { impact: 'text of 1' } })
  })

  test.each([
    ['never pushed', {}, 'finished'],
    ['cleared before', { impact: ['empty'] }, 'finished'],
    ['pushed before', { impact: ['1'] }, 'update'],
    ['perhaps pushed before', { impact: ['', '1'] }, 'update'],
    ['perhaps cleared before', { impact: ['1', 'empty'] }, 'update'],
  ])('that the case cleared and that were %s: %s', (_name, fields, kind) => {
    expect(decided({ fields: { impact: cleared } }, { incident: INCIDENT, fields }).kind).toBe(kind)
  })

  test('that depend on the current value wait for it', () => {
    const fields = {
      description: { action: 'append', text: 'more', digest: 'more', unsigned: 'more' },
      impact: cleared,
    } as const
    expect(decided({ fields }, { incident: INCIDENT, fields: { impact: ['1'] } })).toMatchObject({
      kind: 'update',
      columns: {},
      conditional: fields,
      fields: { description: 'more', impact: 'empty' },
    })
  })

  test('that a plan has none of are not written', () => {
    expect(decided({ fields: {} }, { incident: INCIDENT }).kind).toBe('finished')
  })
})

describe('what closes an incident', () => {
  const [title, state] = [overwrite('title'), overwrite('7')]
  const closing = { fields: { short_description: title, state }, closingColumns: new Set(['state']) }

  test('goes with the last comment, since a closed one may take no more', () => {
    const first = decided({ ...closing, comments: [ONE, TWO] }, { incident: INCIDENT })
    expect(first).toMatchObject({ fields: { short_description: 'title' }, comments: [ONE] })
    expect(first).not.toHaveProperty('columns.state')
    const last = decided({ ...closing, comments: [ONE, TWO] }, { incident: INCIDENT, comments: [writtenOf(ONE)] })
    expect(last).toMatchObject({ columns: { state: 'text of 7' }, comments: [TWO] })
  })

  test('goes with all comments at once where they are merged, and alone where there are none', () => {
    const merged = decided({ ...closing, comments: [ONE, TWO], isMerged: true }, { incident: INCIDENT })
    expect(merged).toMatchObject({ columns: { state: 'text of 7' }, comments: [ONE, TWO] })
    expect(decided(closing, { incident: INCIDENT })).toMatchObject({ columns: { state: 'text of 7' }, comments: [] })
  })
})

describe('merged comments', () => {
  test('go at once, those that are written already left out', () => {
    const three = [ONE, TWO, commentOf('c3')]
    expect(decided({ comments: three, isMerged: true }, { ...PUSHED, comments: [writtenOf(ONE)] })).toMatchObject({
      columns: { work_notes: `${TWO.text}\n\n${SEPARATOR}\n\n${three[2]?.text ?? ''}` },
      comments: three.slice(1),
    })
  })

  test('go as far as one that holds the separator, which goes alone', () => {
    const holding = commentOf('c3', `a ${SEPARATOR} b`)
    const plan = { comments: [ONE, holding, TWO], isMerged: true }
    expect(decided(plan, PUSHED)).toMatchObject({ comments: [ONE] })
    expect(decided(plan, { ...PUSHED, comments: [writtenOf(ONE)] })).toMatchObject({ comments: [holding] })
  })
})
