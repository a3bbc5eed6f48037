// The rules that follow from the record and its doubts alone.
import { describe, expect, test } from '@jest/globals'
import { indexByText, newestOf, unwrittenOf } from '../../lib/push/case-record.ts'
import { commentOf, writtenOf } from './given.ts'

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
