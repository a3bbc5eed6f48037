// docs/operations.md lists the metrics that the code has, each with its unit.
import { readFile } from 'node:fs/promises'
import { expect, test } from '@jest/globals'
import { UNITS } from '../../lib/telemetry/metrics.ts'

test('docs/operations.md lists every metric of the code with its unit, and no other', async () => {
  const document = await readFile(new URL('../../docs/operations.md', import.meta.url), 'utf8')
  const [section = ''] = /^## Metrics\n[^]*?(?=^## )/m.exec(document) ?? []
  const rows = section.split('\n').filter((line) => line.startsWith('| `'))
  const listed = rows.flatMap((row) => {
    const [, names = '', unit = ''] = row.split('|').map((cell) => cell.trim())
    return [...names.matchAll(/`(\w+)`/g)].map(([, name]) => [name, unit])
  })
  expect(Object.fromEntries(listed)).toEqual(UNITS)
  expect(listed).toHaveLength(Object.keys(UNITS).length)
})
