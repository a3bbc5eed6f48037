// DynamoDB failing around a push: nothing is written without the lease, and a lost release costs a look, not a double.
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from '@jest/globals'
import { startDynamoDB } from '../../local/dynamodb.ts'
import { startServiceNow, type ServiceNow } from '../../local/servicenow/server.ts'
import { startProxy, type DynamoDBProxy } from '../support/dynamodb-proxy.ts'
import { caseOf, journalTexts, ledgerAt, push, pushUntilDone, type Caller } from './harness.ts'

let dynamoDB: Awaited<ReturnType<typeof startDynamoDB>>
let proxy: DynamoDBProxy
let servicenow: ServiceNow
let caller: Caller

beforeAll(async () => {
  dynamoDB = await startDynamoDB()
})
afterAll(async () => {
  await dynamoDB.close()
})
beforeEach(async () => {
  proxy = await startProxy(dynamoDB.url)
  servicenow = await startServiceNow()
  caller = { servicenow, ledger: ledgerAt(proxy.url), ahead: 0 }
})
afterEach(async () => {
  await proxy.close()
  await servicenow.close()
})

const two: [string, string][] = [
  ['c1', 'first'],
  ['c2', 'second'],
]

const expectOnce = () => {
  expect(servicenow.incidents()).toHaveLength(1)
  expect(journalTexts(servicenow)).toEqual(['first', 'second'])
}

test('a push calls DynamoDB twice, and once more for the claim to a new incident', async () => {
  await push(caller, caseOf('two-calls', two.slice(0, 1)))
  expect(proxy.calls()).toBe(3)
  await push(caller, caseOf('two-calls', two))
  expect(proxy.calls()).toBe(5)
})

test('a throttled call of DynamoDB is repeated', async () => {
  proxy.next(['throttle', undefined, 'throttle', undefined, 'throttle'])
  await push(caller, caseOf('throttled', two))
  expect(proxy.calls()).toBe(6)
  expectOnce()
})

test('an acquire whose answer is lost meets its own lease when it is repeated', async () => {
  proxy.next(['lose-answer'])
  await push(caller, caseOf('acquire-lost', two))
  expectOnce()
  // Nothing of it is left: the same push again costs ServiceNow no call.
  servicenow.clearRequests()
  await push(caller, caseOf('acquire-lost', two))
  expect(servicenow.requests()).toEqual([])
})

test('a release whose answer is lost changes nothing', async () => {
  proxy.next([undefined, undefined, 'lose-answer'])
  const first = await push(caller, caseOf('release-lost', two))
  servicenow.clearRequests()
  expect(await push(caller, caseOf('release-lost', two))).toEqual(first)
  expect(servicenow.requests()).toEqual([])
})

test('with DynamoDB out of reach nothing is written and the answer says retry', async () => {
  proxy.always('lose-request')
  await expect(push(caller, caseOf('unreachable', two))).rejects.toMatchObject({
    code: 'push_incomplete',
    status: 503,
    retryable: true,
    retryAfterS: 2,
  })
  expect(servicenow.requests()).toEqual([])
  proxy.always(undefined)
  await pushUntilDone(caller, caseOf('unreachable', two))
  expectOnce()
})

test('an acquire that was done but never answered holds the case until its lease is over, no longer', async () => {
  proxy.next(['lose-answer', 'lose-request', 'lose-request'])
  await expect(push(caller, caseOf('acquire-given-up', two))).rejects.toMatchObject({ code: 'push_incomplete' })
  expect(servicenow.requests()).toEqual([])
  const { refusals } = await pushUntilDone(caller, caseOf('acquire-given-up', two))
  expect(refusals.map(({ code }) => code)).toEqual(['push_in_progress', 'outcome_unknown'])
  expectOnce()
})

test('a release that never arrives is repaired by the next push, which looks and writes nothing twice', async () => {
  proxy.next([undefined, undefined, 'lose-request', 'lose-request', 'lose-request'])
  const first = await push(caller, caseOf('release-unreachable', two))
  const { result, refusals } = await pushUntilDone(caller, caseOf('release-unreachable', two))
  expect(refusals.map(({ code }) => code)).toEqual(['push_in_progress'])
  expect(result).toMatchObject({ id: first.id, comments: first.comments })
  expectOnce()
})

test('copies of an acquire and its release that arrive late roll nothing back', async () => {
  await push(caller, caseOf('late-copies', two.slice(0, 1)))
  await push(caller, caseOf('late-copies', two))
  // The copy of the acquire may pass, the one of the release must not.
  expect([await proxy.replay(0), await proxy.replay(2)]).toEqual([200, 400])
  await pushUntilDone(caller, caseOf('late-copies', two))
  expectOnce()
})

test('a table that does not exist is for the operator to fix', async () => {
  const elsewhere = await startDynamoDB({ table: 'another' })
  try {
    await expect(push({ ...caller, ledger: ledgerAt(elsewhere.url) }, caseOf('no-table', two))).rejects.toMatchObject({
      code: 'misconfigured',
      reason: 'ledger',
    })
    expect(servicenow.requests()).toEqual([])
  } finally {
    await elsewhere.close()
  }
})
