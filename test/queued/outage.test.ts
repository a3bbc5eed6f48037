// An outage of ServiceNow, waited out: nothing is lost, nothing is pushed twice. The wall clock runs thirty times
// faster here, because a write whose outcome is unknown counts as such for 75 s.
import { afterAll, beforeAll, expect, test } from '@jest/globals'
import { eventOf, startWorld, until, type World } from './world.ts'

const SPEED = 30
const CASES = 50

const realNow = Date.now
let world: World
beforeAll(async () => {
  const start = realNow()
  Date.now = () => start + (realNow() - start) * SPEED
  world = await startWorld({ visibilityMs: 300, concurrency: 25 })
})
afterAll(async () => {
  await world.close()
  Date.now = realNow
})

test('50 queued pushes through an outage end as one incident each, with nothing in the dead letters', async () => {
  world.servicenow.addFault({ times: 100_000, fault: { kind: 'status', status: 503 } })
  const events = await Promise.all(Array.from({ length: CASES }, (_, index) => eventOf(`case-${String(index)}`)))
  await world.put(...events.map(({ detail }) => detail))
  // First in, first out: so many failures are at least one of each.
  await until('every push has failed', () => world.putOff.length > CASES)
  expect(world.bus.events()).toEqual([])
  expect(world.servicenow.incidents()).toEqual([])
  world.servicenow.clearFaults()
  await until('every push has ended', () => world.bus.waiting() === 0)
  const cases = world.servicenow.incidents().map((incident) => incident['correlation_id'])
  expect(cases).toHaveLength(CASES)
  expect(new Set(cases).size).toBe(CASES)
  expect(world.bus.deadLetters()).toEqual([])
  expect(world.bus.events().filter((event) => event['detail-type'] === 'Incident Pushed')).toHaveLength(CASES)
})
