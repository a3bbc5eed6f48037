// The rooms of lib/: a reader finds a file by its name, and few arrows lead from room to room. That imports go down,
// eslint.config.js holds.
import { expect, test } from '@jest/globals'
import { readFileSync, readdirSync } from 'node:fs'
import { basename, dirname, join, sep } from 'node:path'
import { fileURLToPath } from 'node:url'

const LIB = fileURLToPath(new URL('../../lib', import.meta.url))
const MAX_ARROWS = 60

const FILES = readdirSync(LIB, { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.ts'))
/** A folder of lib/ with all below it, as in eslint.config.js, or a file at its top. */
const roomOf = (file: string) => file.split(sep)[0] ?? file

/** Files that a file imports, types included. */
const importsOf = (file: string): string[] =>
  [...readFileSync(join(LIB, file), 'utf8').matchAll(/from '(\.[^']+)'/g)].map(([, path = '']) =>
    join(dirname(file), path),
  )
const IMPORTS = new Map(FILES.map((file) => [file, importsOf(file)]))

/** The way back to the first file of a path, through what the last one imports. */
function circleFrom(path: readonly string[], done: Set<string>): readonly string[] | undefined {
  for (const next of IMPORTS.get(path.at(-1) ?? '') ?? []) {
    if (path.includes(next)) return [...path.slice(path.indexOf(next)), next]
    if (done.has(next)) continue
    const circle = circleFrom([...path, next], done)
    if (circle !== undefined) return circle
    done.add(next)
  }
  return undefined
}

test('only what every room needs stands at the top of lib', () => {
  expect(FILES.filter((file) => roomOf(file) === file).sort()).toEqual([
    'api-keys.ts',
    'clock.ts',
    'errors.ts',
    'settings.ts',
  ])
})

test('no two rooms have a file of the same name', () => {
  const names = FILES.filter((file) => roomOf(file) !== file).map((file) => basename(file))
  expect(names.filter((name, at) => names.indexOf(name) !== at)).toEqual([])
})

test('the imports of files make no circle, types included', () => {
  const done = new Set<string>()
  expect(FILES.map((file) => circleFrom([file], done)).find((circle) => circle !== undefined)).toBeUndefined()
})

test('every import leads to a file', () => {
  expect([...IMPORTS.values()].flat().filter((file) => !FILES.includes(file))).toEqual([])
})

test(`at most ${String(MAX_ARROWS)} arrows lead from room to room`, () => {
  const arrows = [...IMPORTS].flatMap(([file, imported]) =>
    imported.map((other) => [roomOf(file), roomOf(other)]).filter(([from, to]) => from !== to),
  )
  expect(new Set(arrows.map((arrow) => arrow.join(' > '))).size).toBeLessThanOrEqual(MAX_ARROWS)
})
