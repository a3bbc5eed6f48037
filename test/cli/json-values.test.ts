// JSON values out of a text in pieces: however they are written and wherever the text is cut, each is found with its
// line, and a broken one takes no other with it.
import { expect, test } from '@jest/globals'
import fc from 'fast-check'
import { jsonValues, type Found } from '../../cli/json-values.ts'

async function* piecesOf(text: string, size = text.length): AsyncGenerator<string> {
  for (let at = 0; at < text.length; at += size) yield await Promise.resolve(text.slice(at, at + size))
}
const found = (text: string, size?: number): Promise<Found[]> => Array.fromAsync(jsonValues(piecesOf(text, size)))

const anyCase = fc.record({ savedObjectId: fc.string(), comments: fc.array(fc.jsonValue()) })

test('values on one line or on many, in pieces of any size, are all found on their lines', async () => {
  const written = fc.tuple(anyCase, fc.constantFrom(undefined, 1, 2, '\t'), fc.constantFrom('\n', '\n\n', '\r\n'))
  await fc.assert(
    fc.asyncProperty(fc.array(written, { maxLength: 5 }), fc.integer({ min: 1, max: 40 }), async (cases, size) => {
      const texts = cases.map(([value, indent, end]) => JSON.stringify(value, undefined, indent) + end)
      const lineOf = (index: number) => texts.slice(0, index).join('').split('\n').length
      const values = cases.map(([value], index) => ({
        line: lineOf(index),
        value: JSON.parse(JSON.stringify(value)) as unknown,
      }))
      expect(await found(texts.join(''), size)).toEqual(values)
    }),
  )
})

const GOOD = '{"a":1}'
test.each([
  ['a value that is cut in a text', '{"a":"b\n', 'is not JSON, at column 8'],
  ['a value that is cut after a colon', '{"a":\n', 'is JSON that ends too early'],
  ['a word', 'hello\n', 'is not JSON'],
  ['too many brackets', '{"a":1}}\n', 'is not JSON, at column 8'],
])('%s costs no other value', async (_, broken, problem) => {
  expect(await found(`${GOOD}\n${broken}${GOOD}\n${GOOD}`)).toEqual([
    { line: 1, value: { a: 1 } },
    { line: 2, problem },
    { line: 3, value: { a: 1 } },
    { line: 4, value: { a: 1 } },
  ])
})

test('the fault of a document over many lines is told with its own line', async () => {
  expect(await found('[\n  1,\n  2 3\n]\n')).toEqual([{ line: 3, problem: 'is not JSON, at column 5' }])
})

test('an array whose items stand at the margin is one value', async () => {
  expect(await found(`[\n${GOOD},\n${GOOD}\n]\n`)).toEqual([{ line: 1, value: [{ a: 1 }, { a: 1 }] }])
})

test('what the end of the text cuts off is told', async () => {
  expect(await found(`${GOOD}\n{\n  "a": [`)).toEqual([
    { line: 1, value: { a: 1 } },
    { line: 2, problem: 'is JSON that ends too early' },
  ])
})
