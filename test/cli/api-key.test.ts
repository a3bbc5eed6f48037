// `npm run api-key`: a key that it creates works until it is revoked, only its hash is stored, and a mistake gets a
// message that names it.
import { afterEach, beforeEach, expect, test } from '@jest/globals'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { json } from 'node:stream/consumers'
import { keyContextOf, parseApiKeys } from '../../lib/api-keys.ts'
import { runCli } from '../support/run-cli.ts'

let directory: string
let file: string
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'case-push-'))
  file = join(directory, 'api-keys.json')
})
afterEach(async () => {
  await rm(directory, { recursive: true })
})

const run = (args: string[], environment?: Record<string, string>) => runCli('api-key', args, environment)
const locally = (...args: string[]) => run([...args, '--file', file])
const headerIn = (out: string) => /Authorization: (ApiKey \S+)/.exec(out)?.[1] ?? ''
const storedKeys = async () => parseApiKeys(await readFile(file, 'utf8'))

test('a new key works until it is revoked, and only its hash is stored', async () => {
  const { code, out } = await locally('create', 'soc', '--connectors', 'a,b', '--expires', '2999-01-01')
  const header = headerIn(out)
  expect(code).toBe(0)
  expect(keyContextOf(header, await storedKeys(), Date.now())).toEqual({
    keyId: 'soc',
    connectors: 'a b',
    expires: 32472144000,
  })
  const [, key = ''] = Buffer.from(header.slice(7), 'base64').toString().split(':')
  expect(Buffer.from(key, 'base64url')).toHaveLength(32)
  expect(await readFile(file, 'utf8')).not.toContain(key)
  expect((await locally('list')).out).toBe('soc  reaches a, b  expires 2999-01-01T00:00:00.000Z\n')
  expect((await locally('revoke', 'soc')).out).toContain('may accept the key for another minute')
  expect(keyContextOf(header, await storedKeys(), Date.now())).toBeUndefined()
})

test('a second key differs from the first, which keeps working', async () => {
  const first = headerIn((await locally('create', 'a', '--connectors', '*')).out)
  const second = headerIn((await locally('create', 'b', '--connectors', '*')).out)
  expect(first.slice(12)).not.toBe(second.slice(12))
  expect(keyContextOf(first, await storedKeys(), Date.now())).toMatchObject({ keyId: 'a', connectors: '*' })
})

test.each([
  [['create'], 'give exactly one key id'],
  [['create', 'a', 'b', '--connectors', '*'], 'give exactly one key id'],
  [['create', 'a:b', '--connectors', '*'], 'the id must be'],
  [['create', 'a'], '--connectors needs'],
  [['create', 'a', '--connectors', '../x'], '--connectors needs'],
  [['create', 'a', '--connectors', '*', '--expires', 'tomorrow'], '--expires needs'],
  [['create', 'a', '--connectors', '*', '--expires', '2020-01-01'], 'is in the past'],
  [['revoke', 'nobody'], 'no key has the id "nobody"'],
  [['destroy'], 'unknown command "destroy"'],
  [['list', '--verbose'], "Unknown option '--verbose'"],
])('%j fails, and the message says why', async (args, words) => {
  const { code, err } = await locally(...args)
  expect(code).toBe(1)
  expect(err).toContain(words)
})

type Call = { target: string; body: Record<string, unknown> }

/** Secrets Manager that keeps one secret, or none. */
async function secretsManager(
  secret: string | undefined,
  missing = 'ResourceNotFoundException',
): Promise<{ server: Server; calls: Call[]; environment: Record<string, string> }> {
  const calls: Call[] = []
  const server = createServer((request, response) => {
    void json(request).then((body) => {
      const target = String(request.headers['x-amz-target']).replace('secretsmanager.', '')
      calls.push({ target, body: body as Record<string, unknown> })
      const isMissing = target === 'GetSecretValue' && secret === undefined
      response.writeHead(isMissing ? 400 : 200, { 'content-type': 'application/x-amz-json-1.1' })
      response.end(JSON.stringify(isMissing ? { __type: missing } : { SecretString: secret }))
    })
  })
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve)
  })
  const url = `http://127.0.0.1:${String((server.address() as AddressInfo).port)}`
  return {
    server,
    calls,
    environment: { AWS_ENDPOINT_URL_SECRETS_MANAGER: url, AWS_ACCESS_KEY_ID: 'a', AWS_SECRET_ACCESS_KEY: 'b' },
  }
}

test.each([
  ['is printed, not stored', [], '{}', ['GetSecretValue']],
  ['is stored with --apply', ['--apply'], '{}', ['GetSecretValue', 'PutSecretValue']],
  ['is stored for the first time with --apply', ['--apply'], undefined, ['GetSecretValue', 'CreateSecret']],
])("the new value of a deployed stage's secret %s", async (_, flags, secret, targets) => {
  const { server, calls, environment } = await secretsManager(secret)
  const { code, out } = await run(
    ['create', 'soc', '--connectors', '*', '--stage', 'prod', '--region', 'eu-west-1', ...flags],
    environment,
  )
  server.close()
  expect(code).toBe(0)
  expect(calls.map(({ target }) => target)).toEqual(targets)
  expect(calls[0]?.body).toMatchObject({ SecretId: 'case-push/prod/api-keys' })
  const value =
    flags.length === 0 ? out.slice(out.indexOf('{'), out.lastIndexOf('}') + 1) : String(calls[1]?.body['SecretString'])
  expect(keyContextOf(headerIn(out), parseApiKeys(value), Date.now())).toMatchObject({ keyId: 'soc' })
})

test('a malformed secret is never overwritten', async () => {
  const { server, calls, environment } = await secretsManager('{"soc": "right"}')
  const { code, err } = await run(
    ['create', 'a', '--connectors', '*', '--stage', 'prod', '--region', 'eu-west-1', '--apply'],
    environment,
  )
  server.close()
  expect(code).toBe(1)
  expect(err).toContain('malformed')
  expect(calls.map(({ target }) => target)).toEqual(['GetSecretValue'])
})

const PROD = ['list', '--stage', 'prod']

test('without a region or credentials the message names them', async () => {
  expect((await run(PROD)).err).toContain('your AWS configuration has no region: give --region')
  expect((await run([...PROD, '--region', 'eu-west-1'])).err).toContain('the AWS SDK finds no credentials')
})

test.each([
  ['AccessDeniedException', 'lacks the permission secretsmanager:GetSecretValue on case-push/prod/api-keys'],
  ['ExpiredTokenException', 'your AWS credentials have expired'],
  ['UnrecognizedClientException', 'AWS does not know the key of your credentials'],
  ['DecryptionFailure', 'Secrets Manager did not let us read case-push/prod/api-keys: DecryptionFailure'],
])('where AWS answers %s, the message says what to do', async (type, words) => {
  const { server, environment } = await secretsManager(undefined, type)
  const { code, err } = await run([...PROD, '--region', 'eu-west-1'], environment)
  server.close()
  expect(code).toBe(1)
  expect(err).toContain(words)
})

test('after a revocation on a deployed stage, it says how long the key still works', async () => {
  const { server, environment } = await secretsManager(
    JSON.stringify({ soc: { hash: '0'.repeat(64), connectors: ['*'] } }),
  )
  const { out } = await run(['revoke', 'soc', '--stage', 'prod', '--region', 'eu-west-1', '--apply'], environment)
  server.close()
  expect(out).toContain('may accept the key for another six minutes')
})

test('a file that cannot be written is named in one sentence', async () => {
  await writeFile(file, '{}')
  const below = join(file, 'below')
  const { code, err } = await run(['create', 'a', '--connectors', '*', '--file', below])
  expect(code).toBe(1)
  expect(err).toMatch(`cannot read ${below}: ENOTDIR`)
})
