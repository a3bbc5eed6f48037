// Nothing leaks from the queue's function either: the event of a failure carries the caller's request, which it is
// about, and no other word of it. The log and what the runtime prints carry none.
import { afterAll, expect, test } from '@jest/globals'
import { connectorSecret } from '../support/connector-secret.ts'
import { BUS } from '../support/aws-environment.ts'
import { startFunctions } from '../support/functions.ts'
import { sendJson, startHttp } from '../support/raw-server.ts'
import { BAD_PARAMS, CANARY, CREDENTIALS, FAULTS, PASSWORD, TALKATIVE, canaryCase } from './canaries.ts'

type Published = { DetailType: string; Detail: string }

const functions = await startFunctions({ users: [{ ...CREDENTIALS, webServiceAccessOnly: true }] })
const good = connectorSecret(functions.servicenow.url, CREDENTIALS)
for (const id of ['local', ...FAULTS.map((_, n) => `local${String(n)}`)]) await functions.storeConnector(id, good)
await functions.storeConnector('no-json', `{"secrets": {"password": "${PASSWORD}`)
const bus = await startHttp((response) => {
  sendJson(response, 200, { FailedEntryCount: 0, Entries: [{ EventId: 'e' }] })
})
const queued = await functions.start('execute-queued', {
  ...TALKATIVE,
  AWS_ENDPOINT_URL_EVENTBRIDGE: bus.url,
  CASE_PUSH_BUS: BUS,
})
afterAll(async () => {
  await bus.close()
  await functions.close()
})

const OVER_A_DAY_MS = 25 * 3_600_000
/** The entries of the last invocation. */
const published = () => bus.requests.flatMap(({ body }) => (JSON.parse(body) as { Entries: Published[] }).Entries)

/** An SQS record. One from yesterday is not put off again: its failure is published. */
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
          receiptHandle: 'canary',
          eventSourceARN: 'arn:aws:sqs:us-east-1:000000000000:canary',
          body,
          attributes: { SentTimestamp: String(Date.now() - ageMs), ApproximateReceiveCount: '1' },
        },
      ],
    },
  }
}

// Ids are not case text: they say which case, and which comments, an event is about.
const IDS = ['savedObjectId', 'kibanaCaseId', 'commentId', 'serviceMessage']

async function publishedWithoutCanary(
  connectorId: string,
  params: unknown,
  ageMs = 0,
  remainingMs = 20_000,
): Promise<string | undefined> {
  bus.requests.length = 0
  const { detail, event } = recordOf(connectorId, params, ageMs)
  const outcome = await queued.invoke(event, remainingMs)
  expect(JSON.stringify(outcome.thrown ?? '') + queued.output()).not.toMatch(CANARY)
  for (const { Detail } of published()) {
    const { request, ...rest } = JSON.parse(Detail) as { request?: unknown }
    if (request !== undefined) expect(request).toEqual(detail)
    expect(JSON.stringify(rest, (key, value: unknown) => (IDS.includes(key) ? undefined : value))).not.toMatch(CANARY)
  }
  return published()[0]?.DetailType
}

test('the event of a pushed case says which incident, and no word of the case', async () => {
  expect(await publishedWithoutCanary('local', canaryCase('queued'))).toBe('Incident Pushed')
})

test('the event of a failed push carries the request that it is about, and no other word of it', async () => {
  for (const params of BAD_PARAMS) expect(await publishedWithoutCanary('local', params)).toBe('Incident Push Failed')
  expect(await publishedWithoutCanary('no-json', canaryCase('queued'), OVER_A_DAY_MS)).toBe('Incident Push Failed')
  expect(await publishedWithoutCanary('../canary', canaryCase('queued'), OVER_A_DAY_MS)).toBe('Incident Push Failed')
})

test('no word of a failing ServiceNow gets into an event or a log line', async () => {
  const seen = new Set<string | undefined>()
  for (const [n, { fault, remainingMs }] of FAULTS.entries()) {
    if (remainingMs !== undefined) continue
    for (const ageMs of [0, OVER_A_DAY_MS]) {
      functions.servicenow.clearFaults()
      functions.servicenow.addFault({ on: { method: 'POST' }, times: 9, fault })
      seen.add(await publishedWithoutCanary(`local${String(n)}`, canaryCase(`queued-${String(ageMs)}`), ageMs, 17_000))
    }
  }
  functions.servicenow.clearFaults()
  expect(seen.has('Incident Push Failed')).toBe(true)
}, 60_000)

test('an event of another shape leaves no trace of what it holds', async () => {
  for (const event of [
    null,
    'canary',
    { Records: [{ body: 'canary' }] },
    { Records: [{ body: '{"detail": "canary' }, { body: 'canary' }] },
    { detail: { connectorId: { canary: 'canary' } } },
  ]) {
    await queued.invoke(event)
    expect(queued.output()).not.toMatch(CANARY)
  }
})
