// The queue waits out an outage of ServiceNow: nothing is lost, nothing is pushed twice. The wall clock runs thirty
// times faster here, because the outcome of a write stays unknown for 75 s.
import { afterAll, expect, test } from '@jest/globals'
import { requestEvent } from '../support/events.ts'
import { startQueueHandler } from '../support/queue-handler.ts'
import { until } from '../support/until.ts'

const SPEED = 30
const CASES = 50

const realNow = Date.now
const start = realNow()
Date.now = () => start + (realNow() - start) * SPEED
const queue = await startQueueHandler({ visibilityMs: 180_000 / SPEED, concurrency: 25 })
afterAll(async () => {
  await queue.close()
  Date.now = realNow
})

test('50 queued pushes through an outage end as one incident each, with nothing in the dead letters', async () => {
  queue.servicenow.addFault({ times: 100_000, fault: { kind: 'status', status: 503 } })
  const events = Array.from({ length: CASES }, (_, n) => requestEvent(`case-${String(n)}`))
  await queue.put(...events.map(({ detail }) => detail))
  // First in, first out: so many failures are at least one of each.
  await until('every push has failed', () => queue.putOff.length > CASES)
  expect(queue.bus.events()).toEqual([])
  expect(queue.servicenow.incidents()).toEqual([])
  queue.servicenow.clearFaults()
  await until('every push has ended', () => queue.bus.waiting() === 0)
  const cases = queue.servicenow.incidents().map((incident) => incident['correlation_id'])
  expect(cases).toHaveLength(CASES)
  expect(new Set(cases).size).toBe(CASES)
  expect(queue.bus.deadLetters()).toEqual([])
  expect(queue.bus.events().filter((event) => event['detail-type'] === 'Incident Pushed')).toHaveLength(CASES)
})
