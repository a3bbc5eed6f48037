// Objects of any members: how many they hold counts before what they hold.
import { expect, test } from '@jest/globals'
import * as v from 'valibot'
import { AnyObject, memberOf, smallArray, smallRecord } from '../../lib/schema/objects.ts'

const Marks = smallRecord(v.pipe(v.string(), v.regex(/^[a-z]\d$/, 'must be a name')), v.number(), 3, 'marks')
const messagesOf = (data: unknown) => v.safeParse(Marks, data).issues?.map(({ message }) => message)

const Tags = smallArray(v.string('must be a text'), 3, 'tags')
const tagMessages = (data: unknown) => v.safeParse(Tags, data).issues?.map(({ message }) => message)

test('an array of as many items as allowed is parsed whole; of a longer one the length is the one problem', () => {
  expect(v.parse(Tags, ['a', 'b', 'c'])).toEqual(['a', 'b', 'c'])
  expect(tagMessages(['a', 7, null])).toEqual(['must be a text', 'must be a text'])
  expect(tagMessages([1, 2, 3, 4])).toEqual(['must hold at most 3 tags'])
  expect(tagMessages({ length: 1 })).toEqual(['must be an array'])
})

test.each(['__proto__', 'constructor', 'prototype'])(
  'a record with the key %s is rejected, not read past it',
  (key) => {
    const data = JSON.parse(`{"a1": 1, "${key}": 1}`) as unknown
    expect(messagesOf(data)).toEqual(['must not hold a key of a prototype'])
  },
)

test('a member is one of its own, never one of a prototype or of what is no object', () => {
  expect(memberOf({ a: 7 }, 'a')).toBe(7)
  for (const value of [{}, [], null, 'text', undefined]) expect(memberOf(value, 'constructor')).toBeUndefined()
  expect(memberOf(['x'], 'length')).toBeUndefined()
})

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
