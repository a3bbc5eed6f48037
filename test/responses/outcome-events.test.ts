// How an outcome gets onto the bus, and what it means when it does not: EventBridge's protocol over real HTTP, with
// answers that the local bus never gives.
import { EventBridgeClient } from '@aws-sdk/client-eventbridge'
import { afterAll, expect, test } from '@jest/globals'
import { createOutcomes, incidentPushed } from '../../lib/responses/outcome-events.ts'
import { clientOptions } from '../support/aws-environment.ts'
import { startHttp } from '../support/raw-server.ts'
import { rejectionOf } from '../support/thrown.ts'

const RESULT = {
  title: 'INC0010012',
  id: '62dc',
  pushedDate: '2020-03-31T09:01:33.000Z',
  url: 'https://dev1.service-now.com/nav_to.do?uri=incident.do?sys_id=62dc',
}
const OUTCOME = incidentPushed({ id: 'local', name: 'Local' }, 'case', RESULT)
const bus: { status: number; body: unknown } = { status: 200, body: {} }
const server = await startHttp((response) => {
  response.writeHead(bus.status, { 'content-type': 'application/x-amz-json-1.1' }).end(JSON.stringify(bus.body))
})
const client = new EventBridgeClient(clientOptions(server.url))
afterAll(async () => {
  client.destroy()
  await server.close()
})

async function refusal(status: number, body: unknown) {
  Object.assign(bus, { status, body })
  return rejectionOf(createOutcomes(client, 'outcomes').publish(OUTCOME))
}

test.each([[{ FailedEntryCount: 0, Entries: [{ EventId: 'e1' }] }], [{ Entries: [{ EventId: 'e1' }] }]])(
  'an outcome that the bus accepts is published: %j',
  async (body) => {
    Object.assign(bus, { status: 200, body })
    await createOutcomes(client, 'outcomes').publish(OUTCOME)
    const { Entries } = JSON.parse(server.requests.at(-1)?.body ?? '') as { Entries: { Detail: string }[] }
    expect(Entries).toMatchObject([{ EventBusName: 'outcomes', Source: 'case-push', DetailType: 'Incident Pushed' }])
    expect(JSON.parse(Entries[0]?.Detail ?? '')).toEqual(OUTCOME.detail)
  },
)

test.each(['c1472f70-732a-11ea-a0b2-c51ea50a58e2', 'a:b@c~d_e.f+g'])(
  'the id of a case that can stand in a path is named for the write-back: %s',
  (id) => {
    const { detail } = incidentPushed({ id: 'local', name: 'Local' }, id, RESULT)
    expect(detail).toMatchObject({ savedObjectId: id, kibanaCaseId: id })
  },
)

test.each(['a/b', 'a?b', 'a#b', 'a%2fb', 'a\\b', '..', '.', 'a..b', 'a b', '{a}', 'a|b', 'Köln', '*', undefined])(
  'the write-back is not told the id of a case that would lead it elsewhere: %j',
  (id) => {
    expect(incidentPushed({ id: 'local', name: 'Local' }, id, RESULT).detail).not.toHaveProperty('kibanaCaseId')
  },
)

test.each([
  [[{ ErrorCode: 'InternalFailure' }], 'InternalFailure'],
  [[{ ErrorCode: 'words with blanks' }], 'unknown'],
  [[{}], 'unknown'],
  [[], 'unknown'],
  [undefined, 'unknown'],
])('an outcome that the bus rejects with status 200 is worth a retry: %j', async (Entries, cause) => {
  expect(await refusal(200, { FailedEntryCount: 1, Entries })).toMatchObject({
    code: 'push_incomplete',
    reason: 'outcome',
    cause,
    retryable: true,
  })
})

test.each(['InternalException', 'ThrottlingException'])(
  'an outcome whose bus fails is worth a retry: %s',
  async (name) => {
    expect(await refusal(400, { __type: name, message: 'canary' })).toMatchObject({
      code: 'push_incomplete',
      reason: 'outcome',
      cause: name,
    })
  },
)

test.each([
  'ResourceNotFoundException',
  'AccessDeniedException',
  'NotAuthorizedException',
  'UnrecognizedClientException',
  'ManagedRuleException',
])('an error of the bus that an operator must fix is told apart: %s', async (name) => {
  expect(await refusal(400, { __type: name, message: 'canary' })).toMatchObject({
    code: 'misconfigured',
    reason: 'outcome',
    cause: name,
  })
  expect(await refusal(200, { FailedEntryCount: 1, Entries: [{ ErrorCode: name }] })).toMatchObject({
    code: 'misconfigured',
    reason: 'outcome',
    cause: name,
  })
})

test('without a bus every outcome is rejected, and nothing is sent', async () => {
  const before = server.requests.length
  expect(await rejectionOf(createOutcomes(client, undefined).publish(OUTCOME))).toMatchObject({
    code: 'misconfigured',
    reason: 'outcome',
    cause: 'CASE_PUSH_BUS',
  })
  expect(server.requests).toHaveLength(before)
})
