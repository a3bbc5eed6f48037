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
 * The order of sizes in a round: up in one, down in the next. So what pays for the garbage of the largest is a size
 * near it, never the smallest.
 */
export const inTurns = (sizes: readonly number[], round: number): readonly number[] =>
  round % 2 === 0 ? sizes : sizes.toReversed()

/**
 * The exponent with which a cost grows, apart from what the smallest size costs already: 1 is linear, 2 quadratic. It
 * is fitted (least squares of the logarithms) to the sizes from an eighth of the largest on. Noise is in proportion to
 * the cost, so a size counts by the share of its cost that is growth.
 */
export function exponentOf(points: readonly Point[]): number {
  const largest = Math.max(...points.map(({ size }) => size))
  const [smallest] = points.toSorted((a, b) => a.size - b.size)
  if (smallest === undefined) return Number.NaN
  const grown = points
    .filter(({ size, cost }) => size > smallest.size && size >= largest / 8 && cost > smallest.cost)
    .map(({ size, cost }) => ({
      x: Math.log(size - smallest.size),
      y: Math.log(cost - smallest.cost),
      weight: ((cost - smallest.cost) / cost) ** 2,
    }))
  type Grown = (typeof grown)[number]
  const meanOf = (value: (of: Grown) => number) =>
    mean(grown.map((of) => of.weight * value(of))) / mean(grown.map(({ weight }) => weight))
  const [meanX, meanY] = [meanOf(({ x }) => x), meanOf(({ y }) => y)]
  return meanOf(({ x, y }) => (x - meanX) * (y - meanY)) / meanOf(({ x }) => (x - meanX) ** 2)
}

/** @returns NaN of nothing */
export const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length
