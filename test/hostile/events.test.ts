// Hundreds of generated hostile requests. `npm run test:hostile` sends a hundred thousand.
import { afterAll, beforeAll, expect, test } from '@jest/globals'
import fc from 'fast-check'
import { httpEvent } from '../support/events.ts'
import { startTarget, type Target } from './target.ts'
import { hostileEvents } from './events.ts'

let target: Target
beforeAll(async () => {
  target = await startTarget()
})
afterAll(async () => {
  await target.close()
})

test('every hostile request gets a documented answer that is not our fault, and ServiceNow only what it asked for', async () => {
  const codes = new Map<string, number>()
  const events = hostileEvents(httpEvent('create-incident'), 300)
  await fc.assert(
    fc.asyncProperty(events, async (event) => {
      const { code } = await target.send(event)
      codes.set(code, (codes.get(code) ?? 0) + 1)
    }),
    { numRuns: 600 },
  )
  expect([...codes.keys()]).toEqual(expect.arrayContaining(['ok', 'invalid_request']))
})
