// The Secrets Manager stand-in, called by the real AWS SDK.
import {
  CreateSecretCommand,
  GetSecretValueCommand,
  ListSecretsCommand,
  paginateListSecrets,
  PutSecretValueCommand,
  ResourceNotFoundException,
  SecretsManagerClient,
} from '@aws-sdk/client-secrets-manager'
import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals'
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { startSecretsManager } from '../../local/secrets-manager.ts'

let folder: string
let connectorsDir: string
let stop: () => Promise<void>
let client: SecretsManagerClient

const secretOf = async (SecretId: string) => (await client.send(new GetSecretValueCommand({ SecretId }))).SecretString
const writeConnector = (id: string, text: string) => writeFile(join(connectorsDir, `${id}.json`), text)

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'case-push-test-'))
  connectorsDir = join(folder, 'connectors')
  await mkdir(connectorsDir)
  const apiKeysFile = join(folder, 'api-keys.json')
  await writeFile(apiKeysFile, '{"keys":1}')
  const { url, close } = await startSecretsManager({ connectorsDir, apiKeysFile })
  stop = close
  const credentials = { accessKeyId: 'test', secretAccessKey: 'test' }
  client = new SecretsManagerClient({ endpoint: url, region: 'us-east-1', credentials, maxAttempts: 1 })
})

beforeEach(() => writeConnector('one', '{"name":"One"}'))

afterAll(async () => {
  client.destroy()
  await stop()
  await rm(folder, { recursive: true })
})

test('a connector is read from the file of its name', async () => {
  const secret = await client.send(new GetSecretValueCommand({ SecretId: 'case-push/local/connectors/one' }))
  expect(secret).toMatchObject({
    Name: 'case-push/local/connectors/one',
    SecretString: '{"name":"One"}',
    VersionStages: ['AWSCURRENT'],
  })
  expect(secret.ARN).toMatch(/^arn:aws:secretsmanager:us-east-1:\d{12}:secret:case-push\/local\/connectors\/one-\w{6}$/)
})

test('an edited connector takes effect at once, as another version', async () => {
  const before = await client.send(new GetSecretValueCommand({ SecretId: 'case-push/local/connectors/one' }))
  await writeConnector('one', '{"name":"Edited"}')
  const after = await client.send(new GetSecretValueCommand({ SecretId: 'case-push/local/connectors/one' }))
  expect(after.SecretString).toBe('{"name":"Edited"}')
  expect(after.VersionId).not.toBe(before.VersionId)
})

test('the API keys are one secret', async () => {
  expect(await secretOf('case-push/local/api-keys')).toBe('{"keys":1}')
})

test.each([
  ['an unknown connector', 'case-push/local/connectors/none'],
  ['another stage', 'case-push/dev/connectors/one'],
  ['a path that leads out of the folder', 'case-push/local/connectors/../api-keys'],
  ['an absolute path', 'case-push/local/connectors//etc/hostname'],
  ['a file name', 'case-push/local/connectors/one.json'],
  ['a property of every object', '__proto__'],
])('%s is not found, in the words of AWS', async (_, SecretId) => {
  const error: unknown = await secretOf(SecretId).catch((reason: unknown) => reason)
  expect(error).toBeInstanceOf(ResourceNotFoundException)
  expect(error).toMatchObject({
    name: 'ResourceNotFoundException',
    message: "Secrets Manager can't find the specified secret.",
    $metadata: { httpStatusCode: 400 },
  })
})

test('a list holds the secrets whose names start as asked, and no secret text', async () => {
  await writeConnector('two', 'secret text')
  await writeConnector('.hidden', '{}')
  const answer = await client.send(
    new ListSecretsCommand({ Filters: [{ Key: 'name', Values: ['case-push/local/connectors/'] }] }),
  )
  expect(answer.SecretList?.map(({ Name }) => Name)).toEqual([
    'case-push/local/connectors/one',
    'case-push/local/connectors/two',
  ])
  expect(JSON.stringify(answer)).not.toContain('secret text')
})

test('a long list comes in pages', async () => {
  await writeConnector('two', '{}')
  const names: (string | undefined)[] = []
  for await (const page of paginateListSecrets({ client, pageSize: 1 }, {})) {
    expect(page.SecretList).toHaveLength(1)
    names.push(page.SecretList?.[0]?.Name)
  }
  expect(names).toEqual([
    'case-push/local/api-keys',
    'case-push/local/connectors/one',
    'case-push/local/connectors/two',
  ])
})

test('the connector that ships with the project needs no option', async () => {
  const { url, close } = await startSecretsManager()
  const response = await fetch(url, {
    method: 'POST',
    headers: { 'x-amz-target': 'secretsmanager.GetSecretValue' },
    body: JSON.stringify({ SecretId: 'case-push/local/connectors/local' }),
  })
  await close()
  expect(await response.json()).toMatchObject({ Name: 'case-push/local/connectors/local' })
})

test('a connector is created once, changed from then on, and read from its file', async () => {
  const name = 'case-push/local/connectors/made'
  const put = (text: string) => client.send(new PutSecretValueCommand({ SecretId: name, SecretString: text }))
  const create = () => client.send(new CreateSecretCommand({ Name: name, SecretString: '{"name":"Made"}' }))
  await expect(put('{}')).rejects.toMatchObject({ name: 'ResourceNotFoundException' })
  expect(await create()).toMatchObject({ Name: name })
  await expect(create()).rejects.toMatchObject({ name: 'ResourceExistsException' })
  expect(await secretOf(name)).toBe('{"name":"Made"}')
  await put('{"name":"Changed"}')
  expect(await readFile(join(connectorsDir, 'made.json'), 'utf8')).toBe('{"name":"Changed"}')
  await rm(join(connectorsDir, 'made.json'))
})

test.each(['case-push/local/connectors/../x', 'case-push/dev/connectors/x', 'case-push/local/x', 'x', '__proto__'])(
  'nothing but a connector of stage local is created: %s',
  async (Name) => {
    const created = client.send(new CreateSecretCommand({ Name, SecretString: '{}' }))
    await expect(created).rejects.toMatchObject({ name: 'InvalidParameterException' })
  },
)
