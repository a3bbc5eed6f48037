// How the time of a push is divided.
import { expect, test } from '@jest/globals'
import { deadlineOf, lookBudget, writeBudget } from '../../lib/push/budgets.ts'
import { NOW_MS, planOf, pushOf } from './given.ts'

const push = pushOf(planOf(), { deadlineMs: NOW_MS })

test('a push ends one second before its process, so that its release still fits', () => {
  expect(deadlineOf(29_000, { now: () => NOW_MS })).toBe(NOW_MS + 28_000)
})

test('a write begins with 5 s left or more, and leaves 4 s for a look and the release', () => {
  expect(writeBudget(push)).toEqual({ startByMs: NOW_MS - 5_000, untilMs: NOW_MS - 4_000, limitMs: 20_000 })
})

test('a look begins with 1.5 s left or more, leaves 1 s for the release, and takes all the time there is', () => {
  expect(lookBudget(push)).toEqual({ startByMs: NOW_MS - 1_500, untilMs: NOW_MS - 1_000, limitMs: Infinity })
})
