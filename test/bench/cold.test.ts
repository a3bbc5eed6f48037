// What `npm run bench:cold -- --write` puts into docs/performance.md.
import { expect, test } from '@jest/globals'
import { readFileSync } from 'node:fs'
import { coldBlocks } from '../../bench/cold/table.ts'
import { withBlock } from '../../bench/report/document.ts'

const rowOf = (name: string, startMs: number, firstMs?: number) => ({
  name,
  bytes: 1_000,
  zipBytes: 500,
  startMs,
  firstMs,
  secondMs: firstMs,
})
const blocks = coldBlocks([rowOf('an empty handler', 40), rowOf('execute', 110, 39), rowOf('authorize', 80, 41)], 15)

test('the goals of cold starts are compared with the empty handler and with 40 ms', () => {
  const rows = [...String(blocks.get('cold-goals')).matchAll(/`(\w+)`, (?:start|first).* \| (.*) \| (.*) \| (.*) \|/g)]
  expect(rows.map(([, ...cells]) => cells)).toEqual([
    ['execute', '≤ 2.5 ×', '2.75 ×', '**missed**'],
    ['execute', '≤ 40 ms', '39.0 ms', 'reached'],
    ['authorize', '≤ 2 ×', '2.00 ×', 'reached'],
    ['authorize', '≤ 40 ms', '41.0 ms', '**missed**'],
  ])
})

test('docs/performance.md has a place for each block', () => {
  const document = readFileSync(new URL('../../docs/performance.md', import.meta.url), 'utf8')
  for (const [name, block] of blocks) expect(withBlock(document, name, block)).toContain(block)
})
