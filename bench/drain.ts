// How fast a full queue empties, and whether memory stays flat: 1,000 events through the bus, the queue and the
// queue handler, on local servers without latency. `npm run bench:drain [-- <events> <concurrency>]`.
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
import { localEnvironment } from './local-environment.ts'
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
const secretsManager = await startSecretsManager({ connectorsDir: directory, extraRoutes: bus.routes })
child.send(
  localEnvironment({
    secretsManager: secretsManager.url,
    dynamoDB: dynamoDB.url,
    eventBridge: secretsManager.url,
  }),
)
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
  endpoint: secretsManager.url,
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

/** @returns how long it took until the queue was empty, in s */
async function drain(first: number, count: number): Promise<number> {
  const startedMs = performance.now()
  await put(first, count)
  while (bus.waiting() > 0) {
    if (performance.now() - startedMs > LIMIT_MS) throw new Error(`${bus.waiting()} events are still waiting`)
    await sleep(5)
  }
  return (performance.now() - startedMs) / 1000
}

const warmUp = Math.min(MAX_WARM_UP, EVENTS)
await drain(EVENTS, warmUp)
const before = await memoryOf(child)
const durationS = await drain(0, EVENTS)
const after = await memoryOf(child)
const incidents = servicenow.incidents().length - warmUp

const rate = (EVENTS / durationS).toFixed(0)
console.log(`${EVENTS} events, concurrency ${CONCURRENCY}: ${durationS.toFixed(1)} s, ${rate} events/s`)
console.log(`incidents ${incidents}, dead letters ${bus.deadLetters().length}`)
console.log(`the function's memory  ${describeMemory(warmUp, before)}`)
console.log(`                       ${describeMemory(warmUp + EVENTS, after)}`)

function describeMemory(count: number, { peakMb, heapMb }: Memory): string {
  return `after ${count} events: peak ${peakMb.toFixed(0)} MB, heap ${heapMb.toFixed(1)} MB`
}

child.kill()
client.destroy()
await bus.close()
await Promise.all([secretsManager, dynamoDB, servicenow].map((part) => part.close()))
await rm(directory, { recursive: true })
process.exitCode = incidents === EVENTS && bus.deadLetters().length === 0 ? 0 : 1
