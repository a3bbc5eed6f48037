// The queue door whole, on free ports: ServiceNow, Secrets Manager, EventBridge, DynamoDB and the function behind
// Lambda's Invoke API.
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { startDynamoDB } from '../../local/dynamodb.ts'
import { createEventBridge, type EventBridge } from '../../local/event-bridge.ts'
import { invoke, sqsEvent } from '../../local/invoke.ts'
import { startLambda, type LambdaHandler } from '../../local/lambda.ts'
import { startSecretsManager } from '../../local/secrets-manager.ts'
import { startServiceNow, type ServiceNow } from '../../local/servicenow/server.ts'

export type Detail = { connectorId?: string; params: { subAction: string; subActionParams: Record<string, unknown> } }
export type RequestEvent = { id: string; 'detail-type': string; source: string; detail: Detail }

export type World = {
  servicenow: ServiceNow
  bus: EventBridge
  busUrl: string
  /** Writes that ServiceNow was sent. */
  writes: () => number
  /** What was put off, by the message of the thrown error. */
  putOff: string[]
  /** Puts a `Case Push Requested` on the bus. */
  put: (...details: unknown[]) => Promise<void>
  /** Calls the function once, as Lambda's poller does, or with the event itself. */
  deliver: (event: unknown, sentAt?: number) => Promise<string | undefined>
  deliverBare: (event: unknown) => Promise<string | undefined>
  close: () => Promise<void>
}

const FUNCTION = 'case-push-local-executeQueued'

export async function startWorld({ visibilityMs = 100, concurrency = 2 } = {}): Promise<World> {
  const servicenow = await startServiceNow({ clock: () => Date.now() })
  const dynamoDB = await startDynamoDB()
  const connectorsDir = await mkdtemp(join(tmpdir(), 'case-push-'))
  await writeFile(join(connectorsDir, 'local.json'), await connectorAt(servicenow.url))
  const function_: { handler?: LambdaHandler } = {}
  const lambda = await startLambda(
    (event, context) => function_.handler?.(event, context) ?? Promise.reject(new Error('not ready')),
  )
  const putOff: string[] = []
  const print = (line: string) => {
    if (line.includes('put off')) putOff.push(/put off +(\w+)/.exec(line)?.[1] ?? line)
  }
  const bus = createEventBridge({ lambdaUrl: lambda.url, visibilityMs, concurrency, speed: 1, print })
  const secrets = await startSecretsManager({ connectorsDir, extraRoutes: bus.routes })
  setEnvironment(secrets.url, dynamoDB.url)
  function_.handler = (await import('../../handlers/execute-queued.ts')).handler as unknown as LambdaHandler
  return {
    servicenow,
    bus,
    busUrl: secrets.url,
    putOff,
    writes: () => servicenow.requests().filter(({ method }) => method !== 'GET').length,
    put: async (...details) => {
      await putEvents(secrets.url, details)
    },
    deliver: async (event, sentAt = Date.now()) =>
      (
        await invoke(
          lambda.url,
          FUNCTION,
          sqsEvent({
            id: 'm1',
            body: typeof event === 'string' ? event : JSON.stringify(event),
            sentAtMs: sentAt,
            receives: 1,
          }),
        )
      ).error,
    deliverBare: async (event) => (await invoke(lambda.url, FUNCTION, event)).error,
    close: async () => {
      await bus.close()
      await Promise.all([lambda, secrets, dynamoDB, servicenow].map((part) => part.close()))
      await rm(connectorsDir, { recursive: true })
    },
  }
}

function setEnvironment(secretsUrl: string, dynamoDBUrl: string): void {
  Object.assign(process.env, {
    AWS_REGION: 'us-east-1',
    AWS_ACCESS_KEY_ID: 'local',
    AWS_SECRET_ACCESS_KEY: 'local',
    AWS_ENDPOINT_URL_SECRETS_MANAGER: secretsUrl,
    AWS_ENDPOINT_URL_EVENTBRIDGE: secretsUrl,
    AWS_ENDPOINT_URL_DYNAMODB: dynamoDBUrl,
    CASE_PUSH_SECRET_PREFIX: 'case-push/local',
    CASE_PUSH_TABLE: 'case-push-local',
    CASE_PUSH_BUS: 'case-push-local',
    CASE_PUSH_ALLOWED_HOSTS: 'http://127.0.0.1',
    IS_LOCAL: 'true',
  })
}

async function connectorAt(url: string): Promise<string> {
  const connector = JSON.parse(
    await readFile(new URL('../../local/connectors/local.json', import.meta.url), 'utf8'),
  ) as { config: object }
  return JSON.stringify({ ...connector, config: { ...connector.config, apiUrl: url } })
}

/** In requests of ten entries, EventBridge's most. */
export async function putEvents(url: string, details: readonly unknown[]): Promise<void> {
  for (let first = 0; first < details.length; first += 10) {
    const Entries = details.slice(first, first + 10).map((detail) => ({
      EventBusName: 'case-push-local',
      Source: 'test',
      DetailType: 'Case Push Requested',
      Detail: JSON.stringify(detail),
    }))
    const answer = await fetch(url, {
      method: 'POST',
      headers: { 'x-amz-target': 'AWSEvents.PutEvents', 'content-type': 'application/x-amz-json-1.1' },
      body: JSON.stringify({ Entries }),
    })
    if (!answer.ok) throw new Error(`PutEvents answered ${answer.status}: ${await answer.text()}`)
  }
}

/** The event of `events/<name>.json`, of another case. */
export async function eventOf(savedObjectId: string, name = 'case-push-requested'): Promise<RequestEvent> {
  const event = JSON.parse(
    await readFile(new URL(`../../events/${name}.json`, import.meta.url), 'utf8'),
  ) as RequestEvent
  event.id = `id-of-${savedObjectId}`
  event.detail.params.subActionParams['savedObjectId'] = savedObjectId
  return event
}

/** Waits until `isTrue`; says what it waited for when that never comes. */
export async function until(what: string, isTrue: () => boolean, limitMs = 12_000): Promise<void> {
  const giveUp = performance.now() + limitMs
  while (!isTrue()) {
    if (performance.now() > giveUp) throw new Error(`never: ${what}`)
    await sleep(10)
  }
}
