// Comments pushed by incident, over HTTP: once each, under the case's own lease and record, into no incident but one
// that the connector has pushed.
import { expect, test } from '@jest/globals'
import { PushError } from '../../lib/errors.ts'
import { recordUrl } from '../../lib/push/record-place.ts'
import { textId } from '../../lib/push/push-comment.ts'
import { describeIncident, findOwnIncident } from '../../lib/push/pushed-incident.ts'
import { rejectionOf } from '../support/thrown.ts'
import { caseOf, connectorFor, journalTexts, push, pushComment, pushUntilDone, type Caller } from './harness.ts'
import { stageFor } from './stage.ts'

const stage = stageFor('comment')

/** Sends until it is done, as the answers say. */
async function commentUntilDone(caller: Caller, incidentId: string, comment: { comment: string; commentId?: string }) {
  const refusals: PushError[] = []
  for (;;) {
    try {
      return { result: await pushComment(caller, incidentId, comment), refusals }
    } catch (error) {
      if (!(error instanceof PushError) || !error.retryable || refusals.length > 8) throw error
      refusals.push(error)
      caller.ahead += (error.retryAfterS ?? 1) * 1000
    }
  }
}

async function describe({ servicenow, ledger, connectorId }: Caller, id: string) {
  const source = { connector: connectorFor(servicenow, undefined, connectorId), ledger }
  return describeIncident(source, await findOwnIncident(source, id))
}

test('a comment costs one call, is written once, and is known by its text without an id', async () => {
  const { id } = await push(stage.caller, caseOf(stage.id, []))
  stage.servicenow.clearRequests()
  const first = await pushComment(stage.caller, id, { comment: 'Isolated the host.' })
  expect(first).toEqual({
    id,
    commentId: textId('Isolated the host.'),
    pushedDate: expect.stringMatching(/Z$/),
    status: 'written',
  })
  expect(stage.requests()).toEqual(['PATCH incident'])
  const again = await pushComment(stage.caller, id, { comment: 'Isolated the host.\r\n' })
  expect(again).toEqual({ ...first, status: 'already_written' })
  expect(stage.requests()).toHaveLength(1)
  expect(journalTexts(stage.servicenow)).toEqual(['Isolated the host.'])
})

test('two comments of one text with ids of their own are two', async () => {
  const { id } = await push(stage.caller, caseOf(stage.id, []))
  for (const commentId of ['c1', 'c2', 'c1']) await pushComment(stage.caller, id, { comment: 'ok', commentId })
  expect(journalTexts(stage.servicenow)).toEqual(['ok', 'ok'])
})

test('a comment leaves the fields alone, and a push of the case does not repeat it', async () => {
  const params = caseOf(stage.id, [])
  const { id } = await push(stage.caller, params)
  await stage.atWork('PATCH', `/${id}`, { short_description: 'edited' })
  await pushComment(stage.caller, id, { comment: 'first', commentId: 'c1' })
  const comments = [{ commentId: 'c1', comment: 'first' }]
  await push(stage.caller, { ...params, description: 'New.', externalId: id, comments })
  expect(stage.servicenow.incidents()).toMatchObject([
    { short_description: 'edited', description: expect.stringMatching(/^New\./) },
  ])
  expect(journalTexts(stage.servicenow)).toEqual(['first'])
})

test.each([
  [{ kind: 'reset', commit: true } as const],
  [{ kind: 'reset', commit: false } as const],
  [{ kind: 'late-commit', delayMs: 300, answer: 'reset' } as const],
])('a comment whose answer is lost stands once in the end: %j', async (fault) => {
  const { id } = await push(stage.caller, caseOf(stage.id, []))
  stage.servicenow.addFault({ on: { method: 'PATCH' }, fault })
  await commentUntilDone(stage.caller, id, { comment: 'once' })
  expect(journalTexts(stage.servicenow)).toEqual(['once'])
})

test('an incident that this connector did not push is not found, though ServiceNow has it', async () => {
  const foreign = await stage.atWork('POST', '', { short_description: 'of somebody else' })
  const { id } = await push(stage.caller, caseOf(stage.id, []))
  stage.servicenow.clearRequests()
  const other = { ...stage.caller, connectorId: 'other' }
  for (const [caller, incidentId] of [
    [stage.caller, foreign['sys_id'] ?? ''],
    [other, id],
  ] as const) {
    const notFound = { code: 'incident_not_found', reason: 'not_pushed' }
    expect(await rejectionOf(pushComment(caller, incidentId, { comment: 'x' }))).toMatchObject(notFound)
    expect(await rejectionOf(describe(caller, incidentId))).toMatchObject(notFound)
  }
  expect(stage.requests()).toEqual([])
})

test('an incident that a case adopted takes comments too, even one that the case wrote nothing into', async () => {
  const { sys_id: id = '' } = await stage.atWork('POST', '', { short_description: 'made by hand' })
  stage.caller.mapping = { title: { target: 'u_title', actionType: 'nothing' } }
  await push(stage.caller, { savedObjectId: stage.id, title: 'Phishing', externalId: id })
  expect(await pushComment(stage.caller, id, { comment: 'x' })).toMatchObject({ id, status: 'written' })
})

test('what the ledger knows of an incident costs no call to ServiceNow', async () => {
  const { id, title, pushedDate } = await push(stage.caller, caseOf(stage.id, [['c1', 'one']]))
  stage.servicenow.clearRequests()
  const url = recordUrl({ apiUrl: stage.servicenow.url, table: 'incident' }, id)
  expect(await describe(stage.caller, id)).toEqual({ id, number: title, url, pushedDate })
  expect(await describe(stage.caller, id.toUpperCase())).toMatchObject({ id, url })
  expect(stage.requests()).toEqual([])
})

test('an incident that its case has left since is dated by its claim', async () => {
  const first = await push(stage.caller, caseOf(stage.id, []))
  const { sys_id: id = '' } = await stage.atWork('POST', '', { short_description: 'made by hand' })
  await push(stage.caller, caseOf(stage.id, [], { externalId: id }))
  expect(await describe(stage.caller, first.id)).toMatchObject({ id: first.id, number: first.title })
  expect(await describe(stage.caller, id)).toMatchObject({ id })
})

test('a comment for an incident that its case has left is written there once, and the case stays', async () => {
  const first = await push(stage.caller, caseOf(stage.id, [['c1', 'one']]))
  const { sys_id: second = '' } = await stage.atWork('POST', '', { short_description: 'made by hand' })
  await push(stage.caller, caseOf(stage.id, [['c1', 'one']], { externalId: second }))
  for (const status of ['written', 'already_written'])
    expect(await pushComment(stage.caller, first.id, { comment: 'late' })).toMatchObject({ id: first.id, status })
  expect(journalTexts(stage.servicenow, 0)).toEqual(['one', 'late'])
  expect(await push(stage.caller, caseOf(stage.id, [['c2', 'two']]))).toMatchObject({ id: second })
  expect(journalTexts(stage.servicenow, 1)).toEqual(['one', 'two'])
})

test('a comment for a left incident whose answer is lost stays in doubt, and is there once in the end', async () => {
  const first = await push(stage.caller, caseOf(stage.id, []))
  const { sys_id: second = '' } = await stage.atWork('POST', '', { short_description: 'made by hand' })
  await push(stage.caller, caseOf(stage.id, [], { externalId: second }))
  stage.servicenow.addFault({ on: { method: 'PATCH' }, fault: { kind: 'late-commit', delayMs: 300, answer: 'reset' } })
  const { refusals } = await commentUntilDone(stage.caller, first.id, { comment: 'late' })
  expect(refusals.map(({ code }) => code)).toContain('outcome_unknown')
  expect(journalTexts(stage.servicenow, 0)).toEqual(['late'])
})

test('a connector that leaves comments out refuses one, and the error says why', async () => {
  const { id } = await push(stage.caller, caseOf(stage.id, []))
  stage.caller.mapping = { comments: { target: 'comments', actionType: 'nothing' } }
  expect(await rejectionOf(pushComment(stage.caller, id, { comment: 'x' }))).toMatchObject({ code: 'invalid_request' })
})

test('pushes and comments of one case, ten at a time, all succeed when they wait for each other', async () => {
  const caller = { ...stage.caller, waitMs: 10_000 }
  const { id } = await push(caller, caseOf(stage.id, []))
  const comments = Array.from({ length: 30 }, (_, n) => `note-${String(n)}`)
  for (let n = 0; n < 30; n += 10) {
    await Promise.all(
      comments
        .slice(n, n + 10)
        .map((comment, k) =>
          k % 2 === 0
            ? pushComment({ ...caller }, id, { comment })
            : pushUntilDone({ ...caller }, caseOf(stage.id, [[comment, comment]]), 0),
        ),
    )
  }
  expect(journalTexts(stage.servicenow).sort()).toEqual([...comments].sort())
})
