// From valibot's issues to paths and words that hold nothing of the data.
import { expect, test } from '@jest/globals'
import fc from 'fast-check'
import * as v from 'valibot'
import { closedObject, problemsOf } from '../../lib/schema/problems.ts'

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
