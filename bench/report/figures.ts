// The figures that a reader compares, taken from the results.
import type { By, Curve, MemorySample, Operation, PushCell } from './results.ts'

export type CellKey = { operation: Operation; comments: number; latencyMs: number; by: By }

export function cellOf(cells: readonly PushCell[], key: CellKey): PushCell | undefined {
  return cells.find(
    ({ operation, comments, latencyMs, by }) =>
      operation === key.operation && comments === key.comments && latencyMs === key.latencyMs && by === key.by,
  )
}

/** How many times as long as this the reference takes. */
export function speedup(cells: readonly PushCell[], key: CellKey): number {
  const referenceMs = cellOf(cells, { ...key, by: 'reference' })?.medianMs ?? Number.NaN
  return referenceMs / (cellOf(cells, key)?.medianMs ?? Number.NaN)
}

/** The distinct values, from the smallest on. */
export const distinct = (values: readonly number[]): number[] => [...new Set(values)].sort((a, b) => a - b)

/** How much the resident memory changes from a fifth of the pushes to the last: 1 is not at all. */
export function memoryRatio(samples: readonly MemorySample[]): number {
  const last = samples.at(-1)
  const early = samples.find(({ pushes }) => pushes * 5 >= Number(last?.pushes))
  return Number(last?.residentMb) / Number(early?.residentMb)
}

/** The greatest exponent of the project's own curves. */
export function steepest(curves: readonly Curve[]): number {
  return Math.max(...curves.filter(({ name }) => name !== 'reference').map(({ exponent }) => exponent ?? 0))
}
