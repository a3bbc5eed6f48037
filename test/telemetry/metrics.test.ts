// The metrics that CloudWatch gets: how the pushes of a door ended, what they wrote and left in doubt, how ServiceNow
// answered; once for each invocation, and nothing of a caller's in a dimension.
import { afterAll, afterEach, beforeAll, expect, test } from '@jest/globals'
import { UNITS } from '../../lib/telemetry/metrics.ts'
import { httpEvent, readExample, withParams, type HttpEvent } from '../support/events.ts'
import { startFunctions, type FunctionProcess, type Functions } from '../support/functions.ts'
import { metricLines } from '../support/log-lines.ts'

let functions: Functions
let execute: FunctionProcess
beforeAll(async () => {
  functions = await startFunctions()
  execute = await functions.start('execute')
})
afterEach(() => {
  functions.servicenow.clearFaults()
})
afterAll(() => functions.close())

type Line = Record<string, unknown>

/** What one invocation of the function counts. */
async function countedBy(running: FunctionProcess, event: unknown): Promise<Line[]> {
  const before = running.output().length
  await running.invoke(event)
  return metricLines(running.output().slice(before))
}
const pushOf = (savedObjectId: string): HttpEvent => withParams(httpEvent('create-incident'), { savedObjectId })
/** The SQS record of an example, put into the queue a while ago. */
function queuedAgoS(ageS: number, example: unknown): unknown {
  const [record] = (example as { Records: [object] }).Records
  const attributes = { ApproximateReceiveCount: '1', SentTimestamp: String(Date.now() - ageS * 1000) }
  return { Records: [{ ...record, attributes }] }
}
const calls = (operation: string, status: string, count: number) =>
  expect.objectContaining({ connector: 'local', operation, status, ServiceNowCalls: count })

test('a push counts its outcome, its calls, what it wrote, the secret that it read, and a cold start', async () => {
  const first = await countedBy(execute, pushOf('first'))
  expect(first).toEqual(
    expect.arrayContaining([
      expect.objectContaining({ service: 'case-push', door: 'http', connector: 'local', code: 'ok', Pushes: 1 }),
      expect.objectContaining({ door: 'http', connector: 'local', PushCalls: 1, CommentsWritten: 1, DoubtsOpened: 0 }),
      calls('create', '2xx', 1),
      expect.objectContaining({ connector: 'local', operation: 'create', ServiceNowLatency: expect.any(Number) }),
      expect.objectContaining({ connector: 'local', SecretReads: 1 }),
      expect.objectContaining({ function_name: 'execute', ColdStart: 1 }),
    ]),
  )
  const second = await countedBy(execute, pushOf('first'))
  expect(second).toEqual(
    expect.arrayContaining([expect.objectContaining({ PushCalls: 0, CommentsWritten: 0, DoubtsOpened: 0 })]),
  )
  expect(second.filter((line) => 'ColdStart' in line || 'SecretReads' in line || 'ServiceNowCalls' in line)).toEqual([])
})

test('a lost answer is a call without a status, and the look that finds it has its own', async () => {
  functions.servicenow.addFault({ on: { method: 'POST' }, fault: { kind: 'reset', commit: true } })
  const counted = await countedBy(execute, pushOf('lost'))
  expect(counted).toEqual(
    expect.arrayContaining([
      calls('create', 'none', 1),
      calls('list', '2xx', 2),
      expect.objectContaining({ code: 'ok', Pushes: 1 }),
    ]),
  )
})

test('a push that has to leave a doubt counts it, beside the code with which it ends', async () => {
  functions.servicenow.addFault({ on: { method: 'POST' }, fault: { kind: 'reset', commit: true } })
  functions.servicenow.addFault({ on: { method: 'GET' }, times: 20, fault: { kind: 'status', status: 503 } })
  expect(await countedBy(execute, pushOf('doubted'))).toEqual(
    expect.arrayContaining([
      expect.objectContaining({ DoubtsOpened: 1, CommentsWritten: 0 }),
      expect.objectContaining({ code: 'outcome_unknown', Pushes: 1 }),
      calls('list', '5xx', 6),
    ]),
  )
})

test('a connector that nobody configured is never a dimension', async () => {
  const event = httpEvent('create-incident')
  const counted = await countedBy(execute, { ...event, pathParameters: { connectorId: 'made-up' } })
  expect(counted).toEqual(
    expect.arrayContaining([expect.objectContaining({ connector: 'none', code: 'unknown_connector', Pushes: 1 })]),
  )
  expect(JSON.stringify(counted)).not.toContain('made-up')
})

test('the queue counts its pushes at its own door, and what it puts off', async () => {
  const queued = await functions.start('execute-queued')
  const record = queuedAgoS(60, readExample('case-push-requested-sqs'))
  functions.servicenow.addFault({ times: 20, fault: { kind: 'status', status: 503 } })
  expect(await countedBy(queued, record)).toEqual(
    expect.arrayContaining([
      expect.objectContaining({ door: 'queue', connector: 'local', Pushes: 1 }),
      expect.objectContaining({ function_name: 'execute-queued', PushRetried: 1, PushWaited: expect.any(Number) }),
    ]),
  )
  const [waitedS = 0] = metricLines(queued.output()).flatMap((line) => (line['PushWaited'] as number | undefined) ?? [])
  expect(Math.floor(waitedS / 60)).toBe(1)
})

test('a comment by incident counts at a door of its own', async () => {
  const { body } = await execute.answer(pushOf('commented'))
  const incidentId = (body['data'] as { id: string }).id
  const event = httpEvent('push-comment')
  const comment = await functions.start('comment')
  expect(await countedBy(comment, { ...event, pathParameters: { ...event.pathParameters, incidentId } })).toEqual(
    expect.arrayContaining([
      expect.objectContaining({ door: 'comment', connector: 'local', code: 'ok', Pushes: 1 }),
      expect.objectContaining({ door: 'comment', connector: 'local', CommentsWritten: 1 }),
    ]),
  )
})

test.each(['find-incident', 'connector', 'find-connectors'] as const)(
  '%s, which pushes nothing, counts its cold start and no push',
  async (name) => {
    const counted = await countedBy(await functions.start(name), httpEvent('find-incident'))
    expect(counted).toContainEqual(expect.objectContaining({ function_name: name, ColdStart: 1 }))
    expect(counted.filter((line) => 'Pushes' in line)).toEqual([])
  },
)

test('every metric is declared with the unit that the code names, and every dimension is one of the list', () => {
  const lines = metricLines(execute.output())
  const directives = lines.flatMap(
    (line) =>
      (line['_aws'] as { CloudWatchMetrics: { Dimensions: string[][]; Metrics: Metric[] }[] }).CloudWatchMetrics,
  )
  for (const { Metrics, Dimensions } of directives) {
    for (const { Name, Unit } of Metrics) expect(UNITS).toHaveProperty(Name, Unit)
    expect(['service', 'door', 'connector', 'code', 'operation', 'status', 'function_name']).toEqual(
      expect.arrayContaining(Dimensions.flat()),
    )
  }
  expect(directives.length).toBeGreaterThan(20)
})

type Metric = { Name: string; Unit: string }

test('the stages of an account are told apart by the name of the service', async () => {
  const named = await functions.start('execute', { POWERTOOLS_SERVICE_NAME: 'case-push-prod' })
  const counted = await countedBy(named, pushOf('named'))
  expect(new Set(counted.map((line) => line['service']))).toEqual(new Set(['case-push-prod']))
})
