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
 * The exponent with which a cost grows, apart from what the cheapest size costs already: 1 is linear, 2 quadratic. It
 * is fitted (least squares of the logarithms) to the sizes from an eighth of the largest on. The cheapest is not always
 * the smallest: that one is measured after the largest, and may pay for its garbage.
 */
export function exponentOf(points: readonly Point[]): number {
  const largest = Math.max(...points.map(({ size }) => size))
  const [cheapest] = points.toSorted((a, b) => a.cost - b.cost || a.size - b.size)
  if (cheapest === undefined) return Number.NaN
  const grown = points.filter(({ size, cost }) => size > cheapest.size && size >= largest / 8 && cost > cheapest.cost)
  const x = grown.map(({ size }) => Math.log(size - cheapest.size))
  const y = grown.map(({ cost }) => Math.log(cost - cheapest.cost))
  const [meanX, meanY] = [mean(x), mean(y)]
  const covariance = mean(x.map((value, at) => (value - meanX) * ((y[at] ?? Number.NaN) - meanY)))
  return covariance / mean(x.map((value) => (value - meanX) ** 2))
}

/** @returns NaN of nothing */
export const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length
