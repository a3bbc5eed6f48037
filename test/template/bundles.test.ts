// What is deployed: bundles within their budgets that answer with what Lambda gives them, and frames that lead back to
// the sources.
import { execFile } from 'node:child_process'
import { mkdtemp, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll, expect, test } from '@jest/globals'
import { startSecretsManager } from '../../local/secrets-manager.ts'
import { runCli } from '../support/run-cli.ts'
import { packageService, type Bundle, type Packaged } from './packaged.ts'

/** Bytes, about 3 % above what each has: who adds a package decides here whether it is worth its weight. */
const BUDGETS: Record<string, number> = {
  authorize: 300_000,
  comment: 540_000,
  connector: 415_000,
  execute: 560_000,
  executeQueued: 640_000,
  findConnectors: 355_000,
  findIncident: 470_000,
}

let packaged: Packaged
let folder: string
beforeAll(async () => {
  packaged = await packageService('prod')
  folder = await mkdtemp(join(tmpdir(), 'case-push-'))
}, 120_000)
afterAll(async () => {
  await packaged.remove()
})

test('every function has a budget', () => {
  expect(Object.keys(packaged.bundles).sort()).toEqual(Object.keys(BUDGETS))
})

test.each(Object.entries(BUDGETS))('the bundle of %s is at most %i bytes', (name, budget) => {
  const { code, modules } = bundleOf(name)
  const bytes = Buffer.byteLength(code)
  const largest = bytes > budget ? largestOf(modules) : []
  expect({ isWithin: bytes <= budget, bytes, largest }).toEqual({ isWithin: true, bytes, largest: [] })
})

test('the deployed authorizer takes its credentials from its environment, and reads no file of ~/.aws', async () => {
  const secretsManager = await startSecretsManager()
  await writeFile(join(folder, 'config'), '[default]\nregion = not-a-region\n')
  const header = `ApiKey ${Buffer.from('local:local').toString('base64')}`
  const { out } = await run('authorize', `handler({ identitySource: [${JSON.stringify(header)}] })`, {
    AWS_REGION: 'us-east-1',
    AWS_ACCESS_KEY_ID: 'local',
    AWS_SECRET_ACCESS_KEY: 'local',
    AWS_CONFIG_FILE: join(folder, 'config'),
    AWS_ENDPOINT_URL_SECRETS_MANAGER: secretsManager.url,
    CASE_PUSH_SECRET_PREFIX: 'case-push/local',
    CASE_PUSH_TABLE: 'case-push-local',
  })
  await secretsManager.close()
  expect(out).toContain('"isAuthorized":true')
})

test('`npm run frames` leads a frame in the log of a deployed function back to its source', async () => {
  // An event that API Gateway never sends.
  const authorizer = { lambda: { keyId: 'x', connectors: '*', expires: 0 } }
  const headers = { 'content-type': 'application/json' }
  const http = { method: 'POST' }
  const event = {
    pathParameters: { connectorId: 'x' },
    rawPath: '/',
    requestContext: { authorizer, http },
    headers,
    body: 5,
  }
  const { log } = await run('execute', `handler(${JSON.stringify(event)}, {})`, { CASE_PUSH_TABLE: 'x' })
  const frames = log.split('\n').filter((line) => line.includes('unexpected error'))
  const { out: found, code } = await runCli(
    'frames',
    ['--maps', join(packaged.folder, '../.bundles')],
    {},
    frames.join('\n'),
  )
  expect({ code, found }).toEqual({
    code: 0,
    found: expect.stringMatching(/at \S+ \(lib\/middleware\/json-body\.ts:\d+:\d+\)/),
  })
})

test('`npm run frames` leaves all other text as it is', async () => {
  const line = 'at Socket.emit (node:events:514:28) in other.cjs:1:2, /var/task/handlers/execute.cjs:no:frame\n'
  const { out } = await runCli('frames', ['--maps', join(packaged.folder, '../.bundles')], {}, line)
  expect(out).toBe(line)
})

const bundleOf = (name: string): Bundle => {
  const found = packaged.bundles[name]
  if (found === undefined) throw new Error(`no artifact for ${name}`)
  return found
}

const largestOf = (modules: Record<string, number>) =>
  Object.entries(modules)
    .sort(([, a], [, b]) => b - a)
    .slice(0, 15)
    .map(([module, bytes]) => `${bytes} ${module}`)

/** Runs an expression with the handler of a bundle in a process of its own, and prints what it resolves to. */
async function run(
  name: string,
  expression: string,
  environment: Record<string, string>,
): Promise<{ out: string; log: string }> {
  const fileName = name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)
  const file = join(folder, `${fileName}.cjs`)
  await writeFile(file, bundleOf(name).code)
  const script = `const { handler } = require(${JSON.stringify(file)})
    Promise.resolve(${expression}).then((answer) => console.log(JSON.stringify(answer)))`
  const { stdout, stderr } = await promisify(execFile)(process.execPath, ['-e', script], { env: environment })
  return { out: stdout, log: `${stdout}${stderr}` }
}
