// What the embedded stack's Secrets Manager holds at first: a key and a connector, in files that git does not see.
import { afterAll, expect, test } from '@jest/globals'
import { execFileSync } from 'node:child_process'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { keyContextOf, parseApiKeys } from '../../lib/api-keys.ts'
import { HEADERS } from '../../local/documented-requests.ts'
import { API_KEYS_FILE, CONNECTORS_DIR, FIRST_KEYS, writeFirstSecrets } from '../../local/first-secrets.ts'

const directory = await mkdtemp(join(tmpdir(), 'case-push-'))
afterAll(() => rm(directory, { recursive: true }))
const apiKeysFile = join(directory, 'new', 'api-keys.json')
const connectorsDir = join(directory, 'connectors')
const places = { apiKeysFile, connectorsDir, servicenowPort: 4001 }

test('the first key is the printed one, and the first connector leads to the stand-in', async () => {
  await writeFirstSecrets(places)
  const keys = parseApiKeys(await readFile(apiKeysFile, 'utf8'))
  expect(keyContextOf(HEADERS.Authorization, keys, Date.now())).toMatchObject({ keyId: 'local', connectors: '*' })
  const connector: unknown = JSON.parse(await readFile(join(connectorsDir, 'local.json'), 'utf8'))
  expect(connector).toMatchObject({ config: { apiUrl: 'http://127.0.0.1:4001' } })
})

test('a key that was revoked and a connector that was changed stay so at the next start', async () => {
  await writeFirstSecrets(places)
  await writeFile(apiKeysFile, '{}')
  await writeFile(join(connectorsDir, 'local.json'), '{"mine":1}')
  await writeFirstSecrets(places)
  expect(await readFile(apiKeysFile, 'utf8')).toBe('{}')
  expect(await readFile(join(connectorsDir, 'local.json'), 'utf8')).toBe('{"mine":1}')
})

test('git sees neither keys nor connectors', () => {
  const ignored = execFileSync('git', ['check-ignore', API_KEYS_FILE, join(CONNECTORS_DIR, 'x.json')], {
    cwd: new URL('../..', import.meta.url),
    encoding: 'utf8',
  })
  expect(ignored.trim().split('\n')).toHaveLength(2)
  expect(FIRST_KEYS).toContain('"local"')
})
