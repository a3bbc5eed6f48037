// docs/performance.md and its pictures show what bench/results.json holds.
import { expect, test } from '@jest/globals'
import { readdirSync, readFileSync } from 'node:fs'
import { goalsOf } from '../../bench/report/goals.ts'
import { parseResults, type Results } from '../../bench/report/results.ts'
import { blocksOf } from '../../bench/report/tables.ts'

// Observable Plot draws half a pixel aside where it finds the `it` of a test.
Reflect.deleteProperty(globalThis, 'it')
const { withBlocks } = await import('../../bench/report/document.ts')
const { picturesOf } = await import('../../bench/report/pictures.ts')

const textOf = (path: string) => readFileSync(new URL(`../../${path}`, import.meta.url), 'utf8')

const results = parseResults(textOf('bench/results.json'))
const pictures = picturesOf(results)

test('the tables of docs/performance.md are those of bench/results.json: npm run bench:draw', () => {
  expect(withBlocks(textOf('docs/performance.md'), results)).toBe(textOf('docs/performance.md'))
})

test('docs/performance.md names the machine', () => {
  const { processor, node } = results.machine
  expect(textOf('docs/performance.md')).toContain(`Machine: ${processor}`)
  expect(textOf('docs/performance.md')).toContain(`Node ${node}`)
})

test('a table without its place in the document is an error', () => {
  expect(() => withBlocks('# Performance\n', results)).toThrow('has no place for machine')
})

test('the stored results are those of a whole run', () => {
  expect(results.pushes.filter(({ by }) => by === 'reference')).toHaveLength(3 * 5 * 2)
  expect(results.overhead.pushes).toBe(1_000)
  expect(results.memory.at(-1)?.pushes).toBe(10_000)
})

test.each([...pictures])('%s is drawn from bench/results.json, says what it shows, and is shown', (name, svg) => {
  expect(textOf(`docs/pictures/${name}`) === svg).toBe(true) // if not: npm run bench:draw
  expect(svg).toMatch(/<title id="title">[^<]{10,}<\/title><desc id="description">[^<]{10,}<\/desc>/)
  expect(svg).toContain('fill="white"')
  expect(textOf('docs/performance.md')).toContain(`](pictures/${name})`)
})

test('there is no picture but those that are drawn', () => {
  // npm run docs:dashboard, npm run docs:demo, and a screenshot
  const others = ['dashboard.svg', 'demo.svg', 'page.png']
  const shown = readdirSync(new URL('../../docs/pictures/', import.meta.url))
  expect(shown.sort()).toEqual([...pictures.keys(), ...others].sort())
})

test('a goal that is missed is called missed', () => {
  const slow: Results = { ...results, overhead: { ...results.overhead, own: { p50: 4.01, p95: 9, p99: 15, max: 20 } } }
  const own = goalsOf(slow).filter(({ name }) => name.startsWith('own overhead'))
  expect(own.map(({ reached, isReached }) => [reached, isReached])).toEqual([
    ['4.01 ms', false],
    ['15.00 ms', true],
  ])
  expect(blocksOf(slow).get('goals')).toContain('| 4.01 ms | **missed** |')
})

test('an explanation is no goal', () => {
  const slow = { ...results.overhead, ownWithoutDynamoDB: { p50: 40, p95: 90, p99: 150, max: 200 } }
  const block = blocksOf({ ...results, overhead: slow }).get('goals')
  expect(block).toMatch(/^\| \*explanation\*: .* \| – \| 40\.00 ms \| no goal \|$/m)
})

test('what lies beyond the edge of the picture of the overhead is counted there, and the table has the longest', () => {
  const ownSamplesMs = [-1, 2, 3, 4, 7, 9]
  const overhead = { ...results.overhead, pushes: 6, own: { p50: 3, p95: 4, p99: 4, max: 9 }, ownSamplesMs }
  expect(picturesOf({ ...results, overhead }).get('own-overhead.svg')).toContain('2 of 6 lie beyond, up to 9.0 ms →')
  expect(blocksOf({ ...results, overhead }).get('overhead')).toContain('the create | 3.00 | 4.00 | 4.00 | 9.00 |')
})

test('the table of memory shows the rise while the process warms up', () => {
  const pushesOf = (block: string | undefined) =>
    [...String(block).matchAll(/^\| ([\d,]+) /gm)].map(([, count]) => count)
  expect(pushesOf(blocksOf(results).get('memory'))).toEqual([
    '200',
    '1,000',
    '2,000',
    '4,000',
    '6,000',
    '8,000',
    '10,000',
  ])
})

test('memory that shrinks or grows by more than a tenth from a fifth of the pushes on is missed', () => {
  const reachedWith = (residentMb: number) => {
    const memory = [100, 200, 1_000].map((pushes) => ({
      pushes,
      residentMb: pushes < 1_000 ? 100 : residentMb,
      heapMb: 1,
    }))
    return goalsOf({ machine: results.machine, memory }).map(({ isReached }) => isReached)
  }
  expect([89, 91, 109, 111].map(reachedWith)).toEqual([[false], [true], [true], [false]])
})
