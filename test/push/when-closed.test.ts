// What becomes of a case whose incident is no longer open: it is written to all the same or, where the connector says
// so, the case goes on in another incident, once, whatever fails.
import { afterAll, afterEach, beforeAll, expect, test } from '@jest/globals'
import { PushError } from '../../lib/errors.ts'
import { describeIncident, findOwnIncident } from '../../lib/push/pushed-incident.ts'
import { startDynamoDB } from '../../local/dynamodb.ts'
import { startServiceNow, type FaultRequest, type ServiceNow } from '../../local/servicenow/server.ts'
import { writeAsAnalyst } from '../support/analyst.ts'
import {
  caseOf,
  connectorFor,
  journalTexts,
  ledgerAt,
  push,
  pushComment,
  pushUntilDone,
  type Caller,
} from './harness.ts'

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
})
afterAll(async () => {
  await servicenow.close()
  await dynamoDB.close()
})

const callerOf = (whenClosed: 'update' | 'create', more: Partial<Caller> = {}): Caller => ({
  servicenow,
  ledger: ledgerAt(dynamoDB.url),
  ahead: 0,
  rules: { whenClosed },
  ...more,
})
const CLOSE = { close_code: 'Duplicate', close_notes: 'closed by an analyst' }
async function set(id: string, columns: Record<string, string>): Promise<void> {
  await writeAsAnalyst(servicenow, id, columns)
  servicenow.clearRequests()
}
const ONE: [string, string] = ['c1', 'first']
const TWO: [string, string] = ['c2', 'second']
const CHANGED = { title: 'Spear phishing' }
const numbers = () => servicenow.incidents().map(({ number }) => number)

test('a connector that says nothing else writes to a resolved incident as to any other', async () => {
  const caller = callerOf('update')
  const { id } = await push(caller, caseOf('update', []))
  await set(id, { state: '6', ...CLOSE })
  expect((await push(caller, caseOf('update', [ONE], CHANGED))).id).toBe(id)
  expect(servicenow.requests().map(({ method }) => method)).toEqual(['PATCH'])
})

test.each([
  ['resolved', '6'],
  ['closed', '7'],
  ['canceled', '8'],
])('a case goes on in another incident when its own is %s, which the new one names', async (_name, state) => {
  const caller = callerOf('create')
  const id = `create-${state}`
  const left = await push(caller, caseOf(id, [ONE]))
  await set(left.id, { state, ...CLOSE })
  const { id: followed, comments } = await push(caller, caseOf(id, [ONE, TWO], CHANGED))
  expect(followed).not.toBe(left.id)
  const [old, next] = servicenow.incidents()
  expect(old).toMatchObject({ sys_id: left.id, short_description: 'Phishing', journal: { length: 1 } })
  expect(next).toMatchObject({
    sys_id: followed,
    short_description: 'Spear phishing',
    description: expect.stringMatching(new RegExp(`^Follows ${left.title}, which is closed.\n\nA banner was clicked.`)),
    correlation_id: `${id}|${left.id}`,
    state: '1',
  })
  expect(journalTexts(servicenow, 1)).toEqual(['first', 'second'])
  expect(comments).toHaveLength(2)
})

test('a push that has nothing to write opens nothing, and an open incident costs one look', async () => {
  const caller = callerOf('create')
  const { id } = await push(caller, caseOf('nothing', [ONE]))
  servicenow.clearRequests()
  await push(caller, caseOf('nothing', [ONE, TWO, ['c3', 'third']]))
  expect(servicenow.requests().map(({ method }) => method)).toEqual(['GET', 'PATCH', 'PATCH'])
  await set(id, { state: '6', ...CLOSE })
  expect((await push(caller, caseOf('nothing', [ONE, TWO]))).id).toBe(id)
  expect([servicenow.requests(), numbers()]).toEqual([[], ['INC0010001']])
})

test('who names the incident that was left means the one that follows, for a case and for a comment', async () => {
  const caller = callerOf('create')
  const { id: left } = await push(caller, caseOf('named', []))
  await set(left, { state: '6', ...CLOSE })
  const { id: next } = await push(caller, caseOf('named', [ONE], { externalId: left }))
  expect(next).not.toBe(left)
  servicenow.clearRequests()
  expect((await push(caller, caseOf('named', [ONE], { externalId: left.toUpperCase() }))).id).toBe(next)
  expect(servicenow.requests()).toEqual([])
  expect(await pushComment(caller, left, { comment: 'by incident' })).toMatchObject({ id: next, status: 'written' })
  expect((await pushComment(caller, left, { comment: 'by incident' })).status).toBe('already_written')
  expect(journalTexts(servicenow, 1)).toEqual(['first', 'by incident'])
  const source = { connector: connectorFor(servicenow), ledger: caller.ledger }
  const { id, number } = await describeIncident(source, await findOwnIncident(source, left))
  expect([id, number]).toEqual([next, numbers()[1]])
  expect(numbers()).toHaveLength(2)
})

test('an incident that follows may be left in its turn', async () => {
  const caller = callerOf('create')
  const ids: string[] = []
  for (const title of ['one', 'two', 'three']) {
    const { id } = await push(caller, caseOf('chain', [], { title }))
    ids.push(id)
    await set(id, { state: '7', ...CLOSE })
  }
  expect(new Set(ids).size).toBe(3)
  expect(servicenow.incidents().map(({ correlation_id }) => correlation_id)).toEqual([
    'chain',
    `chain|${ids[0] ?? ''}`,
    `chain|${ids[1] ?? ''}`,
  ])
  expect((await push(caller, caseOf('chain', [], { title: 'three', externalId: ids[0] }))).id).toBe(ids[2])
})

const LOST: [string, FaultRequest['fault']][] = [
  ['lost after the commit', { kind: 'reset', commit: true }],
  ['lost before it was done', { kind: 'reset' }],
  ['500 after the commit', { kind: 'status', status: 500, commit: true }],
  ['committed late', { kind: 'late-commit', delayMs: 300, answer: 'reset' }],
  ['refused', { kind: 'status', status: 403 }],
]
const NAMED = [false, true]

test.each(LOST.flatMap(([name, fault]) => NAMED.map((isNamed) => [name, isNamed, fault] as const)))(
  'a case is followed by one incident when the answer to its create is %s, the old one named: %s',
  async (name, isNamed, fault) => {
    const id = `${name} ${String(isNamed)}`
    const caller = callerOf('create', { remaining: 6_500 })
    const left = await push({ ...caller, remaining: 28_000 }, caseOf(id, [ONE]))
    await set(left.id, { state: '6', ...CLOSE })
    servicenow.addFault({ on: { method: 'POST' }, fault })
    const params = caseOf(id, [ONE, TWO], isNamed ? { externalId: left.id } : {})
    const { result } = await pushUntilDone(caller, params, 20)
    await new Promise((resolve) => setTimeout(resolve, 400))
    expect(servicenow.incidents().map(({ sys_id }) => sys_id)).toEqual([left.id, result.id])
    expect(journalTexts(servicenow, 1).sort()).toEqual(['first', 'second'])
    expect((await push({ ...caller, remaining: 28_000 }, params)).id).toBe(result.id)
    expect(numbers()).toHaveLength(2)
  },
)

const RECORDED = [true, false]

test.each(NAMED.flatMap((isNamed) => RECORDED.map((isRecorded) => [isNamed, isRecorded] as const)))(
  'a push that died after it opened the next incident is followed by none, the old one named: %s, recorded: %s',
  async (isNamed, isRecorded) => {
    const id = `died ${String(isNamed)} ${String(isRecorded)}`
    const caller = callerOf('create')
    // The record says nothing of what such a push did, and its doubt stands.
    const release = () => Promise.reject(new PushError('push_incomplete'))
    const dying: Caller = { ...caller, ledger: { ...caller.ledger, release }, remaining: 6_500 }
    const left = await push(isRecorded ? caller : dying, caseOf(id, [ONE]))
    await set(left.id, { state: '6', ...CLOSE })
    const params = caseOf(id, [ONE, TWO], isNamed ? { externalId: left.id } : {})
    const opened = await push({ ...dying, ahead: 100_000 }, params)
    caller.ahead = 200_000
    expect((await pushUntilDone(caller, params)).result.id).toBe(opened.id)
    expect(numbers()).toHaveLength(2)
    expect(journalTexts(servicenow, 1)).toEqual(['first', 'second'])
  },
)

test('a comment for an incident that was left stays there while no other is known, and is written once', async () => {
  const caller = callerOf('create')
  const { id: left } = await push(caller, caseOf('between', []))
  await set(left, { state: '6', ...CLOSE })
  servicenow.addFault({ on: { method: 'POST' }, fault: { kind: 'status', status: 400 } })
  await push(caller, caseOf('between', [ONE])).catch(() => undefined)
  for (const status of ['written', 'already_written'])
    expect(await pushComment(caller, left, { comment: 'between' })).toMatchObject({ id: left, status })
  const { id: next } = await push(caller, caseOf('between', [ONE]))
  expect(servicenow.incidents().map(({ sys_id }) => sys_id)).toEqual([left, next])
  expect([journalTexts(servicenow, 0), journalTexts(servicenow, 1)]).toEqual([['between'], ['first']])
})
