// Objects of any members: how many they hold counts before what they hold.
import { expect, test } from '@jest/globals'
import * as v from 'valibot'
import { AnyObject, smallRecord } from '../../lib/schema/objects.ts'

const Marks = smallRecord(v.pipe(v.string(), v.regex(/^[a-z]\d$/, 'must be a name')), v.number(), 3, 'marks')
const messagesOf = (data: unknown) => v.safeParse(Marks, data).issues?.map(({ message }) => message)

test('an object of any members stays what it is: nothing is copied', () => {
  const data = { a: 1, b: [] }
  expect(v.parse(AnyObject, data)).toBe(data)
})

test.each([[[]], [null], ['text'], [7], [undefined]])('what is no object is rejected: %j', (data) => {
  expect(v.is(AnyObject, data)).toBe(false)
  expect(messagesOf(data)).toEqual(['must be an object'])
})

test('a record of as many members as allowed is parsed whole', () => {
  const data = { a1: 1, a2: 2, a3: 3 }
  expect(v.parse(Marks, data)).toEqual(data)
  expect(messagesOf({ a1: 1, 'a b': 2 })).toEqual(['must be a name'])
})

test('of a larger record the size is the one problem, whatever its members are', () => {
  expect(messagesOf({ a1: 1, a2: 2, a3: 3, a4: 4 })).toEqual(['must hold at most 3 marks'])
  expect(messagesOf(Object.fromEntries(Array.from({ length: 1000 }, (_, k) => [`${String(k)} ?`, null])))).toEqual([
    'must hold at most 3 marks',
  ])
})
