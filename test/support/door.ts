// The HTTP door in this process: the real handler on the stand-ins, called with the events of events/.
import type { APIGatewayProxyEventV2WithLambdaAuthorizer, APIGatewayProxyStructuredResultV2 } from 'aws-lambda'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { KeyContext } from '../../lib/api-keys.ts'
import type { ConnectedContext } from '../../lib/middleware/connection.ts'
import { startDynamoDB } from '../../local/dynamodb.ts'
import { startSecretsManager } from '../../local/secrets-manager.ts'
import { startServiceNow, type ServiceNow } from '../../local/servicenow/server.ts'

export type Event = APIGatewayProxyEventV2WithLambdaAuthorizer<KeyContext>
export type Answer = { statusCode: number; headers: Record<string, string>; body: Record<string, unknown> }

export type Door = {
  servicenow: ServiceNow
  /** Calls the handler. */
  send(event: Event): Promise<Answer>
  /** Writes what an operator stores for a connector. */
  store(connectorId: string, secret: unknown): Promise<void>
  close(): Promise<void>
}

/** An event of events/, by its name. */
export async function eventNamed(name: string): Promise<Event> {
  return JSON.parse(await readFile(new URL(`../../events/${name}.json`, import.meta.url), 'utf8')) as Event
}

/** The subActionParams of an event, changed. */
export function withParams(event: Event, change: Record<string, unknown>): Event {
  const body = JSON.parse(event.body ?? '{}') as { params: { subActionParams: Record<string, unknown> } }
  Object.assign(body.params.subActionParams, change)
  return { ...event, body: JSON.stringify(body) }
}

/** Starts the stand-ins on free ports and imports the handler in their environment; once in a test file. */
export async function openDoor(): Promise<Door> {
  const connectorsDir = await mkdtemp(join(tmpdir(), 'case-push-'))
  const [servicenow, secrets, dynamoDB] = await Promise.all([
    startServiceNow(),
    startSecretsManager({ connectorsDir }),
    startDynamoDB(),
  ])
  Object.assign(process.env, environment(secrets.url, dynamoDB.url))
  const { handler } = await import('../../handlers/execute.ts')
  const store = async (connectorId: string, secret: unknown) =>
    writeFile(join(connectorsDir, `${connectorId}.json`), typeof secret === 'string' ? secret : JSON.stringify(secret))
  await store('local', connectorSecret(servicenow.url))
  return {
    servicenow,
    store,
    send: async (event) =>
      answerOf((await handler(structuredClone(event), context())) as APIGatewayProxyStructuredResultV2),
    close: async () => {
      await Promise.all([servicenow.close(), secrets.close(), dynamoDB.close(), rm(connectorsDir, { recursive: true })])
    },
  }
}

export function connectorSecret(apiUrl: string) {
  return {
    name: 'Local',
    actionTypeId: '.servicenow',
    config: { apiUrl },
    secrets: { username: 'case-push', password: 'local-password' },
  }
}

const environment = (secretsUrl: string, dynamoDBUrl: string) => ({
  AWS_REGION: 'us-east-1',
  AWS_ACCESS_KEY_ID: 'local',
  AWS_SECRET_ACCESS_KEY: 'local',
  AWS_ENDPOINT_URL_SECRETS_MANAGER: secretsUrl,
  AWS_ENDPOINT_URL_DYNAMODB: dynamoDBUrl,
  CASE_PUSH_SECRET_PREFIX: 'case-push/local',
  CASE_PUSH_TABLE: 'case-push-local',
  CASE_PUSH_ALLOWED_HOSTS: 'http://127.0.0.1',
  POWERTOOLS_LOG_LEVEL: 'SILENT',
})

// What the handler uses of a Lambda's context.
function context(): ConnectedContext {
  const end = Date.now() + 29_000
  const used: Partial<ConnectedContext> = {
    awsRequestId: 'request-1',
    functionName: 'execute',
    invokedFunctionArn: 'arn:aws:lambda:us-east-1:000000000000:function:execute',
    memoryLimitInMB: '512',
    getRemainingTimeInMillis: () => end - Date.now(),
  }
  return used as ConnectedContext
}

function answerOf(result: APIGatewayProxyStructuredResultV2): Answer {
  return {
    statusCode: result.statusCode ?? 0,
    headers: Object.fromEntries(Object.entries(result.headers ?? {}).map(([name, value]) => [name, String(value)])),
    body: JSON.parse(result.body ?? '{}') as Record<string, unknown>,
  }
}
