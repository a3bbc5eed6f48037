// Merged comments: all that are pushed at once stand in one entry of the journal, and each is known by itself.
import { afterAll, afterEach, beforeAll, expect, test } from '@jest/globals'
import { newHealth } from '../../lib/push/health.ts'
import { SEPARATOR } from '../../lib/push/merged-text.ts'
import { startDynamoDB } from '../../local/dynamodb.ts'
import { startServiceNow, type FaultRequest, type ServiceNow } from '../../local/servicenow/server.ts'
import { writeAsAnalyst } from '../support/analyst.ts'
import { caseOf, ledgerAt, push, pushUntilDone, type Caller } from './harness.ts'

let dynamoDB: Awaited<ReturnType<typeof startDynamoDB>>
let servicenow: ServiceNow
beforeAll(async () => {
  dynamoDB = await startDynamoDB()
  servicenow = await startServiceNow()
})
afterEach(() => {
  servicenow.clear()
  servicenow.clearFaults()
  servicenow.clearRequests()
  servicenow.setProperties({ journalReadable: 'yes' })
})
afterAll(async () => {
  await servicenow.close()
  await dynamoDB.close()
})

const merged = (more: Partial<Caller> = {}): Caller => ({
  servicenow,
  ledger: ledgerAt(dynamoDB.url),
  ahead: 0,
  rules: { comments: 'merged' },
  ...more,
})
const THREE: [string, string][] = [
  ['c1', 'first'],
  ['c2', 'ok'],
  ['c3', 'ok'],
]
const entries = () =>
  (servicenow.incidents()[0]?.journal ?? []).map(({ value }) => value.replace(/ \(added at [^)]*\)/g, ''))
const joined = (...texts: string[]) => texts.join(`\n\n${SEPARATOR}\n\n`)
const writes = () => servicenow.requests().filter(({ method }) => method !== 'GET').length
const fiftyOf = (id: string) =>
  caseOf(
    id,
    Array.from({ length: 50 }, (_, at) => [`c${String(at)}`, `comment ${String(at)}`]),
  )

test('a case with 50 comments takes one call merged, and 50 calls one by one', async () => {
  const { comments = [] } = await push(merged({ ledger: ledgerAt(dynamoDB.url) }), fiftyOf('merged-50'))
  expect([servicenow.requests().length, comments.length]).toEqual([1, 50])
  servicenow.clearRequests()
  await push(merged({ rules: {} }), fiftyOf('separate-50'))
  expect(servicenow.requests()).toHaveLength(50)
})

test('the comments stand in their order, and each in the answer', async () => {
  const { comments = [] } = await push(merged(), caseOf('order', THREE))
  expect(entries()).toEqual([joined('first', 'ok', 'ok')])
  expect(comments.map(({ commentId }) => commentId)).toEqual(['c1', 'c2', 'c3'])
})

test('a comment that is written is written once, whatever comes along with it', async () => {
  await push(merged(), caseOf('once', THREE))
  await push(merged(), caseOf('once', [...THREE, ['c4', 'fourth'], ['c5', 'fifth']]))
  await push(merged(), caseOf('once', [['c4', 'fourth'], ...THREE]))
  expect(entries()).toEqual([joined('first', 'ok', 'ok'), joined('fourth', 'fifth')])
  expect(writes()).toBe(2)
})

test('a comment that holds the separator has an entry of its own, and is found again', async () => {
  const comments: [string, string][] = [
    ['c1', 'one'],
    ['c2', `above\n\n${SEPARATOR}\n\nbelow`],
    ['c3', 'three'],
  ]
  servicenow.addFault({ on: { method: 'PATCH' }, times: 2, fault: { kind: 'reset', commit: true } })
  await pushUntilDone(merged(), caseOf('separator', comments))
  expect(entries()).toEqual(comments.map(([, text]) => text))
})

const LOST: [string, FaultRequest][] = [
  ['the create', { on: { method: 'POST' }, fault: { kind: 'reset', commit: true } }],
  ['the update', { on: { method: 'PATCH' }, fault: { kind: 'reset', commit: true } }],
  ['an update that ended', { on: { method: 'PATCH' }, fault: { kind: 'status', status: 500, commit: true } }],
  [
    'an update that is committed late',
    { on: { method: 'PATCH' }, fault: { kind: 'late-commit', delayMs: 300, answer: 'reset' } },
  ],
  ['an update that was not done', { on: { method: 'PATCH' }, fault: { kind: 'reset' } }],
]
const READABLE = ['yes', 'forbidden'] as const

test.each(LOST.flatMap(([name, fault]) => READABLE.map((readable) => [name, readable, fault] as const)))(
  'no comment is repeated when the answer to %s is lost, journal rows: %s',
  async (name, journalReadable, fault) => {
    const id = `lost-${name}-${journalReadable}`.replaceAll(' ', '-')
    servicenow.setProperties({ journalReadable })
    if (name !== 'the create') await push(merged(), caseOf(id, []))
    servicenow.addFault(fault)
    const caller = merged({ remaining: 6_500 })
    await pushUntilDone(caller, caseOf(id, THREE))
    await pushUntilDone(caller, caseOf(id, [...THREE, ['c4', 'fourth']]))
    expect(entries()).toEqual([joined('first', 'ok', 'ok'), 'fourth'])
  },
)

test('comments that were merged are known to a connector that merges no more, and the other way round', async () => {
  await push(merged(), caseOf('mode', THREE.slice(0, 2)))
  servicenow.addFault({ on: { method: 'PATCH' }, fault: { kind: 'reset', commit: true } })
  await pushUntilDone(merged({ rules: {} }), caseOf('mode', THREE))
  await push(merged(), caseOf('mode', [...THREE, ['c4', 'fourth']]))
  expect(entries()).toEqual([joined('first', 'ok'), 'ok', 'fourth'])
})

test('a doubt that a merging push left is cleared by one that does not merge', async () => {
  await push(merged(), caseOf('doubt', []))
  servicenow.addFault({ on: { method: 'PATCH' }, fault: { kind: 'reset', commit: true } })
  servicenow.addFault({ on: { method: 'GET' }, times: 9, fault: { kind: 'status', status: 503 } })
  await push(merged({ remaining: 6_500 }), caseOf('doubt', THREE)).catch(() => undefined)
  servicenow.clearFaults()
  await pushUntilDone(merged({ rules: {}, ahead: 100_000 }), caseOf('doubt', [['c1', 'first']]))
  await pushUntilDone(merged({ rules: {}, ahead: 100_000 }), caseOf('doubt', THREE))
  expect(entries()).toEqual([joined('first', 'ok', 'ok')])
})

test('in a process that has seen no journal yet a merged entry is read back at no further call', async () => {
  await push(merged({ health: newHealth() }), caseOf('read-back', THREE))
  expect(servicenow.requests()).toHaveLength(1)
})

test('an entry like one of the comments does not stand for all of a write that was not done', async () => {
  const { id } = await push(merged(), caseOf('partly', []))
  await writeAsAnalyst(servicenow, id, { work_notes: 'ok (added at 2026-03-31T08:37:33.240Z by moneypenny)' })
  servicenow.addFault({ on: { method: 'PATCH' }, fault: { kind: 'status', status: 500 } })
  await pushUntilDone(merged(), caseOf('partly', THREE))
  expect(entries()).toEqual(['ok', joined('first', 'ok', 'ok')])
})
