// Pushes of one case at the same time, from anywhere: one incident, every comment once.
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from '@jest/globals'
import { setTimeout as sleep } from 'node:timers/promises'
import { PushError } from '../../lib/errors.ts'
import type { PushResult } from '../../lib/push/push-result.ts'
import { startDynamoDB } from '../../local/dynamodb.ts'
import { startServiceNow, type ServiceNow } from '../../local/servicenow/server.ts'
import { caseOf, journalTexts, ledgerAt, push, type Caller, type Params } from './harness.ts'

let dynamoDB: Awaited<ReturnType<typeof startDynamoDB>>
let servicenow: ServiceNow
beforeAll(async () => {
  dynamoDB = await startDynamoDB()
})
afterAll(async () => {
  await dynamoDB.close()
})
beforeEach(async () => {
  servicenow = await startServiceNow()
})
afterEach(async () => {
  await servicenow.close()
})

const callerAhead = (ahead: number): Caller => ({ servicenow, ledger: ledgerAt(dynamoDB.url), ahead })

/** Asks again, at random moments so that callers do not ask in step, until it is this caller's turn. */
async function pushInTurn(caller: Caller, params: Params): Promise<PushResult> {
  for (;;) {
    try {
      return await push(caller, params)
    } catch (error) {
      if (!(error instanceof PushError) || !error.retryable) throw error
      await sleep(100 + Math.random() * 700)
    }
  }
}

test('of simultaneous pushes one runs, and the others get a Retry-After', async () => {
  servicenow.addFault({ on: { method: 'POST' }, fault: { kind: 'slow', delayMs: 300 } })
  const callers = Array.from({ length: 5 }, () => callerAhead(0))
  const outcomes = await Promise.allSettled(callers.map((caller) => push(caller, caseOf('losers', [['c1', 'one']]))))
  expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(1)
  for (const outcome of outcomes) {
    if (outcome.status === 'rejected')
      expect(outcome.reason).toMatchObject({ code: 'push_in_progress', status: 409, retryable: true, retryAfterS: 33 })
  }
})

test('50 identical pushes at once end in one incident and one answer', async () => {
  const params = caseOf('fifty', [
    ['c1', 'one'],
    ['c2', 'two'],
    ['c3', 'two'],
  ])
  const results = await Promise.all(Array.from({ length: 50 }, () => pushInTurn(callerAhead(0), params)))
  expect(new Set(results.map((result) => JSON.stringify(result))).size).toBe(1)
  expect(servicenow.incidents()).toHaveLength(1)
  expect(journalTexts(servicenow)).toEqual(['one', 'two', 'two'])
  expect(servicenow.requests().filter(({ method }) => method !== 'GET')).toHaveLength(3)
})

test('20 different pushes of one case at once end in one incident with every comment once', async () => {
  const paramsOf = (n: number) =>
    caseOf('twenty', [[`c${String(n)}`, `note ${String(n)}`]], {
      title: `Title ${String(n)}`,
      updatedAt: new Date(Date.UTC(2026, 3, 1, 0, 0, n)).toISOString(),
    })
  await Promise.all(Array.from({ length: 20 }, (_, n) => pushInTurn(callerAhead(0), paramsOf(n))))
  expect(servicenow.incidents()).toHaveLength(1)
  expect(journalTexts(servicenow).sort()).toEqual(Array.from({ length: 20 }, (_, n) => `note ${String(n)}`).sort())
  expect(servicenow.incidents()[0]).toMatchObject({ short_description: 'Title 19' })
})

test.concurrent.each([
  [4_000, -4_000],
  [-4_000, 4_000],
])('clocks of two processes %i and %i ms apart write nothing twice', async (one, two) => {
  const own = await startServiceNow()
  own.addFault({ on: { method: 'POST' }, fault: { kind: 'hang', commit: true } })
  const params = caseOf(`skew${String(one)}`, [
    ['c1', 'one'],
    ['c2', 'two'],
  ])
  const callers = [one, two, one, two].map((ahead) => ({ ...callerAhead(ahead), servicenow: own, remaining: 6_500 }))
  await Promise.all(callers.map((caller) => pushInTurn(caller, params)))
  expect(own.incidents()).toHaveLength(1)
  expect(journalTexts(own)).toEqual(['one', 'two'])
  await own.close()
})
