// How fast a full queue empties, and whether memory stays flat: 1,000 events through the bus, the queue and the
// function, on stand-ins without latency. `npm run bench:drain [-- <events> <concurrency>]`.
import { fork, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { EventBridgeClient, PutEventsCommand } from '@aws-sdk/client-eventbridge'
import { startDynamoDB } from '../local/dynamodb.ts'
import { createEventBridge } from '../local/event-bridge.ts'
import { startSecretsManager } from '../local/secrets-manager.ts'
import { startServiceNow } from '../local/servicenow/server.ts'
import type { Memory } from './queued-function.ts'

const [EVENTS = 1_000, CONCURRENCY = 2] = process.argv.slice(2).map(Number)
const MAX_WARM_UP = 100
const LIMIT_MS = 300_000

const directory = await mkdtemp(join(tmpdir(), 'case-push-'))
const servicenow = await startServiceNow()
const dynamoDB = await startDynamoDB()
const connector = await readFile(new URL('../local/connectors/local.json', import.meta.url), 'utf8')
await writeFile(join(directory, 'local.json'), connector.replace('http://127.0.0.1:3001', servicenow.url))
const child = fork(new URL('queued-function.ts', import.meta.url), { execArgv: ['--expose-gc'] })
const { url: lambdaUrl } = await answerOf<{ url: string }>(child)
const bus = createEventBridge({ lambdaUrl, concurrency: CONCURRENCY })
const secrets = await startSecretsManager({ connectorsDir: directory, extraRoutes: bus.routes })
child.send({
  AWS_REGION: 'us-east-1',
  AWS_ACCESS_KEY_ID: 'local',
  AWS_SECRET_ACCESS_KEY: 'local',
  AWS_ENDPOINT_URL_SECRETS_MANAGER: secrets.url,
  AWS_ENDPOINT_URL_EVENTBRIDGE: secrets.url,
  AWS_ENDPOINT_URL_DYNAMODB: dynamoDB.url,
  CASE_PUSH_SECRET_PREFIX: 'case-push/local',
  CASE_PUSH_TABLE: 'case-push-local',
  CASE_PUSH_BUS: 'case-push-local',
  CASE_PUSH_ALLOWED_HOSTS: 'http://127.0.0.1',
  POWERTOOLS_LOG_LEVEL: 'SILENT',
})
await answerOf(child)

async function answerOf<T>(of: ChildProcess): Promise<T> {
  const [message] = (await once(of, 'message')) as [T]
  return message
}

async function memoryOf(of: ChildProcess): Promise<Memory> {
  of.send('memory')
  return answerOf<Memory>(of)
}

const client = new EventBridgeClient({
  endpoint: secrets.url,
  region: 'us-east-1',
  credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
})
type Detail = { params: { subActionParams: { savedObjectId: string } } }
const { detail } = JSON.parse(
  await readFile(new URL('../events/case-push-requested.json', import.meta.url), 'utf8'),
) as { detail: Detail }

async function put(first: number, count: number): Promise<void> {
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

async function drain(first: number, count: number): Promise<number> {
  const start = performance.now()
  await put(first, count)
  while (bus.waiting() > 0) {
    if (performance.now() - start > LIMIT_MS) throw new Error(`${bus.waiting()} events still wait`)
    await sleep(5)
  }
  return (performance.now() - start) / 1000
}

const warmUp = Math.min(MAX_WARM_UP, EVENTS)
await drain(EVENTS, warmUp)
const before = await memoryOf(child)
const seconds = await drain(0, EVENTS)
const after = await memoryOf(child)
const incidents = servicenow.incidents().length - warmUp

console.log(
  `${EVENTS} events, concurrency ${CONCURRENCY}: ${seconds.toFixed(1)} s, ${(EVENTS / seconds).toFixed(0)} events/s`,
)
console.log(`incidents ${incidents}, dead letters ${bus.deadLetters().length}`)
console.log(
  `the function's memory  after ${warmUp} events: peak ${before.peakMb.toFixed(0)} MB, heap ${before.heapMb.toFixed(1)} MB`,
)
console.log(
  `                       after ${warmUp + EVENTS} events: peak ${after.peakMb.toFixed(0)} MB, heap ${after.heapMb.toFixed(1)} MB`,
)

child.kill()
client.destroy()
await bus.close()
await Promise.all([secrets, dynamoDB, servicenow].map((part) => part.close()))
await rm(directory, { recursive: true })
process.exitCode = incidents === EVENTS && bus.deadLetters().length === 0 ? 0 : 1
