// The figures that the benchmark derives.
import { expect, test } from '@jest/globals'
import { exponentOf, percentile } from '../../bench/statistics.ts'

const SIZES = [1, 12, 25, 50, 100, 200, 400]
const grownBy = (cost: (size: number) => number) => exponentOf(SIZES.map((size) => ({ size, cost: cost(size) })))

test('a cost that grows in proportion has exponent 1, a square exponent 2, whatever every push costs besides', () => {
  expect(grownBy((size) => 5 + 0.3 * (size - 1))).toBeCloseTo(1)
  expect(grownBy((size) => 5 + 0.3 * (size - 1) ** 2)).toBeCloseTo(2)
  expect(grownBy((size) => 5 + size * Math.log(size))).toBeGreaterThan(1.1)
})

test('a smallest size that pays for the garbage of the largest before it makes no growth steeper', () => {
  expect(grownBy((size) => (size === 1 ? 33 : 5 + 0.3 * (size - 12)))).toBeCloseTo(1)
})

test('of costs that do not grow there is no exponent', () => {
  expect(grownBy(() => 5)).toBeNaN()
  expect(exponentOf([])).toBeNaN()
})

test('the median of an odd number of times is the middle one', () => {
  expect(percentile([3, 1, 2], 0.5)).toBe(2)
  expect(percentile([], 0.5)).toBeNaN()
})
