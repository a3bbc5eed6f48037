// The functions, each in a process of its own as on Lambda, on the stand-ins over real HTTP; and everything that they
// ever wrote.
import type { APIGatewayProxyStructuredResultV2 } from 'aws-lambda'
import { fork, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { startDynamoDB } from '../../local/dynamodb.ts'
import { startSecretsManager } from '../../local/secrets-manager.ts'
import { startServiceNow, type ServiceNow, type ServiceNowOptions } from '../../local/servicenow/server.ts'
import { connectorSecret } from '../support/door.ts'
import type { Outcome } from './function-process.ts'

export type Name = 'execute' | 'execute-queued' | 'authorize' | 'find-connectors'

export type Fn = {
  /** Runs one event. @param remaining what the function has left, ms */
  invoke(event: unknown, remaining?: number): Promise<Outcome>
  /** Memory after a collection of garbage. */
  memory(): Promise<NodeJS.MemoryUsage>
  /** All that the process wrote so far. */
  output(): string
  close(): Promise<void>
}

export type Functions = {
  servicenow: ServiceNow
  urls: { secrets: string; dynamoDB: string }
  start(name: Name, environment?: Record<string, string>): Promise<Fn>
  /** What an operator stores: a connector, or the API keys under the name `api-keys`. */
  store(name: string, secret: unknown): Promise<void>
  close(): Promise<void>
}

/** Starts the stand-ins on free ports. The connector `local` is there, and no API key. */
export async function startFunctions(options: ServiceNowOptions = {}): Promise<Functions> {
  const directory = await mkdtemp(join(tmpdir(), 'case-push-'))
  const connectorsDir = await mkdtemp(join(tmpdir(), 'case-push-'))
  const apiKeysFile = join(directory, 'api-keys.json')
  const [servicenow, secrets, dynamoDB] = await Promise.all([
    startServiceNow(options),
    startSecretsManager({ connectorsDir, apiKeysFile }),
    startDynamoDB(),
  ])
  const running: Fn[] = []
  const store = async (name: string, secret: unknown) =>
    writeFile(
      name === 'api-keys' ? apiKeysFile : join(connectorsDir, `${name}.json`),
      typeof secret === 'string' ? secret : JSON.stringify(secret),
    )
  await store('api-keys', {})
  await store('local', connectorSecret(servicenow.url))
  return {
    servicenow,
    urls: { secrets: secrets.url, dynamoDB: dynamoDB.url },
    store,
    start: async (name, environment = {}) => {
      const fn = await startFunction(name, { ...environmentOf(secrets.url, dynamoDB.url), ...environment })
      running.push(fn)
      return fn
    },
    close: async () => {
      await Promise.all(running.map((fn) => fn.close()))
      await Promise.all([
        servicenow.close(),
        secrets.close(),
        dynamoDB.close(),
        ...[directory, connectorsDir].map((path) => rm(path, { recursive: true })),
      ])
    },
  }
}

async function startFunction(name: Name, environment: Record<string, string>): Promise<Fn> {
  const file = fileURLToPath(new URL('function-process.ts', import.meta.url))
  const child = fork(file, [name], {
    env: { PATH: process.env['PATH'], ...environment },
    execArgv: ['--no-warnings', '--expose-gc'],
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
  })
  let written = ''
  for (const stream of [child.stdout, child.stderr])
    stream?.setEncoding('utf8').on('data', (text: string) => {
      written += text
    })
  const exited = once(child, 'exit')
  await Promise.race([
    once(child, 'message'),
    exited.then(() => {
      throw new Error(`${name} did not start: ${written}`)
    }),
  ])
  return {
    invoke: async (event, remaining = 29_000) => invoke(child, event, remaining),
    memory: async () => (await invoke(child, undefined, 0)).memory ?? process.memoryUsage(),
    output: () => written,
    close: async () => {
      child.kill()
      await exited
    },
  }
}

function invoke(child: ChildProcess, event: unknown, remaining: number): Promise<Outcome> {
  return new Promise((resolve, reject) => {
    const died = () => {
      reject(new Error("the function's process died"))
    }
    child.once('exit', died)
    child.once('message', (outcome) => {
      child.off('exit', died)
      resolve(outcome as Outcome)
    })
    child.send({ event, remaining })
  })
}

const environmentOf = (secretsUrl: string, dynamoDBUrl: string) => ({
  AWS_REGION: 'us-east-1',
  AWS_ACCESS_KEY_ID: 'local',
  AWS_SECRET_ACCESS_KEY: 'local',
  AWS_ENDPOINT_URL_SECRETS_MANAGER: secretsUrl,
  AWS_ENDPOINT_URL_DYNAMODB: dynamoDBUrl,
  AWS_ENDPOINT_URL_EVENTBRIDGE: secretsUrl,
  CASE_PUSH_SECRET_PREFIX: 'case-push/local',
  CASE_PUSH_TABLE: 'case-push-local',
  CASE_PUSH_ALLOWED_HOSTS: 'http://127.0.0.1',
})

export type HttpAnswer = { statusCode: number; headers: Record<string, unknown>; body: unknown }

/** The answer of an HTTP function, its JSON parsed. */
export function answerOf({ result, thrown }: Outcome): HttpAnswer {
  if (thrown !== undefined) throw new Error(`the function threw ${thrown}`)
  const { statusCode = 0, headers = {}, body = '' } = result as APIGatewayProxyStructuredResultV2
  return { statusCode, headers, body: JSON.parse(body) as unknown }
}
