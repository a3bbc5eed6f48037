// The bus, the queue and the queue handler of `npm run bench:drain`, on local servers; the handler is a process of its
// own.
import { fork, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { EventBridgeClient, PutEventsCommand } from '@aws-sdk/client-eventbridge'
import { startDynamoDB } from '../local/dynamodb.ts'
import { createEventBridge, type EventBridge } from '../local/event-bridge.ts'
import { firstConnector } from '../local/first-secrets.ts'
import { startSecretsManager } from '../local/secrets-manager.ts'
import { startServiceNow, type ServiceNow } from '../local/servicenow/server.ts'
import { localEnvironment } from './local-environment.ts'
import type { Memory } from './queued-function.ts'

export type DrainStack = {
  bus: EventBridge
  servicenow: ServiceNow
  /** Puts `count` events on the bus, of cases numbered from `first` on. */
  put: (first: number, count: number) => Promise<void>
  /** Resolves once every event has ended. */
  emptied: () => Promise<void>
  memory: () => Promise<Memory>
  close: () => Promise<void>
}

type Detail = { params: { subActionParams: { savedObjectId: string } } }

const LIMIT_MS = 900_000

/** @param queue its concurrency, and how fast its time runs */
export async function startDrainStack(
  queue: Pick<Parameters<typeof createEventBridge>[0], 'concurrency' | 'speed' | 'visibilityMs'>,
): Promise<DrainStack> {
  const directory = await mkdtemp(join(tmpdir(), 'case-push-'))
  const servicenow = await startServiceNow()
  const dynamoDB = await startDynamoDB()
  await writeFile(join(directory, 'local.json'), firstConnector(Number(new URL(servicenow.url).port)))
  const child = fork(new URL('queued-function.ts', import.meta.url), { execArgv: ['--expose-gc'] })
  const { url: lambdaUrl } = await answerOf<{ url: string }>(child)
  const bus = createEventBridge({ lambdaUrl, ...queue })
  const secretsManager = await startSecretsManager({ connectorsDir: directory, extraRoutes: bus.routes })
  const { url } = secretsManager
  child.send(localEnvironment({ secretsManager: url, dynamoDB: dynamoDB.url, eventBridge: url }))
  await answerOf(child)
  const credentials = { accessKeyId: 'local', secretAccessKey: 'local' }
  const client = new EventBridgeClient({ endpoint: url, region: 'us-east-1', credentials })
  return {
    bus,
    servicenow,
    put: (first, count) => putEvents(client, first, count),
    emptied: async () => {
      const startedMs = performance.now()
      while (bus.waiting() > 0) {
        if (performance.now() - startedMs > LIMIT_MS) throw new Error(`${bus.waiting()} events are still waiting`)
        await sleep(5)
      }
    },
    memory: () => {
      child.send('memory')
      return answerOf<Memory>(child)
    },
    close: async () => {
      child.kill()
      client.destroy()
      await bus.close()
      await Promise.all([secretsManager, dynamoDB, servicenow].map((part) => part.close()))
      await rm(directory, { recursive: true })
    },
  }
}

async function answerOf<T>(of: ChildProcess): Promise<T> {
  const [message] = (await once(of, 'message')) as [T]
  return message
}

async function putEvents(client: EventBridgeClient, first: number, count: number): Promise<void> {
  const example = await readFile(new URL('../events/case-push-requested.json', import.meta.url), 'utf8')
  const { detail } = JSON.parse(example) as { detail: Detail }
  for (let at = first; at < first + count; at += 10) {
    const Entries = Array.from({ length: Math.min(10, first + count - at) }, (_, index) => {
      detail.params.subActionParams.savedObjectId = `case-${at + index}`
      return {
        EventBusName: 'case-push-local',
        Source: 'bench',
        DetailType: 'Case Push Requested',
        Detail: JSON.stringify(detail),
      }
    })
    await client.send(new PutEventsCommand({ Entries }))
  }
}
