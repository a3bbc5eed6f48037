// The imports of local/: nothing but types from lib/, and in the stand-in's rooms one way only.
import { expect, test } from '@jest/globals'
import { globSync, readFileSync } from 'node:fs'
import { dirname, join, relative } from 'node:path'
import { fileURLToPath } from 'node:url'

const LOCAL = fileURLToPath(new URL('../../local', import.meta.url))
const ROOMS = ['records', 'api', 'faults', 'controls', 'pages'] // each imports from those before it

type Import = { file: string; isType: boolean; from: string }

/** Paths are relative to local/. */
function importsOf(file: string): Import[] {
  const text = readFileSync(join(LOCAL, file), 'utf8')
  return [...text.matchAll(/^(?:import|export) (type )?[^;]*?from '(\.[^']+)'$/gm)].map(([, type, path = '']) => ({
    file,
    isType: type !== undefined,
    from: relative(LOCAL, join(LOCAL, dirname(file), path)),
  }))
}

const imports = globSync('**/*.ts', { cwd: LOCAL }).flatMap(importsOf)

const rankOf = (file: string): number => {
  const [, room = ''] = /^servicenow\/([^/]+)\//.exec(file) ?? []
  return ROOMS.indexOf(room)
}

test('local imports only types from lib', () => {
  const fromLib = imports.filter(({ from, isType }) => from.startsWith('../lib/') && !isType)
  expect(fromLib).toEqual([])
})

test('a room of the ServiceNow stand-in imports only from rooms below it', () => {
  const ranked = imports.map((entry) => ({ ...entry, ranks: [rankOf(entry.file), rankOf(entry.from)] as const }))
  const inRooms = ranked.filter(({ ranks: [own] }) => own >= 0)
  expect(inRooms.length).toBeGreaterThan(20)
  expect(inRooms.filter(({ ranks: [own, other] }) => other < 0 || other > own)).toEqual([])
})

test('no room of the ServiceNow stand-in is unknown to this test', () => {
  const rooms = new Set(globSync('servicenow/*/*.ts', { cwd: LOCAL }).map((file) => file.split('/')[1]))
  expect([...rooms].toSorted()).toEqual(ROOMS.toSorted())
})
