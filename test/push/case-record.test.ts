// The rules that follow from the record and its doubts alone.
import { describe, expect, test } from '@jest/globals'
import {
  indexByText,
  newestOf,
  recordAfterLook,
  unwrittenOf,
  type CaseRecord,
  type Doubt,
  type Found,
} from '../../lib/push/case-record.ts'
import { EMPTY, INCIDENT, commentOf, doubtOf, writtenOf } from './given.ts'

const [ONE, TWO] = [commentOf('c1'), commentOf('c2')]

describe('the comments that are unwritten', () => {
  test('are those of the request without the written ones, in their order', () => {
    expect(unwrittenOf([ONE, TWO, commentOf('c3')], [writtenOf(TWO)])).toEqual([ONE, commentOf('c3')])
  })

  test('name a comment that the request repeats once', () => {
    expect(unwrittenOf([ONE, ONE], [])).toEqual([ONE])
  })

  test('include a written comment whose text has changed, and an equal text of another comment', () => {
    const edited = commentOf('c1', 'edited')
    const equal = commentOf('c2', ONE.text)
    expect(unwrittenOf([edited, equal], [writtenOf(ONE)])).toEqual([edited, equal])
  })
})

test('a comment is looked up by its id and its text', () => {
  const find = indexByText([writtenOf(ONE)])
  expect(find(ONE)).toEqual(writtenOf(ONE))
  expect(find(commentOf('c1', 'edited'))).toBeUndefined()
  expect(find(commentOf('c2', ONE.text))).toBeUndefined()
})

test.each([
  [[], undefined],
  [[undefined], undefined],
  [[undefined, 2, 1], 2],
])('the newest of the case versions %j is %s', (versions, newest) => {
  expect(newestOf(...versions)).toBe(newest)
})

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

  const carrying = doubtOf({ fieldsDigest: 'new', version: 2, comments: [ONE] })

  test.each<[string, Partial<CaseRecord>, Doubt[], Partial<Found>, string | undefined]>([
    ['doubts without fields leave the recorded ones', { fieldsDigest: 'old' }, [doubtOf()], {}, 'old'],
    ['doubts with the recorded fields leave them', { fieldsDigest: 'new' }, [carrying], {}, 'new'],
    ['doubts with other fields void the recorded ones', { fieldsDigest: 'old' }, [carrying], {}, undefined],
    ['an incident that was created has the fields', {}, [carrying], { isCreated: true }, 'new'],
    ['a comment that was found has brought its fields', {}, [carrying], { comments: [writtenOf(ONE)] }, 'new'],
    ['another comment proves nothing', {}, [carrying], { comments: [writtenOf(TWO)] }, undefined],
    [
      'in an adopted incident a comment proves nothing',
      { isAdopted: true },
      [carrying],
      { comments: [writtenOf(ONE)] },
      undefined,
    ],
    [
      'a comment that another doubt carried alone proves nothing',
      {},
      [carrying, doubtOf({ comments: [ONE] })],
      { comments: [writtenOf(ONE)] },
      undefined,
    ],
    [
      'doubts that disagree prove nothing',
      {},
      [carrying, doubtOf({ fieldsDigest: 'newer', comments: [ONE] })],
      { isCreated: true },
      undefined,
    ],
    [
      'one doubt with the recorded fields and one with others void them',
      { fieldsDigest: 'new' },
      [carrying, doubtOf({ fieldsDigest: 'newer' })],
      { isCreated: true },
      undefined,
    ],
    ['fields older than the newest recorded prove nothing', { version: 3 }, [carrying], { isCreated: true }, undefined],
    ['fields as new as the newest recorded count', { version: 2 }, [carrying], { isCreated: true }, 'new'],
    [
      'fields without a version count',
      { version: 3 },
      [doubtOf({ fieldsDigest: 'new', comments: [ONE] })],
      { isCreated: true },
      'new',
    ],
  ])('%s', (_name, record, doubts, more, fieldsDigest) => {
    expect(look(record, doubts, more).fieldsDigest).toBe(fieldsDigest)
  })
})
