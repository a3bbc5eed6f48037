// The known attacks: each gets its documented answer, and nothing reaches ServiceNow that was not asked for.
import { afterAll, beforeAll, expect, test } from '@jest/globals'
import { eventNamed, withParams, type Event } from '../support/door.ts'
import { openAttacked, type Attacked } from './attack.ts'
import { CORPUS } from './corpus.ts'

let attacked: Attacked
let template: Event
beforeAll(async () => {
  attacked = await openAttacked()
  template = await eventNamed('create-incident')
})
afterAll(async () => {
  await attacked.close()
})

test.each(CORPUS.map((attack, n) => [...attack, n] as const))('%s', async (_, attack, status, code, n) => {
  const event = attack(withParams(template, { savedObjectId: `attack-${String(n)}` }))
  const { answer, code: got } = await attacked.send(event)
  expect([answer.statusCode, got]).toEqual([status, code])
})

test('no attack leaves a trace on the objects of the next request', async () => {
  const { answer } = await attacked.send(withParams(template, { savedObjectId: 'after-all' }))
  expect(answer.statusCode).toBe(200)
  expect(({} as { isAdmin?: unknown }).isAdmin).toBeUndefined()
})
