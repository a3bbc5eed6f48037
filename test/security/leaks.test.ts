// Nothing leaks: the functions run with canaries for credentials and case text, through every kind of success and
// failure, and not one canary comes out in a log line, a runtime's error or an answer, ServiceNow's own words for the
// caller apart.
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { hashOf } from '../../lib/api-keys.ts'
import { connectorSecret, eventNamed, type Event } from '../support/door.ts'
import { API_KEY, BAD_PARAMS, CANARY, FAULTS, HEADER, PASSWORD, USERNAME, badRequests, canaryCase } from './canaries.ts'
import { answerOf, startFunctions, type Fn, type Functions, type HttpAnswer } from './functions.ts'

const SECRET = {
  AWS_ACCESS_KEY_ID: 'CANARYACCESSKEY',
  AWS_SECRET_ACCESS_KEY: 'canary-secret-access-key',
  AWS_SESSION_TOKEN: 'canary-token',
}
// What a debugging operator, or an attacker with the function's configuration, may set.
const TALKATIVE = {
  POWERTOOLS_LOG_LEVEL: 'DEBUG',
  POWERTOOLS_LOGGER_LOG_EVENT: 'true',
  NODE_OPTIONS: '--trace-warnings',
}

let functions: Functions
let execute: Fn
let template: Event
beforeAll(async () => {
  functions = await startFunctions({ users: [{ username: USERNAME, password: PASSWORD, webServiceAccessOnly: true }] })
  const stored = connectorSecret(functions.servicenow.url)
  const good = { ...stored, secrets: { username: USERNAME, password: PASSWORD } }
  // A connector for each failure: one that ServiceNow turned away is not tried again for 30 s.
  for (const id of ['local', ...FAULTS.map((_, n) => `local${String(n)}`)]) await functions.store(id, good)
  await functions.store('wrong', { ...stored, secrets: { username: USERNAME, password: 'canary-wrong' } })
  await functions.store('malformed', { ...stored, secrets: { username: 1, password: PASSWORD, token: 'canary' } })
  await functions.store('elsewhere', {
    ...connectorSecret('https://canary.example/canary'),
    secrets: { username: USERNAME, password: PASSWORD },
  })
  await functions.store('no-json', `{"secrets": {"password": "${PASSWORD}`)
  await functions.store('api-keys', { soc: { hash: hashOf(API_KEY), connectors: ['*'] } })
  template = await eventNamed('create-incident')
  template = {
    ...template,
    headers: { ...template.headers, authorization: HEADER, 'x-canary': 'canary', cookie: 'canary' },
    rawQueryString: 'canary=canary',
  }
  execute = await functions.start('execute', { ...SECRET, ...TALKATIVE })
})
afterAll(async () => {
  await functions.close()
})

const pushOf = (subActionParams: unknown, change: Partial<Event> = {}): Event => ({
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

async function expectSilent(fn: Fn, event: unknown, ms?: number): Promise<HttpAnswer> {
  const answer = answerOf(await fn.invoke(event, ms))
  expect(wordsOf(answer)).not.toMatch(CANARY)
  expect(fn.output()).not.toMatch(CANARY)
  return answer
}

describe('no canary comes out of', () => {
  test('a create, an update and a repeated push', async () => {
    for (const change of [
      {},
      {},
      { title: 'Another canary', comments: [{ commentId: 'canary-3', comment: 'canary three' }] },
    ]) {
      expect(await expectSilent(execute, pushOf(canaryCase('good', change)))).toMatchObject({ statusCode: 200 })
    }
    expect(functions.servicenow.incidents()[0]).toMatchObject({ short_description: 'Another canary' })
  })

  test('any failure of ServiceNow, at a create and at a comment', async () => {
    const codes = new Set<unknown>()
    for (const method of ['POST', 'PATCH'] as const) {
      for (const [n, { fault, ms }] of FAULTS.entries()) {
        if (method === 'PATCH' && ms !== undefined) continue
        functions.servicenow.clearFaults()
        functions.servicenow.addFault({ on: { method }, times: 9, fault })
        const connectorId = `local${String(n)}`
        const { body } = await expectSilent(
          execute,
          pushOf(canaryCase(method), { pathParameters: { connectorId } }),
          ms ?? 9_000,
        )
        codes.add((body as { code?: unknown }).code)
      }
    }
    functions.servicenow.clearFaults()
    const expected = [
      'incident_not_found',
      'outcome_unknown',
      'servicenow_rate_limited',
      'servicenow_rejected',
      'servicenow_unauthorized',
      'servicenow_unavailable',
    ]
    expect([...codes]).toEqual(expect.arrayContaining(expected))
  }, 60_000)

  test('a bad case or a bad request', async () => {
    for (const params of BAD_PARAMS)
      expect((await expectSilent(execute, pushOf(params))).statusCode).toBeGreaterThanOrEqual(400)
    for (const change of badRequests(template))
      expect((await expectSilent(execute, pushOf(canaryCase('bad'), change))).statusCode).toBeGreaterThanOrEqual(400)
  })

  test('a connector that is malformed, points elsewhere or has a wrong password', async () => {
    for (const connectorId of ['malformed', 'elsewhere', 'no-json', 'wrong', 'wrong']) {
      const { statusCode } = await expectSilent(
        execute,
        pushOf(canaryCase('connector'), { pathParameters: { connectorId } }),
      )
      expect(statusCode).toBeGreaterThanOrEqual(500)
    }
  })

  test('events that are none', async () => {
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

  test('the authorizer and find-connectors', async () => {
    const authorize = await functions.start('authorize', { ...SECRET, ...TALKATIVE })
    for (const header of [HEADER, `${HEADER}A`, 'ApiKey canary', 'Basic canary'])
      await authorize.invoke({ ...template, identitySource: [header] })
    const find = await functions.start('find-connectors', { ...SECRET, ...TALKATIVE })
    const { statusCode, body } = answerOf(await find.invoke(template))
    expect(statusCode).toBe(200)
    expect(JSON.stringify(body) + find.output() + authorize.output()).not.toMatch(CANARY)
  })
})

/** An AWS service whose every answer speaks of canaries. */
async function talkative(answer: { status: number; body: string }): Promise<{ url: string; server: Server }> {
  const server = createServer((request, response) => {
    request
      .resume()
      .on('end', () =>
        response
          .writeHead(answer.status, { 'content-type': 'application/x-amz-json-1.1', 'x-amzn-requestid': 'canary' })
          .end(answer.body),
      )
  })
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve)
  })
  return { url: `http://127.0.0.1:${String((server.address() as AddressInfo).port)}`, server }
}

describe('no canary of an AWS service comes out', () => {
  test.each([
    ['a refusal', 400, JSON.stringify({ __type: 'AccessDeniedException', Message: 'canary is not authorized' })],
    [
      'an unknown error',
      400,
      JSON.stringify({ __type: 'canary canary', Message: 'canary\n    at canary (canary:1:1)' }),
    ],
    ['an error of its own', 500, '<canary/>'],
    ['no JSON', 200, 'canary'],
    [
      'a secret and a record that are none',
      200,
      JSON.stringify({
        SecretString: '{"canary": "canary',
        Attributes: { canary: { S: 'canary' } },
        SecretList: [{ Name: 'canary' }],
      }),
    ],
  ])('from %s', async (_, status, body) => {
    const { url, server } = await talkative({ status, body })
    const context = { ...template, identitySource: [HEADER] }
    const secretsDown = { ...SECRET, ...TALKATIVE, AWS_ENDPOINT_URL_SECRETS_MANAGER: url }
    const runs: [Parameters<Functions['start']>[0], Record<string, string>, unknown][] = [
      ['execute', secretsDown, pushOf(canaryCase('aws'))],
      ['execute', { ...SECRET, ...TALKATIVE, AWS_ENDPOINT_URL_DYNAMODB: url }, pushOf(canaryCase('aws'))],
      ['authorize', secretsDown, context],
      ['find-connectors', secretsDown, context],
    ]
    const outputs = await Promise.all(
      runs.map(async ([name, environment, event]) => {
        const fn = await functions.start(name, environment)
        const outcome = await fn.invoke(event)
        return JSON.stringify(outcome) + fn.output()
      }),
    )
    server.closeAllConnections()
    server.close()
    for (const output of outputs) expect(output).not.toMatch(CANARY)
  })
})

test('a log line holds nothing but the fields of the allow-list', () => {
  const OWN = [
    'connectorId',
    'keyId',
    'code',
    'reason',
    'cause',
    'incident',
    'comments',
    'durationMs',
    'retryAfter',
    'eventId',
    'receives',
  ]
  const POWERTOOLS = [
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
  const lines = execute
    .output()
    .trim()
    .split('\n')
    .filter((line) => line.startsWith('{'))
    .map((line) => JSON.parse(line) as Record<string, unknown>)
  expect(lines.length).toBeGreaterThan(60)
  expect(lines[0]).toMatchObject({ message: 'case pushed', connectorId: 'local', keyId: 'local' })
  expect(
    [...new Set(lines.flatMap((line) => Object.keys(line)))].filter(
      (field) => ![...OWN, ...POWERTOOLS].includes(field),
    ),
  ).toEqual([])
})
