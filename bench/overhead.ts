// What a warm push costs besides ServiceNow: the time of the handler against that of the bare call it makes there, and
// the ledger's share, in one run on local servers without latency. `npm run bench`.
import http from 'node:http'
import { once } from 'node:events'
import { readFile } from 'node:fs/promises'
import { performance } from 'node:perf_hooks'
import { Worker } from 'node:worker_threads'
import * as v from 'valibot'
import { localEnvironment } from './local-environment.ts'
import { percentile } from './statistics.ts'

const RUNS = 400
const WARM_UP = 100

const Urls = v.object({ servicenow: v.string(), secretsManager: v.string(), dynamoDB: v.string() })
const worker = new Worker(new URL('local-servers.ts', import.meta.url))
const [message] = (await once(worker, 'message')) as unknown[]
const urls = v.parse(Urls, message)
Object.assign(process.env, localEnvironment({ secretsManager: urls.secretsManager, dynamoDB: urls.dynamoDB }))
const { handler } = await import('../handlers/execute.ts')
const { ledger } = await import('../lib/instances/ledger.ts')

type HandlerEvent = Parameters<typeof handler>[0]
const template = JSON.parse(
  await readFile(new URL('../events/no-comments.json', import.meta.url), 'utf8'),
) as HandlerEvent & { body: string }
const context = {
  awsRequestId: 'bench',
  functionName: 'execute',
  getRemainingTimeInMillis: () => 29_000,
} as unknown as Parameters<typeof handler>[1]

async function pushOne(savedObjectId: string): Promise<void> {
  const event = { ...template, body: template.body.replace('0a4f6b40-732b-11ea-a0b2-c51ea50a58e2', savedObjectId) }
  const answer = (await handler(event, context)) as { statusCode: number; body: string }
  if (answer.statusCode !== 200) throw new Error(answer.body)
}

const agent = new http.Agent({ keepAlive: true })
async function bareCall(): Promise<void> {
  const body = JSON.stringify({
    short_description: 'Bare',
    correlation_id: 'bare',
    description: 'The call that a push makes, by itself.',
  })
  const request = http.request(`${urls.servicenow}/api/now/v2/table/incident?sysparm_fields=sys_id,number`, {
    agent,
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      accept: 'application/json',
      authorization: `Basic ${Buffer.from('case-push:local-password').toString('base64')}`,
    },
  })
  request.end(body)
  const [response] = (await once(request, 'response')) as [http.IncomingMessage]
  await response.toArray()
}

async function ledgerCalls(key: string): Promise<void> {
  const now = Date.now()
  const doubt = { owner: 'bench', sinceMs: now, settledAtMs: now + 75_000, fieldsDigest: 'x', comments: [] }
  const record = await ledger().acquire(key, { owner: 'bench', nowMs: now, untilMs: now + 30_000, doubt })
  await ledger().release(key, 'bench', { ...record, doubts: [] }, Date.now())
}

/** How long each run takes, in ms. */
async function measure(run: (n: number) => Promise<void>): Promise<number[]> {
  const timesMs: number[] = []
  for (let n = 0; n < RUNS + WARM_UP; n += 1) {
    const startedMs = performance.now()
    await run(n)
    if (n >= WARM_UP) timesMs.push(performance.now() - startedMs)
  }
  return timesMs
}

const percentileOf = (timesMs: number[], share: number) => `${percentile(timesMs, share).toFixed(2).padStart(6)} ms`
const rowOf = (name: string, timesMs: number[]) =>
  `${name.padEnd(46)} p50 ${percentileOf(timesMs, 0.5)}   p95 ${percentileOf(timesMs, 0.95)}`

const bareMs = await measure(() => bareCall())
const ledgerMs = await measure((n) => ledgerCalls(`bench#${n}`))
const pushMs = await measure((n) => pushOne(`bench-${n}`))
const repeatedMs = await measure(() => pushOne('bench-0'))

console.log(rowOf('bare create in ServiceNow', bareMs))
console.log(rowOf('the two calls of the ledger', ledgerMs))
console.log(rowOf('a push that creates an incident', pushMs))
console.log(rowOf('the same push repeated (no ServiceNow call)', repeatedMs))

const [bare, calls, push] = [bareMs, ledgerMs, pushMs].map((timesMs) => percentile(timesMs, 0.5)) as [
  number,
  number,
  number,
]
console.log(
  `\nown overhead of a push, p50: ${(push - bare).toFixed(2)} ms; the two calls of the ledger: ${calls.toFixed(2)} ms`,
)
console.log(`push : bare call = ${(push / bare).toFixed(2)} : 1; push : ledger = ${(push / calls).toFixed(2)} : 1`)
await worker.terminate()
agent.destroy()
process.exit(0)
