// `serverless invoke local`, as the README has it: what it prints is the response alone, and without the stack it says
// what to start.
import { afterAll, beforeAll, expect, test } from '@jest/globals'
import { execFile } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { startDynamoDB } from '../../local/dynamodb.ts'
import { startSecretsManager } from '../../local/secrets-manager.ts'
import { startServiceNow } from '../../local/servicenow/server.ts'
import { connectorSecret } from '../support/door.ts'
import { findFreePort } from '../support/free-port.ts'

let directory = ''
beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'case-push-'))
})
afterAll(async () => {
  await rm(directory, { recursive: true })
  await rm(join(ROOT, FOLDER), { recursive: true, force: true })
})

const ROOT = fileURLToPath(new URL('../..', import.meta.url))
const FOLDER = `.esbuild-invoke-${String(process.pid)}`

async function invoke(
  secretsUrl: string,
  dynamoDBUrl: string,
): Promise<{ statusCode: number; body: Record<string, unknown> }> {
  const params = [`secretsManagerUrl=${secretsUrl}`, `dynamoDBUrl=${dynamoDBUrl}`, `esbuildFolder=${FOLDER}`].flatMap(
    (param) => ['--param', param],
  )
  const command = [
    'node_modules/serverless/bin/serverless.js',
    'invoke',
    'local',
    '-f',
    'execute',
    '-p',
    'events/create-incident.json',
    '--stage',
    'local',
    ...params,
  ]
  const { stdout } = await promisify(execFile)(process.execPath, command, { cwd: ROOT })
  const printed = JSON.parse(stdout) as { statusCode: number; body: string }
  return { statusCode: printed.statusCode, body: JSON.parse(printed.body) as Record<string, unknown> }
}

test('it prints the documented response and nothing else', async () => {
  const [servicenow, secrets, dynamoDB] = await Promise.all([
    startServiceNow(),
    startSecretsManager({ connectorsDir: directory }),
    startDynamoDB(),
  ])
  await writeFile(join(directory, 'local.json'), JSON.stringify(connectorSecret(servicenow.url)))
  expect(await invoke(secrets.url, dynamoDB.url)).toMatchObject({
    statusCode: 200,
    body: { status: 'ok', actionId: 'local', data: { title: 'INC0010001' } },
  })
  await Promise.all([servicenow.close(), secrets.close(), dynamoDB.close()])
})

test('without the stack it says what to start', async () => {
  const nobody = `http://127.0.0.1:${String(await findFreePort())}`
  const { statusCode, body } = await invoke(nobody, nobody)
  expect(statusCode).toBe(503)
  expect(body['message']).toContain('npm start')
})
