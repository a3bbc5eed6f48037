// One table for the errors of AWS: whoever meets an error, a push, the list, the authorizer, the ledger or the bus,
// takes it for the same thing.
import { DynamoDBClient } from '@aws-sdk/client-dynamodb'
import { EventBridgeClient } from '@aws-sdk/client-eventbridge'
import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager'
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb'
import { afterAll, beforeAll, expect, test } from '@jest/globals'
import { createApiKeyReader } from '../../lib/api-keys.ts'
import { createConnectorCache } from '../../lib/connectors/connector-cache.ts'
import { listConnectors } from '../../lib/connectors/connector-list.ts'
import type { PushError } from '../../lib/errors.ts'
import { createLedger } from '../../lib/ledger/dynamodb-ledger.ts'
import { createOutcomes, incidentPushed } from '../../lib/responses/outcome-events.ts'
import { sendJson, startHttp, type RawServer } from '../support/raw-server.ts'
import { rejectionOf } from '../support/thrown.ts'

const T = Date.parse('2026-11-23T10:00:00Z')
const clock = { now: () => T }
const PREFIX = 'case-push/local'
const OUTCOME = incidentPushed({ id: 'sn', name: 'SN' }, 'case', { title: 't', id: 'i', pushedDate: 'd', url: 'u' })
const CLAIM = { owner: 'o', nowMs: T, untilMs: T, doubt: { owner: 'o', sinceMs: T, settledAtMs: T, comments: [] } }

let answer: { name: string; status: number } = { name: '', status: 400 }
let server: RawServer
let clients: { destroy(): void }[]
/** Every call of this project to AWS, by the name of who makes it. */
let calls: Record<string, () => Promise<unknown>>
beforeAll(async () => {
  server = await startHttp((response) => {
    sendJson(response, answer.status, { __type: answer.name, message: 'canary' })
  })
  const options = {
    endpoint: server.url,
    region: 'us-east-1',
    credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
    maxAttempts: 1,
  }
  const secrets = new SecretsManagerClient(options)
  const dynamoDB = new DynamoDBClient(options)
  const eventBridge = new EventBridgeClient(options)
  clients = [secrets, dynamoDB, eventBridge]
  calls = {
    connector: () => createConnectorCache(secrets, PREFIX, [], clock).get('sn'),
    list: () => listConnectors({ secrets, prefix: PREFIX, allowedHosts: [] }, () => true),
    apiKeys: createApiKeyReader(secrets, PREFIX, clock),
    ledger: () =>
      createLedger({ documents: DynamoDBDocumentClient.from(dynamoDB), name: 'table' }).acquire('sn#case', CLAIM),
    outcomes: () => createOutcomes(eventBridge, 'bus').publish(OUTCOME),
  }
})
afterAll(async () => {
  for (const client of clients) client.destroy()
  await server.close()
})

async function errorsAfter(name: string, status = 400): Promise<Record<string, PushError>> {
  answer = { name, status }
  const errors = Object.entries(calls).map(async ([caller, call]) => [caller, await rejectionOf(call())] as const)
  return Object.fromEntries(await Promise.all(errors))
}
const codesAfter = async (name: string, status?: number) =>
  Object.fromEntries(Object.entries(await errorsAfter(name, status)).map(([caller, { code }]) => [caller, code]))

test.each([
  'AccessDenied',
  'AccessDeniedException',
  'CredentialsProviderError',
  'DecryptionFailure',
  'ExpiredTokenException',
  'IncompleteSignature',
  'InvalidClientTokenId',
  'InvalidSignatureException',
  'KMSAccessDeniedException',
  'KMSDisabledException',
  'KMSInvalidStateException',
  'KMSNotFoundException',
  'MissingAuthenticationTokenException',
  'NotAuthorizedException',
  'OptInRequired',
  'SignatureDoesNotMatch',
  'TokenProviderError',
  'UnrecognizedClientException',
  'ValidationException',
])('only an operator can fix %s, whoever meets it', async (name) => {
  const errors = await errorsAfter(name)
  expect(Object.values(errors).map(({ code, cause }) => [code, cause])).toEqual(
    Object.keys(calls).map(() => ['misconfigured', name]),
  )
  expect(Object.values(errors).every(({ retryable }) => retryable)).toBe(true)
})

test.each([
  ['InternalServerError', 500],
  ['InternalServiceError', 500],
  ['InternalFailure', 500],
  ['ServiceUnavailable', 503],
  ['KMSInternalException', 500],
  ['KMSThrottlingException', 400],
  ['LimitExceededException', 400],
  ['ProvisionedThroughputExceededException', 400],
  ['RequestLimitExceeded', 400],
  ['ThrottlingException', 400],
  ['TransactionInProgressException', 400],
  ['SomethingNewException', 400],
])('%s is worth another try, whoever meets it', async (name, status) => {
  expect(await codesAfter(name, status)).toEqual({
    connector: 'credentials_unavailable',
    list: 'credentials_unavailable',
    apiKeys: 'credentials_unavailable',
    ledger: 'push_incomplete',
    outcomes: 'push_incomplete',
  })
})

test('a missing secret is an unknown connector; a missing table, bus or set of keys is misconfigured', async () => {
  expect(await codesAfter('ResourceNotFoundException')).toEqual({
    connector: 'unknown_connector',
    list: 'misconfigured',
    apiKeys: 'misconfigured',
    ledger: 'misconfigured',
    outcomes: 'misconfigured',
  })
})

test('no word of AWS’s message is kept', async () => {
  for (const error of Object.values(await errorsAfter('AccessDeniedException')))
    expect(JSON.stringify([error, error.message, error.cause, error.stack])).not.toContain('canary')
})
