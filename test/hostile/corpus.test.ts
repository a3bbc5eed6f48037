// The known attacks: each gets its documented answer, and nothing reaches ServiceNow that the caller did not ask for.
import { afterAll, expect, test } from '@jest/globals'
import { httpEvent, withParams } from '../support/events.ts'
import { startTarget } from './target.ts'
import { CORPUS } from './corpus.ts'

const ATTACKS = CORPUS.map(([name, attack, status, code], n) => [name, status, code, attack, n] as const)

const target = await startTarget()
const template = httpEvent('create-incident')
afterAll(() => target.close())

test.each(ATTACKS)('%s is answered with %i %s', async (_, status, code, attack, n) => {
  const event = attack(withParams(template, { savedObjectId: `attack-${String(n)}` }))
  const { answer, code: got } = await target.send(event)
  expect([answer.statusCode, got]).toEqual([status, code])
})

test('no attack leaves a trace on the objects of the next request', async () => {
  const { answer } = await target.send(withParams(template, { savedObjectId: 'after-all' }))
  expect(answer.statusCode).toBe(200)
  expect(({} as { isAdmin?: unknown }).isAdmin).toBeUndefined()
})
