// Nothing leaks: the functions run with canaries for credentials and case text, through every kind of success and
// failure, and no canary comes out in a log line, a runtime's error or an answer. ServiceNow's own words for the caller
// are the one exception.
import { afterAll, expect, test } from '@jest/globals'
import { hashOf } from '../../lib/api-keys.ts'
import { connectorSecret } from '../support/connector-secret.ts'
import { FIND_PATH, onRoute, type HttpEvent } from '../support/events.ts'
import { startFunctions, type FunctionProcess } from '../support/functions.ts'
import type { HttpAnswer } from '../support/http-answer.ts'
import { logLines, metricLines } from '../support/log-lines.ts'
import {
  API_KEY,
  BAD_PARAMS,
  CANARY,
  CREDENTIALS,
  FAULTS,
  HEADER,
  PASSWORD,
  TALKATIVE,
  USERNAME,
  badRequests,
  canaryCase,
  canaryEvent,
} from './canaries.ts'

const template = canaryEvent()
const users = [{ ...CREDENTIALS, webServiceAccessOnly: true }]
const functions = await startFunctions({ users })
const stored = connectorSecret(functions.servicenow.url, CREDENTIALS)
await functions.storeConnector('local', stored)
await functions.storeConnector('wrong', { ...stored, secrets: { username: USERNAME, password: 'canary-wrong' } })
await functions.storeConnector('malformed', {
  ...stored,
  secrets: { username: 1, password: PASSWORD, token: 'canary' },
})
await functions.storeConnector('elsewhere', connectorSecret('https://canary.example/canary', CREDENTIALS))
await functions.storeConnector('no-json', `{"secrets": {"password": "${PASSWORD}`)
await functions.storeApiKeys({ soc: { hash: hashOf(API_KEY), connectors: ['*'] } })
const execute = await functions.start('execute', TALKATIVE)
afterAll(() => functions.close())

const pushOf = (subActionParams: unknown, change: Partial<HttpEvent> = {}): HttpEvent => ({
  ...template,
  body: JSON.stringify({ params: { subAction: 'pushToService', subActionParams } }),
  ...change,
})

/** An answer without what it may say: ServiceNow's own words, and the ids of the caller's comments. */
function wordsOf({ headers, body }: HttpAnswer): string {
  return JSON.stringify([headers, body], (key, value: unknown) =>
    ['serviceMessage', 'service_message', 'commentId'].includes(key) ? undefined : value,
  )
}

async function answerWithoutCanary(
  started: FunctionProcess,
  event: HttpEvent,
  remainingMs?: number,
): Promise<HttpAnswer> {
  const answer = await started.answer(event, remainingMs)
  expect(wordsOf(answer)).not.toMatch(CANARY)
  expect(started.output()).not.toMatch(CANARY)
  return answer
}

const FIELDS = [
  // this service's own
  'requestId',
  'connectorId',
  'caseId',
  'keyId',
  'code',
  'reason',
  'cause',
  'problems',
  'incident',
  'comments',
  'calls',
  'durationMs',
  'retryAfter',
  'eventId',
  'receives',
  'entry',
  'warnings',
  // Powertools'
  'level',
  'message',
  'timestamp',
  'service',
  'cold_start',
  'function_arn',
  'function_memory_size',
  'function_name',
  'function_request_id',
  'sampling_rate',
  'xray_trace_id',
]

function expectLoggedFields(started: FunctionProcess, minLines: number): void {
  const lines = logLines(started.output())
  expect(lines.length).toBeGreaterThan(minLines)
  const fields = new Set(lines.flatMap((line) => Object.keys(line)))
  expect([...fields].filter((field) => !FIELDS.includes(field))).toEqual([])
  for (const line of metricLines(started.output())) expectMetricLine(line)
}

const DIMENSIONS: Record<string, RegExp> = {
  service: /^case-push$/,
  door: /^(http|comment|queue)$/,
  connector: /^(local\d*|wrong|none)$/, // as configured here
  code: /^[a-z_]+$/,
  operation: /^[a-z]+$/,
  status: /^([2-5]xx|429|none)$/,
  function_name: /^[a-z-]+$/,
}

/** Its texts are dimensions, each with one of few values; all else is numbers. */
function expectMetricLine({ _aws, ...line }: Record<string, unknown>): void {
  expect(_aws).toBeDefined()
  for (const [name, value] of Object.entries(line)) {
    if (name in DIMENSIONS) expect(value).toMatch(DIMENSIONS[name] ?? /^$/)
    else
      expect({ name, isNumeric: [value].flat().every((one) => typeof one === 'number') }).toEqual({
        name,
        isNumeric: true,
      })
  }
}

const EXPECTED_CODES = [
  'outcome_unknown',
  'servicenow_rate_limited',
  'servicenow_rejected',
  'servicenow_unauthorized',
  'servicenow_unavailable',
]

test('no canary comes out of a create, an update and a repeated push', async () => {
  for (const change of [
    {},
    {},
    { title: 'Another canary', comments: [{ commentId: 'canary-3', comment: 'canary three' }] },
  ]) {
    expect(await answerWithoutCanary(execute, pushOf(canaryCase('good', change)))).toMatchObject({ statusCode: 200 })
  }
  expect(functions.servicenow.incidents()[0]).toMatchObject({ short_description: 'Another canary' })
})

test.concurrent.each(['POST', 'PATCH'] as const)(
  'no canary comes out of any failure of ServiceNow at a %s',
  async (method) => {
    const faulty = await startFunctions({ users })
    const codes = new Set<unknown>()
    try {
      const started = await faulty.start('execute', TALKATIVE)
      for (const [n, { fault, remainingMs }] of FAULTS.entries()) {
        if (method === 'PATCH' && remainingMs !== undefined) continue
        faulty.servicenow.clearFaults()
        faulty.servicenow.addFault({ on: { method }, times: 9, fault })
        // A connector for each failure: one that ServiceNow turned away is not tried again for 30 s.
        const connectorId = `local${String(n)}`
        await faulty.storeConnector(connectorId, connectorSecret(faulty.servicenow.url, CREDENTIALS))
        const event = pushOf(canaryCase(method), { pathParameters: { connectorId } })
        const { body } = await answerWithoutCanary(started, event, remainingMs ?? 9_000)
        codes.add(body['code'])
      }
      expectLoggedFields(started, FAULTS.length - 5)
    } finally {
      await faulty.close()
    }
    // ServiceNow's 404 means that the incident is gone, or the table.
    const notFound = method === 'POST' ? 'misconfigured' : 'incident_not_found'
    expect([...codes]).toEqual(expect.arrayContaining([notFound, ...EXPECTED_CODES]))
  },
  60_000,
)

test('no canary comes out of a bad case or a bad request', async () => {
  for (const params of BAD_PARAMS)
    expect((await answerWithoutCanary(execute, pushOf(params))).statusCode).toBeGreaterThanOrEqual(400)
  for (const change of badRequests(template))
    expect((await answerWithoutCanary(execute, pushOf(canaryCase('bad'), change))).statusCode).toBeGreaterThanOrEqual(
      400,
    )
})

test('no canary comes out of a connector that is malformed, points elsewhere or has a wrong password', async () => {
  for (const connectorId of ['malformed', 'elsewhere', 'no-json', 'wrong', 'wrong']) {
    const { statusCode } = await answerWithoutCanary(
      execute,
      pushOf(canaryCase('connector'), { pathParameters: { connectorId } }),
    )
    expect(statusCode).toBeGreaterThanOrEqual(500)
  }
})

test('no canary comes out of an event of another shape', async () => {
  for (const event of [
    null,
    'canary',
    {},
    { ...template, headers: 'canary', rawPath: { canary: 'canary' } },
    { ...template, body: { canary: 'canary' } },
  ]) {
    await execute.invoke(event)
    expect(execute.output()).not.toMatch(CANARY)
  }
})

test('no canary comes out of a connector that is shown or tested', async () => {
  const connector = await functions.start('connector', TALKATIVE)
  for (const [method, below] of [
    ['GET', ''],
    ['POST', '/_test'],
  ] as const) {
    const event = onRoute(template, method, `/api/actions/action/local${below}`)
    const { statusCode, body } = await connector.answer(event)
    expect([statusCode, body['name'] ?? body['status']]).toEqual([200, expect.any(String)])
    expect(JSON.stringify(body)).not.toMatch(CANARY)
  }
  expect(connector.output()).not.toMatch(CANARY)
})

test('no canary comes out of the authorizer and find-connectors', async () => {
  const authorize = await functions.start('authorize', TALKATIVE)
  for (const header of [HEADER, `${HEADER}A`, 'ApiKey canary', 'Basic canary'])
    await authorize.invoke({ ...template, identitySource: [header] })
  const find = await functions.start('find-connectors', TALKATIVE)
  const { statusCode, body } = await find.answer(onRoute(template, 'GET', FIND_PATH))
  expect(statusCode).toBe(200)
  expect(JSON.stringify(body) + find.output() + authorize.output()).not.toMatch(CANARY)
})

test('a log line holds nothing but the fields of the allow-list', () => {
  expectLoggedFields(execute, 30)
  expect(logLines(execute.output())[0]).toMatchObject({
    message: 'case pushed',
    connectorId: 'local',
    keyId: 'local',
  })
})
