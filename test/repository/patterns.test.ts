// Regular expressions take time in proportion to the text, whatever the text is: otherwise one request could keep a
// function busy for days.
import { expect, test } from '@jest/globals'
import { readFileSync, readdirSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import ts from 'typescript'
import { firstSlowSize } from '../support/processor-time.ts'
import { textOf, worstInputsOf } from './worst-inputs.ts'

const ROOT = fileURLToPath(new URL('../..', import.meta.url))
const FILES = ['lib', 'handlers'].flatMap((folder) =>
  readdirSync(`${ROOT}/${folder}`, { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.ts'))
    .map((file) => `${folder}/${file}`),
)

/** For the longest text a linear pattern takes some milliseconds, and a quadratic one minutes; it fails before that. */
const SIZES = [25, 1_000, 10_000, 60_000, 400_000]
const LIMIT_MS = 200

type Found = { literals: { at: string; pattern: RegExp }[]; constructors: string[] }

function patternsOf(file: string): Found {
  const found: Found = { literals: [], constructors: [] }
  const source = ts.createSourceFile(file, readFileSync(`${ROOT}/${file}`, 'utf8'), ts.ScriptTarget.Latest)
  const visit = (node: ts.Node): void => {
    const at = `${file}:${String(source.getLineAndCharacterOfPosition(node.pos).line + 1)}`
    if (ts.isRegularExpressionLiteral(node)) found.literals.push({ at, pattern: patternFrom(node.text) })
    if ((ts.isNewExpression(node) || ts.isCallExpression(node)) && node.expression.getText(source) === 'RegExp')
      found.constructors.push(at)
    ts.forEachChild(node, visit)
  }
  visit(source)
  return found
}

function patternFrom(literal: string): RegExp {
  const end = literal.lastIndexOf('/')
  return new RegExp(literal.slice(1, end), literal.slice(end + 1))
}

/** The first input for which a pattern takes too long: what is repeated where, and how often. */
function slowInputOf(pattern: RegExp): string | undefined {
  for (const input of worstInputsOf(pattern)) {
    const size = firstSlowSize(SIZES, LIMIT_MS, (characters) => {
      feed(pattern, textOf(input, characters))
    })
    if (size !== undefined) return JSON.stringify({ ...input, size })
  }
  return undefined
}

function feed(pattern: RegExp, text: string): void {
  pattern.lastIndex = 0
  pattern.exec(text)
  if (pattern.global) text.replace(pattern, '')
  text.split(pattern)
}

const FOUND = FILES.map(patternsOf)
const PATTERNS = new Map(FOUND.flatMap(({ literals }) => literals).map(({ at, pattern }) => [String(pattern), at]))

test('every pattern is a literal, so that lint and this test can read it', () => {
  expect(FOUND.flatMap(({ constructors }) => constructors)).toEqual([])
  expect(PATTERNS.size).toBeGreaterThan(30)
})

test.each([...PATTERNS])('%s takes time in proportion to the text, whatever the text is (%s)', (pattern) => {
  expect(slowInputOf(patternFrom(pattern))).toBeUndefined()
})

test.each([/\[(\s*\/?\s*code\s*)\]/giu, /^(a+)+$/, /\s+$/, /"[^,]*,/])(
  'a pattern that takes longer is found: %s',
  (pattern) => {
    expect(slowInputOf(pattern)).toContain('"size":')
  },
)
