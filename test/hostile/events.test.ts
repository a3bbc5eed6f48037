// Hundreds of hostile requests: each gets an answer of the documented table, none an answer that is our fault, and
// nothing reaches ServiceNow that was not asked for. `npm run test:hostile` sends a hundred thousand.
import { afterAll, beforeAll, expect, test } from '@jest/globals'
import fc from 'fast-check'
import { eventNamed } from '../support/door.ts'
import { openAttacked, type Attacked } from './attack.ts'
import { hostileEvents } from './events.ts'

let attacked: Attacked
beforeAll(async () => {
  attacked = await openAttacked()
})
afterAll(async () => {
  await attacked.close()
})

test('every hostile request gets a documented answer', async () => {
  const codes = new Map<string, number>()
  const events = hostileEvents(await eventNamed('create-incident'), 300)
  await fc.assert(
    fc.asyncProperty(events, async (event) => {
      const { code } = await attacked.send(event)
      codes.set(code, (codes.get(code) ?? 0) + 1)
    }),
    { numRuns: 600 },
  )
  expect([...codes.keys()]).toEqual(expect.arrayContaining(['ok', 'invalid_request']))
})
