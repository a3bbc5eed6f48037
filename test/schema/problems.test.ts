// From valibot's issues to paths and words that hold nothing of the data.
import { expect, test } from '@jest/globals'
import fc from 'fast-check'
import * as v from 'valibot'
import { closedObject, firstProblemsOf, problemsOf } from '../../lib/schema/problems.ts'

function problems(schema: v.GenericSchema, data: unknown, root?: string, whole?: string): string[] {
  const { issues = [] } = v.safeParse(schema, data)
  return problemsOf(issues, root, whole).map(({ path, expected }) => `${path} ${expected}`)
}

test('every unknown key is named, and not the first alone', () => {
  expect(problems(closedObject({ a: v.string() }), { a: '', b: 1, c: 2 })).toEqual([
    'b is not a known key',
    'c is not a known key',
  ])
})

test('unknown keys make one issue, however many they are: an issue for each would fill the memory', () => {
  const keys = Array.from({ length: 10_000 }, (_, k) => `k${String(k)}`)
  const unknown: Record<string, unknown> = Object.fromEntries(keys.map((key) => [key, 1]))
  const schema = v.object({ list: v.array(closedObject({ a: v.string() })) })
  const { issues = [] } = v.safeParse(schema, { list: [{ a: '', ...unknown }] })
  expect(issues).toHaveLength(1)
  expect(problemsOf(issues)).toEqual(keys.map((key) => ({ path: `list.0.${key}`, expected: 'is not a known key' })))
})

test('of the problems of a caller the first hundred are told, and the rest are counted', () => {
  const firstOf = (unknownKeys: number) => {
    const unknown: Record<string, unknown> = Object.fromEntries(
      Array.from({ length: unknownKeys }, (_, k) => [`k${String(k)}`, 1]),
    )
    const data = { one: unknown, two: { ...unknown, a: 1 }, three: 1 }
    const part = closedObject({ a: v.string() })
    const { issues = [] } = v.safeParse(v.object({ one: part, two: part, three: part }), data)
    return firstProblemsOf(issues, 'root')
  }
  expect(firstOf(0).problems.map(({ path }) => path)).toEqual(['root.one.a', 'root.two.a', 'root.three'])
  expect(firstOf(0).moreProblems).toBe(0)
  expect([firstOf(48).problems.length, firstOf(48).moreProblems]).toEqual([99, 0])
  expect([firstOf(49).problems.length, firstOf(49).moreProblems]).toEqual([100, 1])
  const { problems, moreProblems } = firstOf(100_000)
  expect(problems.slice(0, 2).map(({ path }) => path)).toEqual(['root.one.a', 'root.one.k0'])
  expect([problems.length, moreProblems]).toEqual([100, 199_903])
})

test.each(['constructor', 'prototype', '__proto__', 'toString'])(
  'a key of every object is unknown as well: %s',
  (key) => {
    expect(problems(closedObject({ a: v.string() }), JSON.parse(`{"a":"","${key}":1}`))).toEqual([
      `${key} is not a known key`,
    ])
  },
)

test.each([[[]], [[1, 2]], ['text'], [null], [7]])('what is no object has that one problem: %j', (data) => {
  expect(problems(closedObject({ a: v.string() }), data, 'it')).toEqual(['it must be an object'])
})

test.each([
  [v.string(), 'must be a string'],
  [v.number(), 'must be a number'],
  [v.boolean(), 'must be a boolean'],
  [v.array(v.string()), 'must be an array'],
  [v.object({}), 'must be an object'],
  [v.date(), 'must be Date'],
  [v.pipe(v.symbol(), v.description('x')), 'must be symbol'],
])('a problem of the wrong type names the right one', (schema, words) => {
  expect(problems(v.object({ it: schema }), { it: null })).toEqual([`it ${words}`])
})

test("a schema's own words take precedence", () => {
  expect(problems(v.object({ it: v.picklist(['a'], 'must be a') }), { it: 'b' })).toEqual(['it must be a'])
  expect(problems(v.object({ it: v.pipe(v.string(), v.regex(/^a$/, 'must be a')) }), { it: 'b' })).toEqual([
    'it must be a',
  ])
})

test('a check without words of its own says only that it failed', () => {
  expect(
    problems(
      v.object({
        it: v.pipe(
          v.string(),
          v.check(() => false),
        ),
      }),
      { it: 'canary' },
    ),
  ).toEqual(['it must be valid'])
})

test('a missing part is required, whatever the schema expects there', () => {
  expect(problems(v.object({ it: v.picklist(['a'], 'must be a') }), {})).toEqual(['it is required'])
})

test('the root begins every path, and names the whole', () => {
  expect(problems(v.object({ it: v.string() }), { it: 1 }, 'params')).toEqual(['params.it must be a string'])
  expect(problems(v.string(), 1, 'params')).toEqual(['params must be a string'])
  expect(problems(v.string(), 1, '', '(secret)')).toEqual(['(secret) must be a string'])
})

test('a key that is not a plain name is not repeated', () => {
  const keys = ['a b', '<script>', 'a\nb', 'k'.repeat(65), '']
  expect(problems(closedObject({}), Object.fromEntries(keys.map((key) => [key, 1])))).toEqual(
    keys.map(() => '? is not a known key'),
  )
})

test('no problem ever holds a value', () => {
  const schema = closedObject({
    text: v.pipe(v.string(), v.minLength(99)),
    number: v.number(),
    list: v.array(v.picklist(['a'])),
    either: v.union([v.literal('x'), v.number()]),
  })
  const canary = fc.constantFrom('canary', ['canary'], { canary: 'canary' }, 'must canary', 'is canary')
  fc.assert(
    fc.property(fc.record({ text: canary, number: canary, list: canary, either: canary }), (data) => {
      expect(problems(schema, data).join().replaceAll('.canary', '')).not.toContain('canary')
    }),
  )
})
