// `serverless invoke local`, as the README has it: what it prints is the response alone.
import { expect, test } from '@jest/globals'
import { execFile } from 'node:child_process'
import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { COMPILE_CACHE } from '../support/compile-cache.ts'
import { httpEvent } from '../support/events.ts'
import { HTTP_EXAMPLES } from '../support/expected-statuses.ts'
import { parseAnswer, type HttpAnswer } from '../support/http-answer.ts'
import { startStandIns } from '../support/stand-ins.ts'

const ROOT = fileURLToPath(new URL('../..', import.meta.url))
const SERVERLESS = 'node_modules/serverless/bin/serverless.js'

async function invokeLocal(example: string, urls: { secrets: string; dynamoDB: string }): Promise<HttpAnswer> {
  const esbuildFolder = `.esbuild-invoke-${String(process.pid)}-${String(Math.random()).slice(2)}`
  const params = { secretsManagerUrl: urls.secrets, dynamoDBUrl: urls.dynamoDB, esbuildFolder }
  const flags = Object.entries(params).map(([name, value]) => `--param=${name}=${value}`)
  const command = ['invoke', 'local', '-f', 'execute', '-p', `events/${example}.json`, '--stage', 'local', ...flags]
  const { stdout } = await promisify(execFile)(process.execPath, [SERVERLESS, ...command], {
    cwd: ROOT,
    env: { ...process.env, ...COMPILE_CACHE },
  }).finally(() => rm(join(ROOT, esbuildFolder), { recursive: true, force: true }))
  return parseAnswer(httpEvent(example), JSON.parse(stdout))
}

const invokeDev = (environment: Record<string, string>) =>
  promisify(execFile)(process.execPath, [SERVERLESS, 'invoke', 'local', '-f', 'execute', '-d', '{}'], {
    cwd: ROOT,
    env: { PATH: process.env['PATH'], HOME: '/nonexistent', AWS_EC2_METADATA_DISABLED: 'true', ...environment },
  })

test('without AWS credentials for a deployed stage, standard error names them', async () => {
  const { stdout, stderr } = await invokeDev({})
  expect(stderr).toContain('No AWS credentials to read the secrets and the ledger of stage dev with')
  expect(stderr).toContain('Set AWS_PROFILE')
  expect(JSON.parse(stdout)).toMatchObject({ statusCode: 400 })
  expect((await invokeDev({ AWS_ACCESS_KEY_ID: 'a', AWS_SECRET_ACCESS_KEY: 'b' })).stderr).not.toContain('AWS_PROFILE')
}, 60_000)

test('`invoke local` prints the documented response and nothing else', async () => {
  const standIns = await startStandIns()
  const { statusCode, body } = await invokeLocal('create-incident', standIns.urls).finally(() => standIns.close())
  expect(statusCode).toBe(HTTP_EXAMPLES['create-incident']?.statusCode)
  expect(body).toMatchObject({ status: 'ok', actionId: 'local', data: { title: 'INC0010001' } })
}, 60_000)
