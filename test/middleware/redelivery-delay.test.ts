// How long a request waits that was put off: never less than it was told, little after a short outage, a quarter of an
// hour in a long one.
import { expect, test } from '@jest/globals'
import fc from 'fast-check'
import { MAX_DELAY_S, redeliveryDelayS } from '../../lib/middleware/redelivery-delay.ts'

const DAY_S = 24 * 3_600

const retryAfter = fc.option(fc.double({ min: 0, max: 100_000, noNaN: true }), { nil: undefined })
const receives = fc.integer({ min: 1, max: 5_000 })
const random = fc.double({ min: 0, max: 1, noNaN: true })

/** The waits of a request whose every delivery fails at once, until `totalS` are over. */
function waitsFor(totalS: number, drawn: number): number[] {
  const waits: number[] = []
  for (let elapsedS = 0; elapsedS < totalS; elapsedS += waits.at(-1) ?? 0)
    waits.push(redeliveryDelayS(5, waits.length + 1, drawn))
  return waits
}

test('the wait is whole seconds that SQS accepts, from 5 s to 15 min, whatever the error and the count', () => {
  fc.assert(
    fc.property(retryAfter, receives, random, (retryAfterS, count, drawn) => {
      const delayS = redeliveryDelayS(retryAfterS, count, drawn)
      expect(Number.isInteger(delayS)).toBe(true)
      expect(delayS).toBeGreaterThanOrEqual(5)
      expect(delayS).toBeLessThanOrEqual(900)
    }),
  )
})

test('no request comes back before the time that its error names, unless that is more than 15 min', () => {
  fc.assert(
    fc.property(retryAfter, receives, random, (retryAfterS = 0, count, drawn) => {
      const leastS = retryAfterS > MAX_DELAY_S ? MAX_DELAY_S * 0.8 : retryAfterS
      expect(redeliveryDelayS(retryAfterS, count, drawn)).toBeGreaterThanOrEqual(leastS)
    }),
  )
})

test.each([
  ['as long as it grows', 5, 1_000],
  ['asked to be longer than it may be', 3_600, 1],
  ['asked to be short', 30, 1],
])('requests come back spread over a quarter of their wait, also where it is %s', (_what, retryAfterS, count) => {
  const [first, last] = [0, 1].map((drawn) => redeliveryDelayS(retryAfterS, count, drawn))
  expect((last ?? 0) / (first ?? 0)).toBeCloseTo(1.25, 1)
})

test.each([
  [undefined, 1, 5],
  [5, 1, 5],
  [5, 2, 7],
  [75, 3, 75],
  [30, 9, 50],
  [3_600, 1, 720],
  [900, 1, 900],
  [5, 1_000, 720],
])('an error with Retry-After %s at delivery %d waits for %d s at least', (retryAfterS, count, delayS) => {
  expect(redeliveryDelayS(retryAfterS, count, 0)).toBe(delayS)
})

test('with every delivery the wait is as long or longer', () => {
  const waits = Array.from({ length: 100 }, (_, n) => redeliveryDelayS(undefined, n + 1, 0))
  expect(waits).toEqual(waits.toSorted((one, other) => one - other))
})

test('after an outage of a minute no request waits for longer than half a minute', () => {
  for (const drawn of [0, 0.5, 1]) expect(Math.max(...waitsFor(60, drawn))).toBeLessThanOrEqual(30)
})

test('an outage of hours costs a delivery in 15 min, and a day of it fewer than the queue allows', () => {
  const perDay = waitsFor(DAY_S, 1)
  const perHours = waitsFor(2 * 3_600, 1)
  expect(perDay.slice(perHours.length)).toEqual(perDay.slice(perHours.length).map(() => MAX_DELAY_S))
  expect(perDay.length).toBeLessThan(150) // maxReceiveCount is 1,000
})

test('requests that were put off together come back apart', () => {
  expect(redeliveryDelayS(60, 1, 0)).toBe(60)
  expect(redeliveryDelayS(60, 1, 1)).toBe(75)
})
