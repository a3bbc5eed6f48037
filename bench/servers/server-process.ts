// One local server in a process of its own, so that its work does not count as that of whoever measures: `servicenow`,
// which Secrets Manager comes with, or `dynamodb`. It adds up the time that each call takes here.
import { subscribe } from 'node:diagnostics_channel'
import { rmSync } from 'node:fs'
import { mkdtemp, writeFile } from 'node:fs/promises'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { startDynamoDB } from '../../local/dynamodb.ts'
import { startSecretsManager } from '../../local/secrets-manager.ts'
import { startServiceNow, type ServiceNow } from '../../local/servicenow/server.ts'

/** `delayMs`: how long ServiceNow holds back every answer from now on. `empty`: forget all incidents. */
export type Order = { delayMs?: number; empty?: boolean }
/** Since the last order. `serverMs` goes from a call's head to the end of its answer. */
export type Tally = { calls: number; serverMs: number }
/** By server: `servicenow` and `secretsManager`, or `dynamodb`. */
export type Urls = Record<string, string>

type Exchange = { request: IncomingMessage; response: ServerResponse }

const isServiceNow = process.argv[2] === 'servicenow'
let tally: Tally = { calls: 0, serverMs: 0 }
const startedMs = new WeakMap<ServerResponse, number>()
subscribe('http.server.request.start', (message) => {
  const { request, response } = message as Exchange
  if (!isServiceNow || request.url?.startsWith('/api/') === true) startedMs.set(response, performance.now())
})
subscribe('http.server.response.finish', (message) => {
  const startMs = startedMs.get((message as Exchange).response)
  if (startMs === undefined) return
  tally = { calls: tally.calls + 1, serverMs: tally.serverMs + performance.now() - startMs }
})

process.on('SIGINT', () => undefined) // Ctrl-C ends the process that measures, and its end ends this one
process.on('disconnect', () => process.exit())

if (isServiceNow) await serveServiceNow()
else {
  const { url } = await startDynamoDB()
  answer({ dynamodb: url })
  process.on('message', reset)
}

async function serveServiceNow(): Promise<void> {
  const servicenow = await startServiceNow()
  const connectorsDir = await mkdtemp(join(tmpdir(), 'case-push-bench-'))
  process.on('exit', () => {
    rmSync(connectorsDir, { recursive: true })
  })
  for (const comments of ['separate', 'merged']) {
    const connector = {
      name: `Bench, ${comments}`,
      actionTypeId: '.servicenow',
      config: { apiUrl: servicenow.url, comments },
      secrets: { username: 'case-push', password: 'local-password' },
    }
    await writeFile(join(connectorsDir, `${comments}.json`), JSON.stringify(connector))
  }
  const secretsManager = await startSecretsManager({ connectorsDir })
  answer({ servicenow: servicenow.url, secretsManager: secretsManager.url })
  process.on('message', (order: Order) => {
    obey(servicenow, order)
    reset()
  })
}

function obey(servicenow: ServiceNow, { delayMs, empty }: Order): void {
  servicenow.clearRequests()
  if (empty === true) servicenow.clear()
  if (delayMs === undefined) return
  servicenow.clearFaults()
  if (delayMs > 0) servicenow.addFault({ times: Number.MAX_SAFE_INTEGER, fault: { kind: 'slow', delayMs } })
}

function reset(): void {
  answer(tally)
  tally = { calls: 0, serverMs: 0 }
}

function answer(message: Urls | Tally): void {
  process.send?.(message)
}
