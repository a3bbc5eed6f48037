// No word of an AWS service's own leaks: whatever Secrets Manager or DynamoDB answers, none of it comes out of a
// function.
import { afterAll, expect, test } from '@jest/globals'
import { startFunctions, type FunctionName } from '../support/functions.ts'
import { startHttp } from '../support/raw-server.ts'
import { CANARY, HEADER, TALKATIVE, canaryCase, canaryEvent } from './canaries.ts'

const functions = await startFunctions()
afterAll(() => functions.close())

const template = canaryEvent()
const push = {
  ...template,
  body: JSON.stringify({ params: { subAction: 'pushToService', subActionParams: canaryCase('aws') } }),
}
const HEADERS = { 'content-type': 'application/x-amz-json-1.1', 'x-amzn-requestid': 'canary' }

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
  const aws = await startHttp((response) => {
    response.writeHead(status, HEADERS).end(body)
  })
  const withoutSecrets = { ...TALKATIVE, AWS_ENDPOINT_URL_SECRETS_MANAGER: aws.url }
  const withoutLedger = { ...TALKATIVE, AWS_ENDPOINT_URL_DYNAMODB: aws.url }
  const runs: [FunctionName, Record<string, string>, unknown][] = [
    ['execute', withoutSecrets, push],
    ['execute', withoutLedger, push],
    ['authorize', withoutSecrets, { ...template, identitySource: [HEADER] }],
    ['find-connectors', withoutSecrets, template],
  ]
  const words = await Promise.all(
    runs.map(async ([name, environment, event]) => {
      const started = await functions.start(name, environment)
      const outcome = await started.invoke(event)
      await started.close()
      return JSON.stringify(outcome) + started.output()
    }),
  )
  await aws.close()
  expect(aws.requests.length).toBeGreaterThanOrEqual(runs.length)
  for (const word of words) expect(word).not.toMatch(CANARY)
})
