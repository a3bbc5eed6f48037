// Round trips that need not wait for each other: the way to ServiceNow opens while the lease is taken, and on Lambda
// the table and the API keys are reached for before the first request.
import { afterAll, expect, test } from '@jest/globals'
import { createServer, request } from 'node:http'
import { hashOf } from '../../lib/api-keys.ts'
import { listen } from '../../local/listen.ts'
import { connectorSecret } from '../support/connector-secret.ts'
import { httpEvent } from '../support/events.ts'
import { startFunctions } from '../support/functions.ts'
import { sendJson, startHttp } from '../support/raw-server.ts'
import { startSecretsServer } from '../support/secrets-server.ts'
import { until } from '../support/until.ts'

const ROW = { sys_id: '0'.repeat(32), number: 'INC1', sys_created_on: '2026-11-26 10:00:00', sys_updated_on: '' }
const servicenow = await startHttp((response) => {
  sendJson(response, 201, { result: ROW })
})
const functions = await startFunctions()
await functions.storeConnector('local', connectorSecret(servicenow.url))

// Before DynamoDB: the pushes' calls, and those of a warm-up, wait until `passes`.
let passes = (): boolean => true
const calls: string[] = []
const front = await listen(
  createServer((incoming, outgoing) => {
    calls.push(String(incoming.headers['x-amz-target']))
    const { method, url, headers } = incoming
    until('DynamoDB may answer', () => passes()).then(
      () =>
        incoming.pipe(
          request(`${functions.urls.dynamoDB}${url ?? '/'}`, { method, headers }, (answer) => {
            answer.pipe(outgoing.writeHead(answer.statusCode ?? 500, answer.headers))
          }),
        ),
      () => outgoing.destroy(),
    )
  }),
  'the front of DynamoDB',
  0,
)
const onTable = { AWS_ENDPOINT_URL_DYNAMODB: front.url }
const onLambda = { ...onTable, AWS_LAMBDA_INITIALIZATION_TYPE: 'on-demand' }

afterAll(async () => {
  await Promise.all([functions.close(), servicenow.close(), front.close()])
})

test('the connection to ServiceNow is made while the lease is taken, and carries the create', async () => {
  passes = () => servicenow.connections.length > 0
  const execute = await functions.start('execute', onTable)
  const { statusCode } = await execute.answer(httpEvent('no-comments'))
  expect(statusCode).toBe(200)
  expect(servicenow.connections).toHaveLength(1)
})

test.each(['execute', 'comment', 'execute-queued', 'find-incident'] as const)(
  'on Lambda %s reaches for the ledger before the first request, elsewhere it does not',
  async (name) => {
    passes = () => true
    calls.length = 0
    await functions.start(name, onTable)
    expect(calls).toEqual([])
    await functions.start(name, onLambda)
    await until('the table is read', () => calls.length > 0)
    expect(calls).toEqual(['DynamoDB_20120810.GetItem'])
  },
)

test('on Lambda the authorizer reads the keys before the first request, which needs no further read', async () => {
  const secrets = await startSecretsServer()
  await secrets.storeApiKeys(JSON.stringify({ soc: { hash: hashOf('key'), connectors: ['*'] } }))
  const authorize = await functions.start('authorize', {
    AWS_ENDPOINT_URL_SECRETS_MANAGER: secrets.url,
    AWS_LAMBDA_INITIALIZATION_TYPE: 'on-demand',
  })
  await until('the keys are read', () => secrets.calls() > 0)
  const event = { identitySource: [`ApiKey ${Buffer.from('soc:key').toString('base64')}`] }
  expect(await authorize.invoke(event)).toMatchObject({ result: { isAuthorized: true } })
  expect(secrets.calls()).toBe(1)
  await authorize.close()
  await secrets.close()
})
