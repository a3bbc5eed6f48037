// No word of an AWS service's own leaks: whatever Secrets Manager or DynamoDB answers, none of it comes out of a
// function.
import { afterAll, expect, test } from '@jest/globals'
import { startFunctions } from '../support/functions.ts'
import { startHttp } from '../support/raw-server.ts'
import { CANARY, HEADER, TALKATIVE, canaryCase, canaryEvent } from './canaries.ts'

const template = canaryEvent()
const push = {
  ...template,
  body: JSON.stringify({ params: { subAction: 'pushToService', subActionParams: canaryCase('aws') } }),
}
const HEADERS = { 'content-type': 'application/x-amz-json-1.1', 'x-amzn-requestid': 'canary' }

const functions = await startFunctions()
const answer = { status: 200, body: '' }
const aws = await startHttp((response) => {
  response.writeHead(answer.status, HEADERS).end(answer.body)
})
afterAll(async () => {
  await functions.close()
  await aws.close()
})

const withoutSecrets = { ...TALKATIVE, AWS_ENDPOINT_URL_SECRETS_MANAGER: aws.url }
const withoutLedger = { ...TALKATIVE, AWS_ENDPOINT_URL_DYNAMODB: aws.url }
const runs = [
  { started: await functions.start('execute', withoutSecrets), event: push },
  { started: await functions.start('execute', withoutLedger), event: push },
  { started: await functions.start('authorize', withoutSecrets), event: { ...template, identitySource: [HEADER] } },
  { started: await functions.start('find-connectors', withoutSecrets), event: template },
]

test.each([
  ['a rejection', 400, JSON.stringify({ __type: 'AccessDeniedException', Message: 'canary is not authorized' })],
  ['an unknown error', 400, JSON.stringify({ __type: 'canary canary', Message: 'canary\n    at canary (canary:1:1)' })],
  ['an error of its own server', 500, '<canary/>'],
  ['a text that is not JSON', 200, 'canary'],
  [
    'a malformed secret, record and list',
    200,
    JSON.stringify({
      SecretString: '{"canary": "canary',
      Attributes: { canary: { S: 'canary' } },
      SecretList: [{ Name: 'canary' }],
    }),
  ],
])('no canary comes out of a function when AWS answers it with %s', async (_, status, body) => {
  Object.assign(answer, { status, body })
  for (const { started, event } of runs) {
    const before = aws.requests.length
    const outcome = await started.invoke(event)
    expect(aws.requests.length).toBeGreaterThan(before)
    expect(JSON.stringify(outcome) + started.output()).not.toMatch(CANARY)
  }
})
