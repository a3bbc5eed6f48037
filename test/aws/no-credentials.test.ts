// A deployment without AWS credentials: every HTTP function answers it in the same way.
import { afterAll, expect, test } from '@jest/globals'
import { FIND_PATH, httpEvent, onRoute, withKey } from '../support/events.ts'
import { startFunctions } from '../support/functions.ts'

const KEY = { keyId: 'k', connectors: '*', expires: 0 }
const WITHOUT = { AWS_ACCESS_KEY_ID: '', AWS_SECRET_ACCESS_KEY: '', AWS_EC2_METADATA_DISABLED: 'true' }
const functions = await startFunctions()
afterAll(() => functions.close())

const eventFor = (header: string) => ({
  ...withKey(httpEvent('create-incident'), KEY),
  identitySource: [header],
})

test.each(['execute', 'connector', 'find-connectors'] as const)(
  'without credentials %s answers misconfigured',
  async (name) => {
    const started = await functions.start(name, WITHOUT)
    const event = eventFor('')
    const { statusCode, body } = await started.answer(
      name === 'find-connectors' ? onRoute(event, 'GET', FIND_PATH) : event,
    )
    expect(statusCode).toBe(500)
    expect(body).toMatchObject({ code: 'misconfigured', retry: true })
    expect(started.output()).toContain('"cause":"CredentialsProviderError"')
  },
)

test('without credentials the authorizer lets nobody in, denies nobody, and logs what to fix', async () => {
  const started = await functions.start('authorize', WITHOUT)
  expect(await started.invoke(eventFor('ApiKey bG9jYWw6bG9jYWw='))).toMatchObject({ thrown: 'PushError' })
  expect(started.output()).toContain('"code":"misconfigured"')
})
