// A deployment without AWS credentials: every HTTP function says the same of it.
import { afterAll, beforeAll, expect, test } from '@jest/globals'
import { eventNamed } from '../support/door.ts'
import { answerOf, startFunctions, type Functions } from '../security/functions.ts'

const KEY = { keyId: 'k', connectors: '*', expires: 0 }
const WITHOUT = { AWS_ACCESS_KEY_ID: '', AWS_SECRET_ACCESS_KEY: '', AWS_EC2_METADATA_DISABLED: 'true' }
let functions: Functions
beforeAll(async () => {
  functions = await startFunctions()
})
afterAll(async () => {
  await functions.close()
})

async function eventFor(header: string) {
  const event = await eventNamed('create-incident')
  return {
    ...event,
    identitySource: [header],
    requestContext: { ...event.requestContext, authorizer: { lambda: KEY } },
  }
}

test.each(['execute', 'find-connectors'] as const)('without credentials %s answers misconfigured', async (name) => {
  const fn = await functions.start(name, WITHOUT)
  const { statusCode, body } = answerOf(await fn.invoke(await eventFor('')))
  expect(statusCode).toBe(500)
  expect(body).toMatchObject({ code: 'misconfigured', retry: true })
  expect(fn.output()).toContain('"cause":"CredentialsProviderError"')
})

test('without credentials the authorizer lets nobody in, denies nobody, and logs what to fix', async () => {
  const fn = await functions.start('authorize', WITHOUT)
  expect(await fn.invoke(await eventFor('ApiKey bG9jYWw6bG9jYWw='))).toMatchObject({ thrown: 'PushError' })
  expect(fn.output()).toContain('"code":"misconfigured"')
})
