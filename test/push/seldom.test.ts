// What seldom happens: a case or a comment without any id, columns that the user may not read, answers that say
// nothing, errors that no table knows. The promise is the same.
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from '@jest/globals'
import { startDynamoDB } from '../../local/dynamodb.ts'
import { startServiceNow, type ServiceNow } from '../../local/servicenow/server.ts'
import type { Mapping } from '../../lib/connectors/connector.ts'
import { caseOf, journalTexts, ledgerAt, push, type Caller } from './harness.ts'

const HOUR_MS = 3_600_000
const NOWHERE = '0'.repeat(32)
const APPENDING: Mapping = {
  title: { target: 'short_description', actionType: 'overwrite' },
  description: { target: 'description', actionType: 'append' },
}
const SIGNATURE = '(created at 2026-03-31T08:36:45.661Z by Alan Hunley)'

let dynamoDB: Awaited<ReturnType<typeof startDynamoDB>>
let servicenow: ServiceNow
let caller: Caller
let id = ''
let count = 0
const ago = { ms: 0 }
beforeAll(async () => {
  dynamoDB = await startDynamoDB()
})
afterAll(async () => {
  await dynamoDB.close()
})
beforeEach(async () => {
  ago.ms = 0
  servicenow = await startServiceNow({ clock: () => Date.now() - ago.ms })
  caller = { servicenow, ledger: ledgerAt(dynamoDB.url), ahead: 0 }
  id = `seldom-${String(count++)}`
})
afterEach(async () => {
  await servicenow.close()
})

/** Somebody else at work in ServiceNow. */
async function inServiceNow(method: 'POST' | 'DELETE', path: string, body?: Record<string, string>): Promise<void> {
  const authorization = `Basic ${Buffer.from('case-push:local-password').toString('base64')}`
  const headers = { authorization, accept: 'application/json', 'content-type': 'application/json' }
  const answer = await fetch(`${servicenow.url}/api/now/v2/table/incident${path}`, {
    method,
    headers,
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  })
  expect(answer.ok).toBe(true)
}

/** The next read of an incident shows which it is and no more, as ACLs on the other columns make it. */
function hideColumns(): void {
  const [incident] = servicenow.incidents()
  servicenow.addFault({
    on: { method: 'GET', table: 'incident' },
    fault: { kind: 'status', status: 200, body: { result: { sys_id: incident?.sys_id, number: incident?.number } } },
  })
}

test('a case without any identity becomes a new incident at every push', async () => {
  const params = { incident: { short_description: 'No id' } }
  const first = await push(caller, params)
  const second = await push(caller, params)
  expect(servicenow.incidents().map(({ sys_id }) => sys_id)).toEqual([first.id, second.id])
})

test('a comment without an id is written, and the answer does not list it', async () => {
  const { comments } = await push(caller, caseOf(id, [['c1', 'one']], { comment: 'free' }))
  expect(comments?.map(({ commentId }) => commentId)).toEqual(['c1'])
  expect(journalTexts(servicenow)).toEqual(['one', 'free'])
  expect(await push(caller, caseOf(id, [], { comment: 'free' }))).not.toHaveProperty('comments')
})

test('`append` to an empty column writes the text alone', async () => {
  caller.mapping = APPENDING
  await push(caller, caseOf(id, [], { description: null }))
  await push(caller, caseOf(id, [], { description: 'The first.' }))
  expect(servicenow.incidents().map(({ description }) => description)).toEqual([`The first. ${SIGNATURE}`])
})

test('`append` to a column that may not be read writes the text alone', async () => {
  caller.mapping = APPENDING
  await push(caller, caseOf(id, []))
  hideColumns()
  await push(caller, caseOf(id, [], { description: 'More is known.' }))
  expect(servicenow.incidents().map(({ description }) => description)).toEqual([`More is known. ${SIGNATURE}`])
})

test('an incident that is gone when there is only a text to append is created again with its comments', async () => {
  caller.mapping = { description: { target: 'description', actionType: 'append' } }
  const first = await push(caller, caseOf(id, [['c1', 'one']]))
  await inServiceNow('DELETE', `/${first.id}`)
  const second = await push(caller, caseOf(id, [['c1', 'one']], { description: 'More is known.' }))
  expect(second.id).not.toBe(first.id)
  expect(servicenow.incidents()).toMatchObject([{ sys_id: second.id, description: `More is known. ${SIGNATURE}` }])
  expect(journalTexts(servicenow)).toEqual(['one'])
})

test('an incident that the caller names is checked even when there is nothing to write', async () => {
  caller.mapping = { title: { target: 'short_description', actionType: 'nothing' } }
  await expect(push(caller, caseOf(id, [], { externalId: NOWHERE }))).rejects.toMatchObject({
    code: 'incident_not_found',
    status: 404,
  })
  expect(servicenow.incidents()).toEqual([])
})

test('a create whose answer names no incident is found again, and not an older incident of the same id', async () => {
  ago.ms = HOUR_MS
  await inServiceNow('POST', '', { short_description: 'Older', correlation_id: id })
  ago.ms = 0
  servicenow.addFault({
    on: { method: 'POST' },
    fault: { kind: 'status', status: 201, body: { result: {} }, commit: true },
  })
  const result = await push(caller, caseOf(id, [['c1', 'one']]))
  expect(servicenow.incidents()).toMatchObject([
    { short_description: 'Older' },
    { short_description: 'Phishing', sys_id: result.id },
  ])
  expect([journalTexts(servicenow, 0), journalTexts(servicenow, 1)]).toEqual([[], ['one']])
})

test('unreadable columns prove no update: its error is the answer, and the next push writes them', async () => {
  await push(caller, caseOf(id, []))
  servicenow.addFault({ on: { method: 'PATCH' }, fault: { kind: 'status', status: 403 } })
  hideColumns()
  const params = caseOf(id, [], { title: 'Spear phishing' })
  await expect(push(caller, params)).rejects.toMatchObject({ code: 'servicenow_unauthorized', reason: 'authorization' })
  await push(caller, params)
  expect(servicenow.incidents()).toMatchObject([{ short_description: 'Spear phishing' }])
})

test('a write that ends in an error nobody expected is looked for, not written again', async () => {
  await push(caller, caseOf(id, [['c1', 'one']]))
  caller.wrap = (incidents) => ({
    ...incidents,
    update: async (...call) => {
      await incidents.update(...call)
      throw new TypeError('unexpected')
    },
  })
  const { comments } = await push(
    caller,
    caseOf(id, [
      ['c1', 'one'],
      ['c2', 'two'],
    ]),
  )
  expect(comments?.map(({ commentId }) => commentId)).toEqual(['c1', 'c2'])
  expect(journalTexts(servicenow)).toEqual(['one', 'two'])
})

test('a write that ends in an error nobody expected, and is not found, stays in doubt', async () => {
  caller.wrap = (incidents) => ({ ...incidents, create: () => Promise.reject(new TypeError('unexpected')) })
  await expect(push(caller, caseOf(id, []))).rejects.toMatchObject({ code: 'outcome_unknown', status: 504 })
  delete caller.wrap
  await expect(push(caller, caseOf(id, []))).rejects.toMatchObject({ code: 'outcome_unknown' })
  caller.ahead += 80_000
  await push(caller, caseOf(id, []))
  expect(servicenow.incidents()).toHaveLength(1)
})

const BY_A_RULE = {
  error: { message: 'Operation Failed', detail: 'Operation against file incident was aborted by Business Rule' },
  status: 'failure',
}

test.each([
  ['worth another try is the answer', undefined, { code: 'servicenow_unauthorized', retryable: true }],
  ['final is no answer yet', BY_A_RULE, { code: 'outcome_unknown', retryable: true }],
])('where nobody can look, an error that is %s', async (_what, body, error) => {
  servicenow.addFault({
    on: { method: 'POST' },
    fault: { kind: 'status', status: 403, ...(body === undefined ? {} : { body }), commit: true },
  })
  servicenow.addFault({ on: { method: 'GET' }, fault: { kind: 'hibernating' } })
  await expect(push(caller, caseOf(id, []))).rejects.toMatchObject(error)
  caller.ahead += 80_000
  await push(caller, caseOf(id, []))
  expect(servicenow.incidents()).toHaveLength(1)
})

test('a user who may create but not update makes two incidents at most, and is told', async () => {
  const error = { message: 'No Record found', detail: "Record doesn't exist or ACL restricts the record retrieval" }
  servicenow.addFault({
    on: { method: 'PATCH' },
    times: 10,
    fault: { kind: 'status', status: 404, body: { error, status: 'failure' } },
  })
  const params = caseOf(id, [
    ['c1', 'one'],
    ['c2', 'two'],
  ])
  await expect(push(caller, params)).rejects.toMatchObject({ code: 'incident_not_found' })
  expect(servicenow.incidents()).toHaveLength(2)
})
