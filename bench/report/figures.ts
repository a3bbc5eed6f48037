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

/** The sample after a fifth of the pushes: by then the process has grown to its working size. */
export const warmedUp = (samples: readonly MemorySample[]): MemorySample | undefined =>
  samples.find(({ pushes }) => pushes * 5 >= Number(samples.at(-1)?.pushes))

/** How much the resident memory changes from an earlier sample to the last: 1 is not at all. */
export function memoryRatio(samples: readonly MemorySample[], from = warmedUp(samples)): number {
  return Number(samples.at(-1)?.residentMb) / Number(from?.residentMb)
}

/** The samples in a range of a picture, and how many lie beyond it. */
export function within(samplesMs: readonly number[], mostMs: number): { shown: number[]; beyond: number } {
  const shown = samplesMs.filter((ms) => ms <= mostMs)
  return { shown, beyond: samplesMs.length - shown.length }
}

/** The greatest exponent of the project's own curves. */
export function steepest(curves: readonly Curve[]): number {
  return Math.max(...curves.filter(({ name }) => name !== 'reference').map(({ exponent }) => exponent ?? 0))
}
