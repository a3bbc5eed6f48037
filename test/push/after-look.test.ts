// What is known after a look: what was found, and which values may stand in the columns.
import { describe, expect, test } from '@jest/globals'
import { recordAfterLook, type Found } from '../../lib/push/after-look.ts'
import type { CaseRecord, Doubt } from '../../lib/push/case-record.ts'
import { EMPTY, INCIDENT, commentOf, doubtOf, writtenOf } from './given.ts'

const [ONE, TWO] = [commentOf('c1'), commentOf('c2')]

describe('after a look', () => {
  const found: Found = { incident: INCIDENT, isCreated: false, comments: [] }
  const look = (record: Partial<CaseRecord>, doubts: Doubt[], more: Partial<Found> = {}) =>
    recordAfterLook({ ...EMPTY, ...record }, doubts, { ...found, ...more })

  test('what was found is recorded behind what was known', () => {
    const record = look({ comments: [writtenOf(ONE)], isAdopted: true }, [doubtOf()], { comments: [writtenOf(TWO)] })
    expect(record).toMatchObject({
      incident: INCIDENT,
      comments: [writtenOf(ONE), writtenOf(TWO)],
      isAdopted: true,
      doubts: [],
    })
  })

  test('the newest case version of the doubts counts as pushed', () => {
    expect(look({ version: 1 }, [doubtOf({ version: 3 }), doubtOf({ version: 2 })]).version).toBe(3)
    expect(look({ version: 4 }, [doubtOf({ version: 3 })]).version).toBe(4)
    expect(look({}, [doubtOf()]).version).toBeUndefined()
  })

  const carrying = doubtOf({ fields: { title: 'new' }, version: 2, comments: [ONE] })

  test.each<[string, Partial<CaseRecord>, Doubt[], Partial<Found>, string[]]>([
    ['doubts without fields leave the recorded ones', { fields: { title: ['old'] } }, [doubtOf()], {}, ['old']],
    ['doubts with the recorded fields leave them', { fields: { title: ['new'] } }, [carrying], {}, ['new']],
    ['doubts with other fields leave it open which', { fields: { title: ['old'] } }, [carrying], {}, ['old', 'new']],
    ['an incident that was created has the fields', {}, [carrying], { isCreated: true }, ['new']],
    ['a comment that was found has brought its fields', {}, [carrying], { comments: [writtenOf(ONE)] }, ['new']],
    ['another comment proves nothing', {}, [carrying], { comments: [writtenOf(TWO)] }, ['', 'new']],
    [
      'in an adopted incident a comment proves nothing',
      { isAdopted: true },
      [carrying],
      { comments: [writtenOf(ONE)] },
      ['', 'new'],
    ],
    [
      'a comment that another doubt carried alone proves nothing',
      {},
      [carrying, doubtOf({ comments: [ONE] })],
      { comments: [writtenOf(ONE)] },
      ['', 'new'],
    ],
    [
      'doubts that disagree leave it open which',
      {},
      [carrying, doubtOf({ fields: { title: 'newer' }, comments: [ONE] })],
      { isCreated: true },
      ['', 'new', 'newer'],
    ],
    [
      'one doubt with the recorded fields and one with others leave it open which',
      { fields: { title: ['new'] } },
      [carrying, doubtOf({ fields: { title: 'newer' } })],
      { isCreated: true },
      ['new', 'newer'],
    ],
    [
      'fields older than the newest recorded prove nothing',
      { version: 3 },
      [carrying],
      { isCreated: true },
      ['', 'new'],
    ],
    ['fields as new as the newest recorded count', { version: 2 }, [carrying], { isCreated: true }, ['new']],
    [
      'fields without a version count',
      { version: 3 },
      [doubtOf({ fields: { title: 'new' }, comments: [ONE] })],
      { isCreated: true },
      ['new'],
    ],
  ])('%s', (_name, record, doubts, more, title) => {
    expect(look(record, doubts, more).fields).toEqual({ title })
  })

  test('each column is judged by itself', () => {
    const record = { fields: { title: ['old'], text: ['same'], impact: ['1'] } }
    const both = doubtOf({ fields: { title: 'new', text: 'same' }, comments: [ONE] })
    expect(look(record, [both], { comments: [writtenOf(ONE)] }).fields).toEqual({ ...record.fields, title: ['new'] })
    expect(look(record, [both]).fields).toEqual({ ...record.fields, title: ['old', 'new'] })
  })

  test('an incident that was created proves only columns that every doubt carried', () => {
    const doubts = [doubtOf({ fields: { title: 'new', text: 'more' } }), doubtOf({ fields: { title: 'new' } })]
    expect(look({}, doubts, { isCreated: true }).fields).toEqual({ title: ['new'], text: ['', 'more'] })
  })

  test('a comment proves only columns that every doubt about it carried', () => {
    const doubts = [
      doubtOf({ fields: { title: 'new', text: 'more' }, comments: [ONE] }),
      doubtOf({ fields: { title: 'new' }, comments: [ONE] }),
    ]
    const found = { comments: [writtenOf(ONE)] }
    expect(look({}, doubts, found).fields).toEqual({ title: ['new'], text: ['', 'more'] })
  })
})
