// The API keys of a process: one reader, made at first use from the environment.
import { afterAll, beforeAll, expect, test } from '@jest/globals'
import { startSecretsManager } from '../../local/secrets-manager.ts'
import { apiKeys } from '../../lib/instances/api-keys.ts'
import { thrownBy } from '../support/thrown.ts'

let secrets: Awaited<ReturnType<typeof startSecretsManager>>
beforeAll(async () => {
  secrets = await startSecretsManager()
})
afterAll(async () => {
  await secrets.close()
})

test('without an environment there are no keys, and the next caller asks again', () => {
  expect(thrownBy(apiKeys)).toMatchObject({ code: 'misconfigured', reason: 'environment' })
})

test('callers share one reader, which keeps what it read', async () => {
  Object.assign(process.env, {
    AWS_REGION: 'us-east-1',
    AWS_ACCESS_KEY_ID: 'local',
    AWS_SECRET_ACCESS_KEY: 'local',
    AWS_ENDPOINT_URL_SECRETS_MANAGER: secrets.url,
    CASE_PUSH_SECRET_PREFIX: 'case-push/local',
    CASE_PUSH_TABLE: 'case-push-local',
  })
  expect(apiKeys()).toBe(apiKeys())
  const keys = await apiKeys()()
  expect(Object.keys(keys)).toEqual(['local'])
  expect(await apiKeys()()).toBe(keys)
})
