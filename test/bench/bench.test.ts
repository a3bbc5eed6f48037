// `npm run bench` as a command. What it measures here means nothing: only that it measures is tested.
import { expect, test } from '@jest/globals'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { cellOf } from '../../bench/report/figures.ts'
import { parseResults } from '../../bench/report/results.ts'
import { COMPILE_CACHE } from '../support/compile-cache.ts'

const bench = (...args: string[]) => run('bench.ts', ...args)

const pointerTo = (script: string) => `\`npm run ${script} -- --help\` shows the usage.\n`

async function run(name: string, ...args: string[]): Promise<{ code: number | null; out: string; err: string }> {
  const file = fileURLToPath(new URL(`../../bench/${name}`, import.meta.url))
  const child = spawn(process.execPath, [file, ...args], {
    env: { PATH: process.env['PATH'], ...COMPILE_CACHE },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const [out, err, [code]] = await Promise.all([
    child.stdout.setEncoding('utf8').toArray(),
    child.stderr.setEncoding('utf8').toArray(),
    once(child, 'exit') as Promise<[number | null]>,
  ])
  return { code, out: out.join(''), err: err.join('') }
}

test('a quick run measures every part, prints its tables and stores its results where it is told to', async () => {
  const directory = await mkdtemp(join(tmpdir(), 'case-push-bench-test-'))
  try {
    const file = join(directory, 'results.json')
    const { code, out, err } = await bench('--quick', '--out', file)
    expect({ code, errors: err.match(/error.*/gi) }).toEqual({ code: 0, errors: null })
    const { pushes, overhead, throughput, memory, growth } = parseResults(await readFile(file, 'utf8'))
    const callsOf = (by: 'separate' | 'merged' | 'reference', operation: 'create' | 'update' | 're-push') =>
      cellOf(pushes, { operation, comments: 10, latencyMs: 100, by })?.calls
    expect([callsOf('separate', 'create'), callsOf('merged', 'create'), callsOf('reference', 'create')]).toEqual([
      10, 1, 22,
    ])
    expect([callsOf('separate', 'update'), callsOf('merged', 'update'), callsOf('reference', 'update')]).toEqual([
      10, 1, 22,
    ])
    expect([callsOf('separate', 're-push'), callsOf('merged', 're-push'), callsOf('reference', 're-push')]).toEqual([
      0, 0, 22,
    ])
    expect(overhead.ownSamplesMs).toHaveLength(overhead.pushes)
    expect(throughput.map(({ callers, latencyMs }) => [callers, latencyMs])).toEqual([
      [8, 0],
      [50, 0],
      [8, 100],
      [50, 100],
    ])
    expect(memory.at(-1)?.pushes).toBe(50)
    expect(new Set(growth.map(({ by }) => by))).toEqual(new Set(['comments', 'body, KB']))
    expect(out).toContain('| create | 10 | 10 / 1 / 22 |')
    expect([overhead.own, overhead.push].map(({ p99, max }) => max >= p99)).toEqual([true, true])
    expect(out).not.toMatch(/reached|missed/)
    expect(out).toContain('A smoke run: its figures mean nothing')
    expect(out).toContain(`Written: ${file} alone.`)
  } finally {
    await rm(directory, { recursive: true })
  }
})

test.each([
  ['bench.ts', 'bench'],
  ['report/document.ts', 'bench:draw'],
  ['authorizer.ts', 'bench:authorizer'],
  ['cold.ts', 'bench:cold'],
  ['drain.ts', 'bench:drain'],
])('--help of %s explains it and does nothing else, and an unknown option is an error', async (name, script) => {
  const help = await run(name, '--help')
  expect([help.code, help.err]).toEqual([0, ''])
  expect(help.out.startsWith(`Usage: npm run ${script} `)).toBe(true)
  const unknown = await run(name, '--fast')
  expect([unknown.code, unknown.out]).toEqual([1, ''])
  expect(unknown.err).toBe(`Unknown option '--fast'\n${pointerTo(script)}`)
})

test('--help explains the options', async () => {
  const { code, out } = await bench('--help')
  expect(code).toBe(0)
  expect(out).toMatch(/^Usage: npm run bench[^]*--only PART[^]*--quick[^]*--out FILE[^]*Example: /)
})

test.each([
  ['bench.ts', 'bench', ['--only', 'speed'], /^--only must be one of pushes, .*, not speed$/],
  ['bench.ts', 'bench', ['quick'], /'quick'/],
  ['cold.ts', 'bench:cold', ['--runs', '2'], /^--runs must be a whole number, at least 3, not 2$/],
  ['drain.ts', 'bench:drain', ['--outage', 'abc'], /^--outage must be a whole number, at least 1, not abc$/],
  ['drain.ts', 'bench:drain', ['--events', '0'], /^--events must be a whole number, at least 1, not 0$/],
  ['drain.ts', 'bench:drain', ['--fault', 'fire'], /^--fault must be one of unavailable, .*, not fire$/],
])('%s (%s) %j names the option that is wrong, and where the usage is', async (name, script, args, message) => {
  const { code, out, err } = await run(name, ...args)
  expect([code, out]).toEqual([1, ''])
  expect(err.slice(err.indexOf('\n') + 1)).toBe(pointerTo(script))
  expect(err.split('\n')[0]).toMatch(message)
})
