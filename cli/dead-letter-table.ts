// Dead letters as a table for people, the oldest first.
import type { Letter } from './dead-letter.ts'

const HEADINGS = ['when', 'kind', 'connector', 'code', 'attempts', 'message']

/** One line for each letter, and headings unless told otherwise. */
export function tableOf(letters: readonly Letter[], hasHeadings = true): string {
  const rows = letters.toSorted((one, other) => one.sentAtMs - other.sentAtMs).map(cellsOf)
  const all = hasHeadings ? [HEADINGS, ...rows] : rows
  const widths = HEADINGS.map((_, column) => Math.max(...all.map((cells) => cells[column]?.length ?? 0)))
  return all
    .map((cells) =>
      cells
        .map((cell, column) => cell.padEnd(widths[column] ?? 0))
        .join('  ')
        .trimEnd(),
    )
    .join('\n')
}

function cellsOf({ sentAtMs, kind, connectorId = '-', code = '-', attempts = '-', message }: Letter): string[] {
  return [new Date(sentAtMs).toISOString().replace(/\.\d+Z$/, 'Z'), kind, connectorId, code, attempts, message]
}
