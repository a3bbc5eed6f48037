// The embedded stack: what is started, in which order, on which port, and how all of it ends.
// `npm start` and `npm run demo` are two users of it.
import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { startDynamoDB } from './dynamodb.ts'
import { createEventBridge, type EventBridge } from './event-bridge.ts'
import { startOffline } from './offline.ts'
import { HOST, reservePorts } from './ports.ts'
import { startSecretsManager } from './secrets-manager.ts'
import { startServiceNow } from './servicenow/server.ts'

export type Ports = { api: number; servicenow: number; secrets: number; dynamodb: number; lambda: number }

export type StackOptions = {
  /** Port by server; 0 means any free one. */
  ports?: Partial<Ports>
  /** Where DynamoDB and ServiceNow keep their data between runs. */
  dataDir?: string
  /** Empties `dataDir` first. */
  fresh?: boolean
  /** Holds one `<connector id>.json` per connector. */
  connectorsDir?: string
  /** Shows nothing of what the functions write. */
  quiet?: boolean
  /** Ends a stack that is still starting; `startStack` then rejects. */
  signal?: AbortSignal
}

export type Stack = {
  apiUrl: string
  servicenowUrl: string
  secretsManagerUrl: string
  dynamoDBUrl: string
  /** Listens at `secretsManagerUrl`. */
  eventBridge: EventBridge
  /** Resolves, with the reason, when a part of the stack ends by itself. */
  died: Promise<Error>
  close: () => Promise<void>
}

const DEFAULT_PORTS: Ports = { api: 3000, servicenow: 3001, secrets: 3002, dynamodb: 3003, lambda: 3004 }
const OWNERS = {
  api: 'the API',
  servicenow: 'ServiceNow',
  secrets: 'Secrets Manager',
  dynamodb: 'DynamoDB',
  lambda: 'Lambda',
}
const DATA_DIR = fileURLToPath(new URL('../.local/data', import.meta.url))

/** Starts everything and returns once the API answers. What was started ends again when a part fails. */
export async function startStack(options: StackOptions = {}): Promise<Stack> {
  const { dataDir = DATA_DIR } = options
  const ports = await reservePorts({ ...DEFAULT_PORTS, ...options.ports }, OWNERS)
  if (options.fresh) await rm(dataDir, { recursive: true, force: true })
  const closers: (() => Promise<void>)[] = []
  const close = async (): Promise<void> => {
    for (const closer of closers.splice(0).reverse()) await closer()
  }
  try {
    return { ...(await startParts(options, ports, dataDir, closers)), close }
  } catch (error) {
    await close()
    throw error
  }
}

async function startParts(
  { connectorsDir, quiet = false, signal }: StackOptions,
  ports: Ports,
  dataDir: string,
  closers: (() => Promise<void>)[],
): Promise<Omit<Stack, 'isLedgerKept' | 'close'>> {
  const started = <Part extends { close: () => Promise<void> }>(part: Part): Part => {
    closers.push(() => part.close())
    signal?.throwIfAborted()
    return part
  }
  const servicenow = started(
    await startServiceNow({ port: ports.servicenow, dataFile: join(dataDir, 'servicenow.json') }),
  )
  const eventBridge = started(
    createEventBridge({ lambdaUrl: `http://${HOST}:${ports.lambda}`, ...(quiet ? {} : { print: console.log }) }),
  )
  const secretsManager = started(
    await startSecretsManager({
      port: ports.secrets,
      besides: eventBridge.routes,
      ...(connectorsDir === undefined ? {} : { connectorsDir }),
    }),
  )
  const dynamoDB = started(await startDynamoDB({ port: ports.dynamodb, path: join(dataDir, 'dynamodb') }))
  const offline = started(
    startOffline({
      apiPort: ports.api,
      lambdaPort: ports.lambda,
      secretsManagerUrl: secretsManager.url,
      dynamoDBUrl: dynamoDB.url,
      quiet,
    }),
  )
  signal?.addEventListener('abort', () => void offline.close(), { once: true }) // then `ready` rejects
  await offline.ready
  return {
    apiUrl: offline.url,
    servicenowUrl: servicenow.url,
    secretsManagerUrl: secretsManager.url,
    dynamoDBUrl: dynamoDB.url,
    eventBridge,
    died: offline.died,
  }
}
