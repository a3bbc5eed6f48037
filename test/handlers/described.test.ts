// Every answer that openapi.yaml describes is one that the functions give: each route is led to each of its codes, on
// both spellings of its path. The check of each answer itself is in test/support/described.ts.
import { afterAll, afterEach, expect, test } from '@jest/globals'
import type { PushErrorCode } from '../../lib/errors.ts'
import { NOBODY } from '../support/aws-environment.ts'
import { connectorSecret } from '../support/connector-secret.ts'
import { ANSWER_EXAMPLES, EXAMPLE } from '../../scripts/api-examples.ts'
import { describedAnswers, seenAnswers } from '../support/described.ts'
import { FIND_PATH, httpEvent, onRoute, withKey, withParams, type HttpEvent } from '../support/events.ts'
import { startFunctions, type FunctionName, type FunctionProcess } from '../support/functions.ts'
import type { HttpAnswer } from '../support/http-answer.ts'

const functions = await startFunctions()
const { servicenow } = functions
const WITHOUT_SECRETS = { AWS_ENDPOINT_URL_SECRETS_MANAGER: NOBODY }
const WITHOUT_LEDGER = { AWS_ENDPOINT_URL_DYNAMODB: NOBODY }
const WITHOUT_CREDENTIALS = { AWS_ACCESS_KEY_ID: '', AWS_SECRET_ACCESS_KEY: '', AWS_EC2_METADATA_DISABLED: 'true' }
await functions.storeConnector('denied', connectorSecret(servicenow.url))
await functions.storeConnector('malformed', { ...connectorSecret(servicenow.url), canary: 1 })
afterEach(() => {
  servicenow.clearFaults()
})
afterAll(() => functions.close())

const running = new Map<string, Promise<FunctionProcess>>()
/** A function of that environment, one process each. */
function functionOf(name: FunctionName, environment: Record<string, string> = {}, copy = 0): Promise<FunctionProcess> {
  const key = JSON.stringify([name, environment, copy])
  const started = running.get(key) ?? functions.start(name, { POWERTOOLS_LOG_LEVEL: 'SILENT', ...environment })
  running.set(key, started)
  return started
}

const SPELLINGS = ['action', 'connector'] as const
type Spelling = (typeof SPELLINGS)[number]

let cases = 0
/** A push of another case. */
function push(spelling: Spelling, connectorId = 'local', params: Record<string, unknown> = {}): HttpEvent {
  cases += 1
  const event = withParams(httpEvent('create-incident'), { savedObjectId: `described-${cases}`, ...params })
  return {
    ...onRoute(event, 'POST', `/api/actions/${spelling}/${connectorId}/_execute`),
    pathParameters: { connectorId },
  }
}

/** A call below the path of a connector, without a body unless it has one. */
function call(
  method: 'GET' | 'POST',
  spelling: Spelling,
  connectorId: string,
  below: string,
  body?: unknown,
): HttpEvent {
  const { body: _, ...event } = push(spelling, connectorId)
  const path = `/api/actions/${spelling}/${encodeURIComponent(connectorId)}${below}`
  const [, incidentId] = /^\/incidents\/([^/]*)/.exec(below) ?? []
  return {
    ...onRoute(event, method, path),
    pathParameters: {
      connectorId,
      ...(incidentId === undefined ? {} : { incidentId: decodeURIComponent(incidentId) }),
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  }
}

async function pushedId(connectorId = 'local'): Promise<string> {
  // Another process than the one that is led to errors: it goes on trusting the connector.
  const { body } = await (await functionOf('execute', {}, 2)).answer(push('action', connectorId))
  return (body['data'] as { id: string }).id
}

const comment = async (spelling: Spelling, connectorId = 'local', id?: string): Promise<HttpEvent> =>
  call('POST', spelling, connectorId, `/incidents/${id ?? (await pushedId(connectorId))}/comments`, {
    comment: `Isolated host ${cases}.`,
  })

/** How a route is led to an error: the event, and what stands in the way. */
type Way = { event: HttpEvent; environment?: Record<string, string>; remainingMs?: number; meanwhile?: HttpEvent }
type Ways = Partial<Record<PushErrorCode, (spelling: Spelling) => Way | Promise<Way>>>

const fails = (method: 'POST' | 'PATCH', fault: Parameters<typeof servicenow.addFault>[0]['fault']) => {
  servicenow.addFault({ on: { method }, fault })
}
const key = (connectors: string) => ({ keyId: 'k', connectors, expires: 0 })

/** A call that ServiceNow has not taken on is tried so often. */
const MAX_ATTEMPTS = 3

/** The ways of a route that writes; `eventFor` makes the request, of which the first call is `method`. */
function writing(
  method: 'POST' | 'PATCH',
  eventFor: (spelling: Spelling, connectorId?: string, id?: string) => HttpEvent | Promise<HttpEvent>,
): Ways {
  const failing =
    (fault: Parameters<typeof fails>[1], connectorId = 'local', times = 1) =>
    async (spelling: Spelling): Promise<Way> => {
      const event = await eventFor(spelling, connectorId)
      for (let n = 0; n < times; n += 1) fails(method, fault)
      return { event }
    }
  return {
    invalid_request: async (at) => ({ event: { ...(await eventFor(at)), body: '{}' } }),
    forbidden: async (at) => ({ event: withKey(await eventFor(at), key('other')) }),
    payload_too_large: async (at) => ({ event: { ...(await eventFor(at)), body: `"${'x'.repeat(5_300_000)}"` } }),
    unsupported_media_type: async (at) => ({
      event: { ...(await eventFor(at)), headers: { 'content-type': 'text/plain' } },
    }),
    servicenow_rejected: failing({ kind: 'status', status: 400 }),
    servicenow_unavailable: failing({ kind: 'accepted' }, 'local', MAX_ATTEMPTS),
    servicenow_rate_limited: failing({ kind: 'rate-limit', retryAfter: 60 }),
    outcome_unknown: failing({ kind: 'reset' }),
    servicenow_unauthorized: failing({ kind: 'status', status: 401 }, 'denied', 2),
    credentials_unavailable: async (at) => ({ event: await eventFor(at), environment: WITHOUT_SECRETS }),
    push_incomplete: async (at) => ({ event: await eventFor(at), environment: WITHOUT_LEDGER }),
    push_in_progress: async (at) => {
      const event = await eventFor(at)
      fails(method, { kind: 'slow', delayMs: 3_000 })
      return { event, meanwhile: event, remainingMs: 9_000 }
    },
  }
}

/** The ways that each route below a connector has: no such connector, and one that is malformed. */
const named = (eventFor: (spelling: Spelling, connectorId: string) => HttpEvent | Promise<HttpEvent>): Ways => ({
  unknown_connector: async (at) => ({ event: await eventFor(at, 'nowhere') }),
  misconfigured: async (at) => ({ event: await eventFor(at, 'malformed') }),
})
const reading = (eventFor: (spelling: Spelling, connectorId: string) => HttpEvent): Ways => ({
  ...named(eventFor),
  invalid_request: (at) => ({ event: eventFor(at, 'a b') }),
  forbidden: (at) => ({ event: withKey(eventFor(at, 'local'), key('other')) }),
  credentials_unavailable: (at) => ({ event: eventFor(at, 'local'), environment: WITHOUT_SECRETS }),
})
const GONE = '0'.repeat(32)

const ROUTES: [string, FunctionName, Ways][] = [
  [
    'execute',
    'execute',
    {
      ...writing('POST', (at, connectorId) => push(at, connectorId)),
      ...named(push),
      unsupported_sub_action: (at) => ({
        event: { ...push(at), body: JSON.stringify({ params: { subAction: 'handshake', subActionParams: {} } }) },
      }),
      incident_not_found: (at) => ({ event: push(at, 'local', { externalId: GONE }) }),
    },
  ],
  [
    'comment',
    'comment',
    {
      ...writing('PATCH', comment),
      ...named((at, connectorId) => comment(at, connectorId, GONE)),
      incident_not_found: async (at) => ({ event: await comment(at, 'local', GONE) }),
    },
  ],
  [
    'findIncident',
    'find-incident',
    {
      ...reading((at, connectorId) => call('GET', at, connectorId, `/incidents/${GONE}`)),
      incident_not_found: (at) => ({ event: call('GET', at, 'local', `/incidents/${GONE}`) }),
      push_incomplete: (at) => ({
        event: call('GET', at, 'local', `/incidents/${GONE}`),
        environment: WITHOUT_LEDGER,
      }),
    },
  ],
  ['getConnector', 'connector', reading((at, connectorId) => call('GET', at, connectorId, ''))],
  ['testConnector', 'connector', reading((at, connectorId) => call('POST', at, connectorId, '/_test'))],
]

async function answerOn(name: FunctionName, { event, environment, remainingMs, meanwhile }: Way): Promise<HttpAnswer> {
  const other = meanwhile === undefined ? undefined : (await functionOf(name, environment, 1)).answer(meanwhile)
  if (other !== undefined) await servicenowIsAsked()
  const answer = await (await functionOf(name, environment)).answer(event, remainingMs)
  await other
  return answer
}

/** Resolves once ServiceNow has got the write of the other push. */
async function servicenowIsAsked(): Promise<void> {
  servicenow.clearRequests()
  while (!servicenow.requests().some(({ method }) => method !== 'GET'))
    await new Promise((later) => setTimeout(later, 20))
}

const ERRORS = ROUTES.flatMap(([route, name, ways]) =>
  Object.entries(ways).flatMap(([code, way]) => SPELLINGS.map((at) => [route, code, at, name, way] as const)),
)

test.each(ERRORS)(
  '%s answers %s on the %s path',
  async (_route, code, at, name, way) => {
    expect((await answerOn(name, await way(at))).body['code']).toBe(code)
  },
  20_000,
)

const find = onRoute(call('GET', 'action', 'local', ''), 'GET', FIND_PATH)
test.each<[PushErrorCode | undefined, Way]>([
  [undefined, { event: find }],
  [undefined, { event: { ...find, queryStringParameters: { page: '1' } } }],
  ['invalid_request', { event: { ...find, queryStringParameters: { per_page: '0' } } }],
  ['forbidden', { event: withKey(find, undefined) }],
  ['misconfigured', { event: find, environment: WITHOUT_CREDENTIALS }],
  ['credentials_unavailable', { event: find, environment: WITHOUT_SECRETS }],
])('findConnectors answers %s', async (code, way) => {
  expect((await answerOn('find-connectors', way)).body['code']).toBe(code)
})

test.each(SPELLINGS)('every route of the %s path answers 200', async (at) => {
  const id = await pushedId()
  const asked: [FunctionName, HttpEvent][] = [
    ['execute', push(at)],
    ['comment', await comment(at, 'local', id)],
    ['find-incident', call('GET', at, 'local', `/incidents/${id}`)],
    ['connector', call('GET', at, 'local', '')],
    ['connector', call('POST', at, 'local', '/_test')],
  ]
  for (const [name, event] of asked) expect((await answerOn(name, { event })).statusCode).toBe(200)
})

/** An answer with the id, the time, the address and the comment's id of the examples in place of its own. */
function likeExample(body: unknown): unknown {
  const text = JSON.stringify(body)
    .replaceAll(servicenow.url, EXAMPLE.instance)
    .replaceAll(/\b[0-9a-f]{32}\b/g, EXAMPLE.sysId)
    .replaceAll(/\bINC\d{7}\b/g, EXAMPLE.number)
    .replaceAll(/\b\d{4}-\d\d-\d\dT[\d:.]{12}Z/g, EXAMPLE.time)
    .replaceAll(/sha256:[0-9a-f]{64}/g, EXAMPLE.digest)
  return JSON.parse(text) as unknown
}
const MINIMAL = { savedObjectId: 'rehearsed', description: undefined, comments: undefined }
const action = (subAction: string, subActionParams: object) => ({ params: { subAction, subActionParams } })

test.each(SPELLINGS)('the examples of the %s path are answers of the functions', async (at) => {
  const id = await pushedId()
  const execute = (body: object, below = '_execute') => call('POST', at, 'local', `/${below}`, body)
  const asked: [string, string, FunctionName, HttpEvent][] = [
    ['execute', 'pushed', 'execute', push(at)],
    ['execute', 'rehearsed', 'execute', { ...push(at, 'local', MINIMAL), queryStringParameters: { dryRun: 'true' } }],
    ['execute', 'closed', 'execute', execute(action('closeIncident', { incident: { externalId: id } }))],
    ['execute', 'nothingToClose', 'execute', execute(action('closeIncident', { incident: { externalId: GONE } }))],
    ['comment', 'answer', 'comment', await comment(at)],
    ['incident', 'answer', 'find-incident', call('GET', at, 'local', `/incidents/${id}`)],
    ['connector', 'answer', 'connector', call('GET', at, 'local', '')],
  ]
  for (const [route, example, name, event] of asked) {
    const { body } = await answerOn(name, { event })
    expect(likeExample(body)).toEqual(ANSWER_EXAMPLES[route]?.(at)[example]?.value)
  }
  const lists = [
    ['fields', 'getFields', {}],
    ['choices', 'getChoices', { fields: ['severity'] }],
  ] as const
  for (const [example, subAction, params] of lists) {
    const { body } = await answerOn('execute', { event: execute(action(subAction, params)) })
    const { data } = ANSWER_EXAMPLES['execute']?.(at)[example]?.value as { data: unknown[] }
    expect(body['data']).toEqual(expect.arrayContaining(data))
  }
})

/** What any function answers when something broke that nobody foresaw; these have nothing else that is cut short. */
const ONLY_AFTER_A_DEFECT = /^(?:getConnector|testConnector|findConnectors)\w* 503 push_incomplete$/

test('no answer is described that no route gives', () => {
  const seen = seenAnswers()
  const unseen = describedAnswers().filter((answer) => !seen.has(answer) && !ONLY_AFTER_A_DEFECT.test(answer))
  expect(unseen).toEqual([])
})
