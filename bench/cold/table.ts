// The table of cold starts.
import { describeMachine, thisMachine } from '../report/machine.ts'

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

/** @param rows the first is the one to which the others are compared */
export function coldBlock(rows: readonly ColdRow[], runs: number): string {
  const emptyMs = rows[0]?.startMs ?? Number.NaN
  return [
    `Medians of ${runs}, ${describeMachine(thisMachine(new Date()))}.`,
    '',
    '| function | bundle | ZIP | start and import | of an empty handler | first answer | second answer |',
    '| --- | --- | --- | --- | --- | --- | --- |',
    ...rows.map((row) => `| ${cellsOf(row, emptyMs).join(' | ')} |`),
    '',
    ...Object.entries(GOALS).map(([name, most]) => goalOf(rows, name, most, emptyMs)),
  ].join('\n')
}

function cellsOf({ name, bytes, zipBytes, startMs, firstMs, secondMs }: ColdRow, emptyMs: number): string[] {
  const ratio = `${(startMs / emptyMs).toFixed(2)} ×`
  return [name, kB(bytes), kB(zipBytes), ms(startMs), ratio, ms(firstMs), ms(secondMs)]
}

function goalOf(rows: readonly ColdRow[], name: string, most: number, emptyMs: number): string {
  const row = rows.find((other) => other.name === name)
  const ratio = (row?.startMs ?? Number.NaN) / emptyMs
  const firstMs = row?.firstMs ?? Number.NaN
  const word = (isReached: boolean) => (isReached ? 'reached' : '**missed**')
  const start = `start and import ≤ ${most} ×: ${word(ratio <= most)}`
  return `- \`${name}\`: ${start}; first answer ≤ ${FIRST_MS} ms: ${word(firstMs <= FIRST_MS)}.`
}

const kB = (bytes: number | undefined) =>
  bytes === undefined ? '–' : `${(bytes / 1000).toFixed(bytes < 1000 ? 1 : 0)} kB`
const ms = (value: number | undefined) => (value === undefined ? '–' : `${value.toFixed(1)} ms`)
