// Which comments a journal holds.
import { expect, test } from '@jest/globals'
import { matchJournal } from '../../lib/push/match-journal.ts'
import { NOW_MS, commentOf, writtenOf } from './given.ts'

const OK = commentOf('c1', 'ok')
const ALSO_OK = commentOf('c2', 'ok')
const entry = (text: string, agoMs = 0) => ({ digest: commentOf('', text).digest, createdAtMs: NOW_MS - agoMs })

test('a comment is found by its text and dated by its entry, in whole seconds', () => {
  expect(matchJournal([entry('other'), entry('ok', 1500)], [], [OK])).toEqual([
    { commentId: 'c1', digest: OK.digest, pushedAtS: NOW_MS / 1000 - 2 },
  ])
})

test('a text that does not stand in the journal is not found', () => {
  expect(matchJournal([entry('not ok')], [], [OK])).toEqual([])
})

test('one entry stands for one comment, two for two, the older for the first', () => {
  const found = (entries: ReturnType<typeof entry>[]) =>
    matchJournal(entries, [], [OK, ALSO_OK]).map(({ commentId, pushedAtS }) => [commentId, NOW_MS / 1000 - pushedAtS])
  expect(found([entry('ok')])).toEqual([['c1', 0]])
  expect(found([entry('ok', 3000), entry('ok')])).toEqual([
    ['c1', 3],
    ['c2', 0],
  ])
})

test('recorded comments take their entries first and are not found again', () => {
  expect(matchJournal([entry('ok')], [writtenOf(OK)], [OK, ALSO_OK])).toEqual([])
  expect(matchJournal([entry('ok'), entry('ok')], [writtenOf(OK)], [OK, ALSO_OK])).toEqual([writtenOf(ALSO_OK)])
})

test('a comment that is wanted twice takes one entry', () => {
  expect(matchJournal([entry('ok'), entry('ok')], [], [OK, OK])).toEqual([writtenOf(OK)])
})
