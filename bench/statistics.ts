// Percentiles and medians of measured times, and how a cost grows.

/** @param share 0.5 for the median */
export function percentile(times: readonly number[], share: number): number {
  return times.toSorted((a, b) => a - b)[Math.floor(times.length * share)] ?? Number.NaN
}

export const median = (times: readonly number[]): number => percentile(times, 0.5)

/** To a hundredth: less is noise. */
export const round = (value: number): number => Math.round(value * 100) / 100

export type Point = { size: number; cost: number }

/**
 * The exponent with which a cost grows, apart from what the smallest size costs already: 1 is linear, 2 quadratic. It
 * is fitted (least squares of the logarithms) to the sizes from an eighth of the largest on.
 */
export function exponentOf(points: readonly Point[]): number {
  const sorted = points.toSorted((a, b) => a.size - b.size)
  const [first, last] = [sorted[0], sorted.at(-1)]
  if (first === undefined || last === undefined) return Number.NaN
  const grown = sorted.filter(({ size, cost }) => size > first.size && size >= last.size / 8 && cost > first.cost)
  const x = grown.map(({ size }) => Math.log(size - first.size))
  const y = grown.map(({ cost }) => Math.log(cost - first.cost))
  const [meanX, meanY] = [mean(x), mean(y)]
  const covariance = mean(x.map((value, at) => (value - meanX) * ((y[at] ?? Number.NaN) - meanY)))
  return covariance / mean(x.map((value) => (value - meanX) ** 2))
}

/** @returns NaN of nothing */
export const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length
