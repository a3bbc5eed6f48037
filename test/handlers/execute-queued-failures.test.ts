// The queue's function, over real HTTP: a request that cannot be pushed is put off, or ends as a dead letter with its
// reason.
import { afterAll, beforeEach, expect, test } from '@jest/globals'
import type { Context } from 'aws-lambda'
import { requestEvent } from '../support/events.ts'
import { lambdaContext } from '../support/lambda-context.ts'
import { startQueueHandler } from '../support/queue-handler.ts'
import { until } from '../support/until.ts'

const queue = await startQueueHandler()
afterAll(() => queue.close())
beforeEach(() => {
  queue.servicenow.clear()
  queue.servicenow.clearFaults()
  queue.servicenow.clearRequests()
})

const DAY_MS = 24 * 3_600_000

test('a malformed event becomes a dead letter at once, which names every offending path', async () => {
  const event = requestEvent('malformed', 'case-push-requested-malformed')
  const before = queue.putOff.length
  await queue.put(event.detail)
  await until('a dead letter', () => queue.deadLettersOf('malformed').length === 1)
  const [letter] = queue.deadLettersOf('malformed')
  expect(letter?.reason).toBe(
    'invalid_request: error validating action params: [connectorId]: is required; ' +
      '[params.subActionParams.title]: is required; ' +
      '[params.subActionParams.comments.0.comment]: must not be blank; ' +
      '[params.subActionParams.colour]: is not a known key',
  )
  expect(letter?.detail).toMatchObject({
    connectorId: '',
    error: { statusCode: 400, retry: false },
    request: event.detail,
  })
  expect(queue.putOff).toHaveLength(before)
  expect(queue.servicenow.requests()).toHaveLength(0)
})

test.each([
  ['an unknown connector', (detail: object) => ({ ...detail, connectorId: 'nobody' }), 'unknown_connector'],
  [
    'another sub-action',
    (detail: { params: object }) => ({ ...detail, params: { ...detail.params, subAction: 'getFields' } }),
    'unsupported_sub_action',
  ],
])('an event with %s fails at once', async (_what, change, code) => {
  const event = requestEvent(code)
  expect(await queue.deliver({ ...event, detail: change(event.detail) })).toBeUndefined()
  expect(queue.outcomesOf(code)).toMatchObject([{ type: 'Incident Push Failed', error: { code } }])
})

test.each([
  ['a text that is not JSON', 'not JSON'],
  ['a number', '17'],
  ['an event without a detail', '{"id":"x"}'],
  ['an event whose detail is a text', '{"id":"x","detail":"text"}'],
])('a record that holds %s becomes a dead letter at once', async (_what, body) => {
  const before = queue.bus.deadLetters().length
  expect(await queue.deliver(body)).toBeUndefined()
  expect(queue.bus.deadLetters()).toHaveLength(before + 1)
  expect(queue.bus.deadLetters().at(-1)?.detail).toMatchObject({ error: { code: 'invalid_request' } })
})

test("a push that ServiceNow rejects fails at once, and its dead letter holds ServiceNow's words", async () => {
  queue.servicenow.addFault({
    on: { method: 'POST' },
    fault: {
      kind: 'status',
      status: 400,
      body: { error: { message: 'Operation Failed', detail: 'by a rule' }, status: 'failure' },
    },
  })
  expect(await queue.deliver(requestEvent('refused'))).toBeUndefined()
  expect(queue.outcomesOf('refused')).toMatchObject([
    {
      type: 'Incident Push Failed',
      error: { code: 'servicenow_rejected', serviceMessage: expect.stringContaining('by a rule') },
    },
  ])
})

test('a push that can succeed later is put off, and waits less than a day', async () => {
  queue.servicenow.addFault({ times: 9, fault: { kind: 'hibernating' } })
  const event = requestEvent('later')
  expect(await queue.deliver(event, Date.now() - DAY_MS + 60_000)).toBe('put off')
  expect(queue.outcomesOf('later')).toEqual([])
})

test('an outage leaves one write in doubt, not one of each push: all others are done right after it', async () => {
  expect(await queue.deliver(requestEvent('before'))).toBeUndefined()
  queue.servicenow.addFault({ times: 99, fault: { kind: 'status', status: 503 } })
  for (const name of ['doubtful', 'untried-1', 'untried-2'])
    expect(await queue.deliver(requestEvent(name))).toBe('put off')
  expect(queue.writes()).toBe(2)
  queue.servicenow.clearFaults()
  for (const name of ['untried-1', 'untried-2']) expect(await queue.deliver(requestEvent(name))).toBeUndefined()
  expect(await queue.deliver(requestEvent('doubtful'))).toBe('put off')
})

test('a record older than a day that still fails becomes a failure with its reason and its request', async () => {
  queue.servicenow.addFault({ times: 9, fault: { kind: 'hibernating' } })
  const event = requestEvent('too-old')
  expect(await queue.deliver(event, Date.now() - DAY_MS - 1)).toBeUndefined()
  expect(queue.outcomesOf('too-old')).toMatchObject([
    { type: 'Incident Push Failed', error: { code: 'servicenow_unavailable', retry: true }, request: event.detail },
  ])
})

test('a failure that the bus refuses is published at the next delivery: no dead letter is lost', async () => {
  const event = requestEvent('refused-failure', 'case-push-requested-malformed')
  queue.bus.rejectNext(1)
  expect(await queue.deliver(event)).toBe('put off')
  expect(await queue.deliver(event)).toBeUndefined()
  expect(queue.deadLettersOf('refused-failure')).toHaveLength(1)
})

test("a failure too large for an event is left to the queue's own redrive", async () => {
  const event = requestEvent('too-large')
  event.detail.connectorId = 'nobody'
  event.detail.params.subActionParams['description'] = 'é'.repeat(524_000)
  expect(await queue.deliver(event)).toBe('put off')
  expect(queue.outcomesOf('too-large')).toEqual([])
})

test('a dead letter whose request is corrected and put on the bus again becomes an incident', async () => {
  const event = requestEvent('redriven')
  event.detail.connectorId = 'nobody'
  await queue.put(event.detail)
  await until('a dead letter', () => queue.deadLettersOf('redriven').length === 1)
  const { request } = queue.deadLettersOf('redriven')[0]?.detail as { request: object }
  await queue.put({ ...request, connectorId: 'local' })
  await until('an incident', () => queue.outcomesOf('redriven').length === 2)
  expect(queue.outcomesOf('redriven').at(-1)).toMatchObject({ type: 'Incident Pushed' })
})

test('the error of a bare event that is put off holds its code, and nothing that a log could reveal', async () => {
  const { handler } = await import('../../handlers/execute-queued.ts')
  queue.servicenow.addFault({
    times: 9,
    fault: { kind: 'status', status: 405, body: { error: { message: 'secret words' } } },
  })
  const invoke = handler as unknown as (event: unknown, context: Context) => Promise<unknown>
  const error: unknown = await invoke(requestEvent('thrown'), lambdaContext()).catch((thrown: unknown) => thrown)
  expect(error).toBeInstanceOf(Error)
  expect(Object.getOwnPropertyNames(error).sort()).toEqual(['message', 'stack'])
  expect((error as Error).message).toMatch(/^servicenow_unavailable: \w/)
})
