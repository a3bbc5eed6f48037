// Everything that the functions call: ServiceNow, DynamoDB, the event bus, and for each worker a Secrets Manager of its
// own.
import { once } from 'node:events'
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Worker as Thread } from 'node:worker_threads'
import { createEventBridge, type EventBridge } from '../../local/event-bridge.ts'
import { startSecretsManager } from '../../local/secrets-manager.ts'
import { startServiceNow, type ServiceNow } from '../../local/servicenow/server.ts'
import { DETOUR, detourOf } from './detour.ts'
import { BUS, functionEnvironment, NOBODY } from '../support/aws-environment.ts'
import { connectorSecret, CREDENTIALS } from '../support/connector-secret.ts'

/** An account for what people write in ServiceNow. */
export const ANALYST = { username: 'analyst', password: 'local-password' }

/** Where a worker reaches its servers. */
export type Urls = { dynamoDB: string; servicenow: string }

export type FarSide = {
  servicenow: ServiceNow
  urls: Urls
  bus: EventBridge
  /** The environment of a worker, as stage `local` sets it, that reaches the servers at these URLs. */
  environmentFor(worker: string, urls: Urls): Promise<Record<string, string>>
  close(): Promise<void>
}

export async function startFarSide(): Promise<FarSide> {
  const directory = await mkdtemp(join(tmpdir(), 'case-push-chaos-'))
  const servicenow = await startServiceNow({ users: [CREDENTIALS, ANALYST] })
  const dynamoDB = await startDynamoDBThread()
  const bus = createEventBridge({ lambdaUrl: NOBODY }) // the queue of a campaign is its own (queue.ts)
  const parts: { close(): Promise<unknown> }[] = [servicenow, dynamoDB, bus]
  return {
    servicenow,
    urls: { dynamoDB: dynamoDB.url, servicenow: servicenow.url },
    bus,
    environmentFor: async (worker, urls) => {
      const connectorsDir = join(directory, worker)
      await mkdir(connectorsDir)
      await writeFile(join(connectorsDir, 'local.json'), JSON.stringify(connectorSecret(servicenow.url)))
      const secrets = await startSecretsManager({ connectorsDir, extraRoutes: bus.routes })
      parts.push(secrets)
      return {
        ...functionEnvironment({ secrets: secrets.url, dynamoDB: urls.dynamoDB }),
        [DETOUR]: detourOf(servicenow.url, urls.servicenow),
        CASE_PUSH_BUS: BUS,
        IS_OFFLINE: 'true', // no metrics, as under serverless-offline
        POWERTOOLS_SERVICE_NAME: 'case-push',
      }
    },
    close: async () => {
      await Promise.all(parts.map((part) => part.close()))
      await rm(directory, { recursive: true })
    },
  }
}

async function startDynamoDBThread(): Promise<{ url: string; close(): Promise<unknown> }> {
  const thread = new Thread(new URL('dynamodb-thread.ts', import.meta.url))
  const [url] = (await once(thread, 'message')) as [string]
  return { url, close: () => thread.terminate() }
}
