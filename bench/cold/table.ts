// The table of cold starts, and their goals.
import type { Goal } from '../report/goals.ts'
import { describeMachine, thisMachine } from '../report/machine.ts'
import { goalsTable, table } from '../report/table.ts'

/** Processor times are medians, ms; a handler that is only loaded answers nothing. */
export type ColdRow = {
  name: string
  bytes: number
  zipBytes: number | undefined
  startMs: number
  firstMs: number | undefined
  secondMs: number | undefined
}

const GOALS: Record<string, number> = { execute: 2.5, authorize: 2 }
const FIRST_MS = 40

/**
 * What stands in docs/performance.md, by the name of its place: the goals, and the table.
 * @param rows the first is the one to which the others are compared
 */
export function coldBlocks(rows: readonly ColdRow[], runs: number): Map<string, string> {
  const emptyMs = rows[0]?.startMs ?? Number.NaN
  const cold = [
    `Medians of ${runs}, ${describeMachine(thisMachine(new Date()))}.`,
    '',
    table(
      ['function', 'bundle', 'ZIP', 'start and import', 'of an empty handler', 'first answer', 'second answer'],
      rows.map((row) => cellsOf(row, emptyMs)),
    ),
  ].join('\n')
  return new Map([
    ['cold', cold],
    ['cold-goals', goalsTable(goalsOf(rows, emptyMs))],
  ])
}

function cellsOf({ name, bytes, zipBytes, startMs, firstMs, secondMs }: ColdRow, emptyMs: number): string[] {
  const ratio = `${(startMs / emptyMs).toFixed(2)} ×`
  return [name, kB(bytes), kB(zipBytes), ms(startMs), ratio, ms(firstMs), ms(secondMs)]
}

function goalsOf(rows: readonly ColdRow[], emptyMs: number): Goal[] {
  return Object.entries(GOALS).flatMap(([name, most]) => {
    const row = rows.find((other) => other.name === name)
    const [ratio, firstMs] = [(row?.startMs ?? Number.NaN) / emptyMs, row?.firstMs ?? Number.NaN]
    return [
      {
        name: `cold start of \`${name}\`, start and import, against an empty handler`,
        goal: `≤ ${most} ×`,
        reached: `${ratio.toFixed(2)} ×`,
        isReached: ratio <= most,
      },
      {
        name: `cold start of \`${name}\`, first answer`,
        goal: `≤ ${FIRST_MS} ms`,
        reached: ms(firstMs),
        isReached: firstMs <= FIRST_MS,
      },
    ]
  })
}

const kB = (bytes: number | undefined) =>
  bytes === undefined ? '–' : `${(bytes / 1000).toFixed(bytes < 1000 ? 1 : 0)} kB`
const ms = (value: number | undefined) => (value === undefined ? '–' : `${value.toFixed(1)} ms`)
