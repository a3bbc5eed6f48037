// Hundreds of generated hostile requests. `npm run test:hostile` sends a hundred thousand.
import { afterAll, expect, test } from '@jest/globals'
import fc from 'fast-check'
import { httpEvent } from '../support/events.ts'
import { startTarget } from './target.ts'
import { hostileEvents } from './events.ts'

const target = await startTarget()
afterAll(() => target.close())

test('every hostile request gets a documented answer, and ServiceNow nothing it did not ask for', async () => {
  const codes = new Map<string, number>()
  const events = hostileEvents(httpEvent('create-incident'), 300)
  await fc.assert(
    fc.asyncProperty(events, async (event) => {
      const { code } = await target.send(event)
      codes.set(code, (codes.get(code) ?? 0) + 1)
    }),
    { numRuns: 400 },
  )
  expect([...codes.keys()]).toEqual(expect.arrayContaining(['ok', 'invalid_request']))
})
