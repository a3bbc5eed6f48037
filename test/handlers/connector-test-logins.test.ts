// The test of a connector on an instance that denies basic authentication: every other login passes, and one that
// fails is told with its usual causes.
import { afterAll, expect, test } from '@jest/globals'
import { connectorSecret } from '../support/connector-secret.ts'
import { httpEvent } from '../support/events.ts'
import { startFunctions } from '../support/functions.ts'
import { LOGINS, STORED } from '../support/logins.ts'

const functions = await startFunctions(LOGINS)
const { servicenow } = functions
servicenow.setProperties({ basicAuthRestricted: true, clientCredentialsEnabled: true })
const stored = connectorSecret(servicenow.url)
for (const [kind, { config, secrets }] of Object.entries(STORED))
  await functions.storeConnector(kind, { ...stored, config: { ...stored.config, ...config }, secrets })
const connector = await functions.start('connector')
afterAll(() => functions.close())

async function loginCheck(kind: string): Promise<unknown> {
  const event = httpEvent('create-incident')
  const rawPath = `/api/actions/connector/${kind}/_test`
  const { body } = await connector.answer({ ...event, rawPath, pathParameters: { connectorId: kind } })
  return (body['checks'] as unknown[])[0]
}

test.each(['client_credentials', 'jwt_bearer', 'api_key'])('the login %s passes', async (kind) => {
  expect(await loginCheck(kind)).toMatchObject({ name: 'login', status: 'ok' })
})

test('each test logs in afresh: a grant that is switched off fails at once', async () => {
  servicenow.setProperties({ clientCredentialsEnabled: false })
  expect(await loginCheck('client_credentials')).toMatchObject({
    status: 'failed',
    message: expect.stringContaining('OAuth needs its grant enabled'),
  })
})

test('basic authentication that the instance denies is told as the cause, and logged without a secret', async () => {
  expect(await loginCheck('basic')).toMatchObject({
    status: 'failed',
    message: expect.stringContaining('deny basic authentication'),
  })
  expect(connector.output()).toMatch(/"message":"connector tested".*"reason":"authentication","warnings":\["login"\]/)
  expect(connector.output()).not.toMatch(/local-password|client-secret|api-key-1/)
})
