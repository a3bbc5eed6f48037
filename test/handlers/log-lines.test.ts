// What every line of a request's log holds: the ids by which an operator finds the request, its connector and its case.
import { afterAll, expect, test } from '@jest/globals'
import { NOBODY } from '../support/aws-environment.ts'
import { httpEvent, withParams, type HttpEvent } from '../support/events.ts'
import { startFunctions } from '../support/functions.ts'
import { logLines } from '../support/log-lines.ts'

const functions = await startFunctions()
afterAll(() => functions.close())

const REQUEST_ID = 'JKJaXmPLvHcESHA='
const from = (event: HttpEvent): HttpEvent => ({
  ...event,
  requestContext: { ...event.requestContext, requestId: REQUEST_ID },
})
const ids = (lines: ReturnType<typeof logLines>) =>
  lines.map(({ message, requestId, connectorId, caseId }) => ({ message, requestId, connectorId, caseId }))

test('each line of a push names the request, the connector and the case, also what the ledger writes', async () => {
  const execute = await functions.start('execute')
  await execute.answer(from(withParams(httpEvent('create-incident'), { savedObjectId: 'logged' })))
  await execute.answer(from(withParams(httpEvent('create-incident'), { savedObjectId: 'host: web 01, é' })))
  const common = { message: 'case pushed', requestId: REQUEST_ID, connectorId: 'local' }
  expect(ids(logLines(execute.output()))).toEqual([
    { ...common, caseId: 'logged' },
    { ...common, caseId: expect.stringMatching(/^sha256-[0-9a-f]{64}$/) },
  ])
})

test('a line holds nothing of the request before it, and no malformed id', async () => {
  const execute = await functions.start('execute')
  await execute.answer(from(withParams(httpEvent('create-incident'), { savedObjectId: 'before' })))
  const event = httpEvent('invalid-body')
  const malformed = { ...event, requestContext: { ...event.requestContext, requestId: 'a canary' } }
  await execute.answer(malformed)
  expect(ids(logLines(execute.output()))[1]).toEqual({ message: 'push refused', connectorId: 'local' })
})

test('the line of a push says what it cost: calls of ServiceNow, and ms', async () => {
  const execute = await functions.start('execute')
  const event = withParams(httpEvent('create-incident'), { savedObjectId: 'costly' })
  await execute.answer(event)
  await execute.answer(event)
  const [created, repeated] = logLines(execute.output())
  expect(created).toMatchObject({ calls: 1, durationMs: expect.any(Number) })
  expect(repeated).toMatchObject({ calls: 0 })
})

test('a push whose ledger cannot be reached logs its case with the error', async () => {
  const execute = await functions.start('execute', { AWS_ENDPOINT_URL_DYNAMODB: NOBODY })
  await execute.answer(from(withParams(httpEvent('create-incident'), { savedObjectId: 'logged' })))
  const [line] = logLines(execute.output())
  expect(line).toMatchObject({ message: 'push failed', requestId: REQUEST_ID, connectorId: 'local', caseId: 'logged' })
})

test('a comment by incident logs the case that it belongs to, and neither its text nor the author', async () => {
  const execute = await functions.start('execute')
  const comment = await functions.start('comment')
  const find = await functions.start('find-incident')
  const { body } = await execute.answer(withParams(httpEvent('create-incident'), { savedObjectId: 'commented' }))
  const pathParameters = { connectorId: 'local', incidentId: (body['data'] as { id: string }).id }
  const text = JSON.stringify({ comment: 'a canary of Jane' })
  await comment.answer(from({ ...httpEvent('push-comment'), pathParameters, body: text }))
  await find.answer(from({ ...httpEvent('find-incident'), pathParameters }))
  const common = { requestId: REQUEST_ID, connectorId: 'local' }
  expect(ids(logLines(comment.output()))).toEqual([{ ...common, message: 'comment pushed', caseId: 'commented' }])
  expect(ids(logLines(find.output()))).toEqual([{ ...common, message: 'incident found', caseId: 'commented' }])
  expect(comment.output() + find.output()).not.toContain('canary')
})
