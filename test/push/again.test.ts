// The same case again: what a repeated, newer, older, edited or redirected push of a known case does and does not do.
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from '@jest/globals'
import { startDynamoDB } from '../../local/dynamodb.ts'
import { startServiceNow, type ServiceNow } from '../../local/servicenow/server.ts'
import { caseOf, journalTexts, ledgerAt, push, pushUntilDone, type Caller } from './harness.ts'

let dynamoDB: Awaited<ReturnType<typeof startDynamoDB>>
let servicenow: ServiceNow
let caller: Caller
let id = ''
let count = 0
beforeAll(async () => {
  dynamoDB = await startDynamoDB()
})
afterAll(async () => {
  await dynamoDB.close()
})
beforeEach(async () => {
  servicenow = await startServiceNow()
  caller = { servicenow, ledger: ledgerAt(dynamoDB.url), ahead: 0 }
  id = `again-${String(count++)}`
})
afterEach(async () => {
  await servicenow.close()
})

const writes = () =>
  servicenow
    .requests()
    .filter(({ method }) => method !== 'GET')
    .map(({ method, body }) => [method, body])

/** An analyst, or an administrator, at work in ServiceNow. */
async function inServiceNow(
  method: 'POST' | 'PATCH' | 'DELETE',
  path: string,
  body?: Record<string, string>,
): Promise<{ sys_id: string }> {
  const authorization = `Basic ${Buffer.from('case-push:local-password').toString('base64')}`
  const answer = await fetch(`${servicenow.url}/api/now/v2/table/incident${path}`, {
    method,
    headers: { authorization, accept: 'application/json', 'content-type': 'application/json' },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  })
  servicenow.clearRequests()
  return answer.status === 204 ? { sys_id: '' } : ((await answer.json()) as { result: { sys_id: string } }).result
}

test('n comments cost one call and one for each further comment', async () => {
  await push(
    caller,
    caseOf(id, [
      ['c1', 'one'],
      ['c2', 'two'],
      ['c3', 'three'],
    ]),
  )
  expect(servicenow.requests().map(({ method }) => method)).toEqual(['POST', 'PATCH', 'PATCH'])
  expect(Object.keys(writes()[1]?.[1] as object)).toEqual(['work_notes'])
})

test('a repeated push makes no call and gives the same answer', async () => {
  const params = caseOf(id, [
    ['c1', 'one'],
    ['c2', 'two'],
  ])
  const first = await push(caller, params)
  servicenow.clearRequests()
  expect(await push(caller, params)).toEqual(first)
  expect(servicenow.requests()).toEqual([])
})

test('a known case updates its incident without being told its id', async () => {
  const first = await push(caller, caseOf(id, [['c1', 'one']]))
  servicenow.clearRequests()
  const second = await push(
    caller,
    caseOf(
      id,
      [
        ['c1', 'one'],
        ['c2', 'two'],
      ],
      { title: 'Spear phishing' },
    ),
  )
  expect(second.id).toBe(first.id)
  expect(servicenow.requests().map(({ method }) => method)).toEqual(['PATCH'])
  expect(servicenow.incidents()[0]).toMatchObject({ short_description: 'Spear phishing' })
})

test("an analyst's edit is not undone by a push that brings only a comment", async () => {
  const { id: sysId } = await push(caller, caseOf(id, []))
  await inServiceNow('PATCH', `/${sysId}`, { short_description: 'Edited by an analyst' })
  await push(caller, caseOf(id, [['c1', 'one']], { updatedAt: '2026-04-01T00:00:00.000Z' }))
  expect(servicenow.incidents()[0]).toMatchObject({ short_description: 'Edited by an analyst' })
})

test('an older version of a case writes its comments, but never its fields', async () => {
  await push(caller, caseOf(id, [], { title: 'New', updatedAt: '2026-04-02T00:00:00.000Z' }))
  await push(caller, caseOf(id, [['c1', 'late']], { title: 'Old', updatedAt: '2026-04-01T00:00:00.000Z' }))
  expect(servicenow.incidents()[0]).toMatchObject({ short_description: 'New' })
  expect(journalTexts(servicenow)).toEqual(['late'])
})

test('an edited comment is appended, and its earlier text is not repeated', async () => {
  await push(caller, caseOf(id, [['c1', 'one']]))
  await push(caller, caseOf(id, [['c1', 'one, edited']]))
  await push(caller, caseOf(id, [['c1', 'one']]))
  expect(journalTexts(servicenow)).toEqual(['one', 'one, edited'])
})

test('two comments of the same text are two comments', async () => {
  const { comments } = await push(
    caller,
    caseOf(id, [
      ['c1', 'ok'],
      ['c2', 'ok'],
    ]),
  )
  expect(comments?.map(({ commentId }) => commentId)).toEqual(['c1', 'c2'])
  expect(journalTexts(servicenow)).toEqual(['ok', 'ok'])
})

test('an incident deleted in ServiceNow is created again, comments and all', async () => {
  const first = await push(caller, caseOf(id, [['c1', 'one']]))
  await inServiceNow('DELETE', `/${first.id}`)
  const second = await push(
    caller,
    caseOf(id, [
      ['c1', 'one'],
      ['c2', 'two'],
    ]),
  )
  expect(second.id).not.toBe(first.id)
  expect(servicenow.incidents()).toHaveLength(1)
  expect(journalTexts(servicenow)).toEqual(['one', 'two'])
})

test('a deleted incident that the caller names is not created again', async () => {
  const first = await push(caller, caseOf(id, []))
  await inServiceNow('DELETE', `/${first.id}`)
  await expect(push(caller, caseOf(id, [['c1', 'one']], { externalId: first.id }))).rejects.toMatchObject({
    code: 'incident_not_found',
    status: 404,
  })
  expect(servicenow.incidents()).toEqual([])
})

test('an unknown externalId creates nothing and changes nothing', async () => {
  const first = await push(caller, caseOf(id, []))
  await expect(push(caller, caseOf(id, [['c1', 'one']], { externalId: '0'.repeat(32) }))).rejects.toMatchObject({
    code: 'incident_not_found',
  })
  expect((await push(caller, caseOf(id, [['c1', 'one']]))).id).toBe(first.id)
  expect(servicenow.incidents()).toHaveLength(1)
})

test("another externalId wins: that incident's journal decides what is still to be written", async () => {
  const first = await push(
    caller,
    caseOf(id, [
      ['c1', 'one'],
      ['c2', 'two'],
    ]),
  )
  const { sys_id: other } = await inServiceNow('POST', '', { short_description: 'Other' })
  const params = caseOf(
    id,
    [
      ['c1', 'one'],
      ['c2', 'two'],
    ],
    { externalId: other },
  )
  expect((await push(caller, params)).id).toBe(other)
  expect(journalTexts(servicenow, 1)).toEqual(['one', 'two'])
  expect(servicenow.incidents()[1]).toMatchObject({ short_description: 'Phishing' })
  await push(caller, caseOf(id, [['c1', 'one']], { externalId: first.id }))
  await push(caller, params)
  expect(journalTexts(servicenow, 0)).toEqual(['one', 'two'])
  expect(journalTexts(servicenow, 1)).toEqual(['one', 'two'])
})

test('a push that its deadline ends continues where it stopped', async () => {
  const many = Array.from({ length: 6 }, (_, n): [string, string] => [`c${String(n)}`, `note ${String(n)}`])
  servicenow.addFault({ on: { method: 'PATCH' }, skip: 1, fault: { kind: 'slow', delayMs: 700 } })
  await expect(push({ ...caller, remaining: 5_600 }, caseOf(id, many))).rejects.toMatchObject({
    code: 'push_incomplete',
    status: 503,
    retryAfterS: 1,
  })
  const { result } = await pushUntilDone(caller, caseOf(id, many))
  expect(result.comments).toHaveLength(6)
  expect(journalTexts(servicenow)).toEqual(many.map(([, text]) => text))
})

test('comments already there keep the date of their first push', async () => {
  const clock = { at: Date.UTC(2026, 3, 1) }
  await servicenow.close()
  servicenow = await startServiceNow({ clock: () => clock.at })
  caller = { ...caller, servicenow }
  await push(caller, caseOf(id, [['c1', 'one']]))
  clock.at += 3_600_000
  const { comments, pushedDate } = await push(
    caller,
    caseOf(id, [
      ['c1', 'one'],
      ['c2', 'two'],
    ]),
  )
  expect(comments).toEqual([
    { commentId: 'c1', pushedDate: '2026-04-01T00:00:00.000Z' },
    { commentId: 'c2', pushedDate: '2026-04-01T01:00:00.000Z' },
  ])
  expect(pushedDate).toBe('2026-04-01T01:00:00.000Z')
})

test('`append` adds the text behind the current value once', async () => {
  caller.mapping = {
    title: { target: 'short_description', actionType: 'overwrite' },
    description: { target: 'description', actionType: 'append' },
  }
  const { id: sysId } = await push(caller, caseOf(id, []))
  await inServiceNow('PATCH', `/${sysId}`, { description: 'By an analyst' })
  await push(caller, caseOf(id, [], { description: 'More is known.' }))
  const expected = 'By an analyst \r\nMore is known. (created at 2026-03-31T08:36:45.661Z by Alan Hunley)'
  expect(servicenow.incidents()[0]).toMatchObject({ description: expected })
  servicenow.addFault({ on: { method: 'PATCH' }, fault: { kind: 'reset', commit: true } })
  await pushUntilDone(caller, caseOf(id, [], { description: 'And more.' }))
  expect(servicenow.incidents()[0]).toMatchObject({
    description: `${expected} \r\nAnd more. (created at 2026-03-31T08:36:45.661Z by Alan Hunley)`,
  })
})

test('where the journal cannot be read at all, nothing is written in doubt', async () => {
  await push(caller, caseOf(id, [['c1', 'one']]))
  servicenow.addFault({ on: { method: 'PATCH' }, fault: { kind: 'reset', commit: true } })
  servicenow.setProperties({ journalReadable: 'forbidden', journalDisplayReadable: false })
  await expect(
    push(
      caller,
      caseOf(id, [
        ['c1', 'one'],
        ['c2', 'two'],
      ]),
    ),
  ).rejects.toMatchObject({ code: 'outcome_unknown' })
  caller.ahead += 80_000
  await expect(
    push(
      caller,
      caseOf(id, [
        ['c1', 'one'],
        ['c2', 'two'],
      ]),
    ),
  ).rejects.toMatchObject({ code: 'misconfigured', reason: 'journal_unreadable' })
  servicenow.setProperties({ journalReadable: 'filtered', journalDisplayReadable: true })
  await push(
    caller,
    caseOf(id, [
      ['c1', 'one'],
      ['c2', 'two'],
    ]),
  )
  expect(journalTexts(servicenow)).toEqual(['one', 'two'])
})
