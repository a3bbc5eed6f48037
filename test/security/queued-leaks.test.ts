// Nothing leaks by the queue's door either: a failed event carries the caller's own request, which it is about, and
// no other word of it; the log and what the runtime prints carry none.
import { afterAll, beforeAll, expect, test } from '@jest/globals'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { json } from 'node:stream/consumers'
import { connectorSecret } from '../support/door.ts'
import { BAD_PARAMS, CANARY, FAULTS, PASSWORD, USERNAME, canaryCase } from './canaries.ts'
import { startFunctions, type Fn, type Functions } from './functions.ts'

type Published = { DetailType: string; Detail: string }

let functions: Functions
let queued: Fn
let bus: Server
const published: Published[] = []
beforeAll(async () => {
  functions = await startFunctions({ users: [{ username: USERNAME, password: PASSWORD, webServiceAccessOnly: true }] })
  const good = { ...connectorSecret(functions.servicenow.url), secrets: { username: USERNAME, password: PASSWORD } }
  for (const id of ['local', ...FAULTS.map((_, n) => `local${String(n)}`)]) await functions.store(id, good)
  await functions.store('no-json', `{"secrets": {"password": "${PASSWORD}`)
  bus = createServer((request, response) => {
    void json(request).then((body) => {
      published.push(...(body as { Entries: Published[] }).Entries)
      response
        .writeHead(200, { 'content-type': 'application/x-amz-json-1.1' })
        .end('{"FailedEntryCount": 0, "Entries": [{"EventId": "e"}]}')
    })
  })
  await new Promise<void>((resolve) => {
    bus.listen(0, '127.0.0.1', resolve)
  })
  queued = await functions.start('execute-queued', {
    AWS_ENDPOINT_URL_EVENTBRIDGE: `http://127.0.0.1:${String((bus.address() as AddressInfo).port)}`,
    AWS_SECRET_ACCESS_KEY: 'canary-secret-access-key',
    CASE_PUSH_BUS: 'case-push-local',
    POWERTOOLS_LOG_LEVEL: 'DEBUG',
    POWERTOOLS_LOGGER_LOG_EVENT: 'true',
  })
})
afterAll(async () => {
  bus.closeAllConnections()
  bus.close()
  await functions.close()
})

/** An SQS record; one of a day ago is not put off again, so that its failure is told. */
function recordOf(connectorId: string, subActionParams: unknown, ageMs = 0) {
  const detail = { connectorId, params: { subAction: 'pushToService', subActionParams } }
  const body = JSON.stringify({
    id: '6f0b1f2e-0000-4000-8000-000000000001',
    source: 'canary',
    'detail-type': 'Case Push Requested',
    detail,
  })
  return {
    detail,
    event: {
      Records: [
        {
          messageId: 'canary',
          body,
          attributes: { SentTimestamp: String(Date.now() - ageMs), ApproximateReceiveCount: '1' },
        },
      ],
    },
  }
}

// Ids are no case text: they say which case, and which comments, an event is about.
const IDS = ['savedObjectId', 'commentId', 'serviceMessage']

async function expectSilent(
  connectorId: string,
  params: unknown,
  ageMs = 0,
  remaining = 20_000,
): Promise<string | undefined> {
  published.length = 0
  const { detail, event } = recordOf(connectorId, params, ageMs)
  const outcome = await queued.invoke(event, remaining)
  expect(JSON.stringify(outcome.thrown ?? '') + queued.output()).not.toMatch(CANARY)
  for (const { Detail } of published) {
    const { request, ...rest } = JSON.parse(Detail) as { request?: unknown }
    if (request !== undefined) expect(request).toEqual(detail)
    expect(JSON.stringify(rest, (key, value: unknown) => (IDS.includes(key) ? undefined : value))).not.toMatch(CANARY)
  }
  return published[0]?.DetailType
}

test('a pushed case says which incident, and no word of the case', async () => {
  expect(await expectSilent('local', canaryCase('queued'))).toBe('Incident Pushed')
})

test('a failed push carries the request that it is about, and no other word of it', async () => {
  const day = 25 * 3_600_000
  for (const params of BAD_PARAMS) expect(await expectSilent('local', params)).toBe('Incident Push Failed')
  expect(await expectSilent('no-json', canaryCase('queued'), day)).toBe('Incident Push Failed')
  expect(await expectSilent('../canary', canaryCase('queued'), day)).toBe('Incident Push Failed')
})

test('no failure of ServiceNow gets into an event or a log line', async () => {
  const seen = new Set<string | undefined>()
  for (const [n, { fault, ms }] of FAULTS.entries()) {
    if (ms !== undefined) continue
    for (const ageMs of [0, 25 * 3_600_000]) {
      functions.servicenow.clearFaults()
      functions.servicenow.addFault({ on: { method: 'POST' }, times: 9, fault })
      seen.add(await expectSilent(`local${String(n)}`, canaryCase(`queued-${String(ageMs)}`), ageMs, 17_000))
    }
  }
  functions.servicenow.clearFaults()
  expect(seen.has('Incident Push Failed')).toBe(true)
}, 60_000)

test('events that are none leave no trace of what they hold', async () => {
  for (const event of [
    null,
    'canary',
    { Records: [{ body: 'canary' }] },
    { Records: [{ body: '{"detail": "canary' }, { body: 'canary' }] },
    { detail: { connectorId: { canary: 'canary' } } },
  ]) {
    published.length = 0
    await queued.invoke(event)
    expect(queued.output()).not.toMatch(CANARY)
  }
})
