// The embedded stack: what is started, in which order and on which port, and how all of it stops. `npm start` and
// `npm run demo` use it.
import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { startDynamoDB } from './dynamodb.ts'
import { createEventBridge, type EventBridge } from './event-bridge.ts'
import { API_KEYS_FILE, CONNECTORS_DIR, writeFirstSecrets } from './first-secrets.ts'
import { startFront } from './front.ts'
import { startOffline, type OfflineOptions } from './offline.ts'
import { HOST, reservePorts } from './ports.ts'
import { readFunctionLine } from './requests/function-lines.ts'
import { recordOf, type RequestRecord } from './requests/request-record.ts'
import { startSecretsManager } from './secrets-manager.ts'
import { startServiceNow, type ServiceNow } from './servicenow/server.ts'

export type Ports = {
  api: number
  servicenow: number
  secrets: number
  dynamodb: number
  lambda: number
  /** API Gateway, behind the address of the API. */
  gateway: number
}

export type StackOptions = {
  /** Port by server; 0 means any free one. */
  ports?: Partial<Ports>
  /** Where DynamoDB and ServiceNow keep their data between runs. */
  dataDir?: string
  /** Empties `dataDir` first. */
  fresh?: boolean
  /** Holds one `<connector id>.json` per connector; `local` is written if it is not there. */
  connectorsDir?: string
  /** Holds the API keys; the first is written if there is no such file. */
  apiKeysFile?: string
  /** Hears of every request, and of what else the parts have to say; by default nobody does. */
  show?: Show
  /** Stops a stack that is still starting; `startStack` then rejects with the signal's reason. */
  signal?: AbortSignal
}

export type Stack = {
  apiUrl: string
  servicenowUrl: string
  secretsManagerUrl: string
  dynamoDBUrl: string
  /** Listens at `secretsManagerUrl`. */
  eventBridge: EventBridge
  /** Resolves, with the reason, if a part of the stack ends by itself. */
  died: Promise<Error>
  /** Stops all parts, the last one first; rejects at the end if one failed. A second call waits for the first. */
  close: () => Promise<void>
}

/** `text` gets what is no request: the error of a build, the event that no rule takes. */
export type Show = { request: (record: RequestRecord) => void; text: (line: string) => void }

type Part = { close: () => Promise<void> }
type Add = <P extends Part>(part: P) => P

const DEFAULT_PORTS: Ports = { api: 3000, servicenow: 3001, secrets: 3002, dynamodb: 3003, lambda: 3004, gateway: 0 }
const OWNERS = {
  api: 'the API',
  servicenow: 'ServiceNow',
  secrets: 'Secrets Manager',
  dynamodb: 'DynamoDB',
  lambda: 'Lambda',
  gateway: 'API Gateway',
}
const DATA_DIR = fileURLToPath(new URL('../.local/data', import.meta.url))

/** Starts everything and resolves once the API answers. If a part fails to start, it stops the others and rejects. */
export async function startStack(options: StackOptions = {}): Promise<Stack> {
  const { dataDir = DATA_DIR } = options
  const ports = await reservePorts({ ...DEFAULT_PORTS, ...options.ports }, OWNERS)
  if (options.fresh) await rm(dataDir, { recursive: true, force: true })
  const parts: Part[] = []
  let closed: Promise<void> | undefined
  const close = (): Promise<void> => (closed ??= closeAll(parts))
  try {
    const add: Add = (part) => {
      parts.push(part)
      options.signal?.throwIfAborted()
      return part
    }
    return { ...(await startParts(options, ports, dataDir, add)), close }
  } catch (error) {
    await close().catch(() => undefined)
    throw error
  }
}

async function startParts(
  options: StackOptions,
  ports: Ports,
  dataDir: string,
  add: Add,
): Promise<Omit<Stack, 'close'>> {
  const { connectorsDir = CONNECTORS_DIR, apiKeysFile = API_KEYS_FILE, show, signal } = options
  await writeFirstSecrets({ apiKeysFile, connectorsDir, servicenowPort: ports.servicenow })
  const dataFile = join(dataDir, 'servicenow.json')
  const servicenow = add(await startServiceNow({ port: ports.servicenow, dataFile, maxLogged: 1_000 }))
  const lambdaUrl = `http://${HOST}:${ports.lambda}`
  const eventBridge = add(createEventBridge({ lambdaUrl, ...(show === undefined ? {} : { print: show.text }) }))
  const { url: secretsManagerUrl } = add(
    await startSecretsManager({ port: ports.secrets, extraRoutes: eventBridge.routes, apiKeysFile, connectorsDir }),
  )
  const { url: dynamoDBUrl } = add(await startDynamoDB({ port: ports.dynamodb, path: join(dataDir, 'dynamodb') }))
  const functions = {
    apiPort: ports.gateway,
    lambdaPort: ports.lambda,
    secretsManagerUrl,
    dynamoDBUrl,
    onLine: show && showing(show, servicenow),
  }
  const offline = await startFunctions(functions, add, signal)
  const { url: apiUrl } = add(await startFront({ port: ports.api, target: offline.url, onRefusal: show?.request }))
  const urls = { apiUrl, servicenowUrl: servicenow.url, secretsManagerUrl, dynamoDBUrl }
  return { ...urls, eventBridge, died: offline.died }
}

function showing(show: Show, servicenow: ServiceNow): (line: string) => void {
  return (line) => {
    const read = readFunctionLine(line)
    if (typeof read === 'object') show.request(recordOf(read, servicenow))
    else if (read !== undefined) show.text(read)
  }
}

async function startFunctions(options: OfflineOptions, add: Add, signal: AbortSignal | undefined) {
  const offline = add(startOffline(options))
  signal?.addEventListener('abort', () => void offline.close(), { once: true }) // then `ready` rejects
  await offline.ready.catch((error: unknown) => {
    signal?.throwIfAborted()
    throw error
  })
  return offline
}

async function closeAll(parts: readonly Part[]): Promise<void> {
  const errors: unknown[] = []
  for (const part of parts.toReversed()) await part.close().catch((error: unknown) => errors.push(error))
  if (errors.length > 0) throw errors[0]
}
