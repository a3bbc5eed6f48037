// What a warm push costs beside ServiceNow: the handler against the bare call that it makes there, and the ledger's
// share, all in one run on stand-ins without latency. `npm run bench`.
import http from 'node:http'
import { once } from 'node:events'
import { readFile } from 'node:fs/promises'
import { performance } from 'node:perf_hooks'
import { Worker } from 'node:worker_threads'
import * as v from 'valibot'

const RUNS = 400
const WARM_UP = 100

const Urls = v.object({ servicenow: v.string(), secrets: v.string(), dynamoDB: v.string() })
const worker = new Worker(new URL('stand-ins.ts', import.meta.url))
const [message] = (await once(worker, 'message')) as unknown[]
const urls = v.parse(Urls, message)
Object.assign(process.env, {
  AWS_REGION: 'us-east-1',
  AWS_ACCESS_KEY_ID: 'local',
  AWS_SECRET_ACCESS_KEY: 'local',
  AWS_ENDPOINT_URL_SECRETS_MANAGER: urls.secrets,
  AWS_ENDPOINT_URL_DYNAMODB: urls.dynamoDB,
  CASE_PUSH_SECRET_PREFIX: 'case-push/local',
  CASE_PUSH_TABLE: 'case-push-local',
  CASE_PUSH_ALLOWED_HOSTS: 'http://127.0.0.1',
  POWERTOOLS_LOG_LEVEL: 'SILENT',
})
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

async function sample(run: (n: number) => Promise<void>): Promise<number[]> {
  const times: number[] = []
  for (let n = 0; n < RUNS + WARM_UP; n += 1) {
    const start = performance.now()
    await run(n)
    if (n >= WARM_UP) times.push(performance.now() - start)
  }
  return times.sort((a, b) => a - b)
}

const percentile = (times: number[], share: number) => times[Math.floor(times.length * share)] ?? Number.NaN
const row = (name: string, times: number[]) =>
  `${name.padEnd(46)} p50 ${percentile(times, 0.5).toFixed(2).padStart(6)} ms   p95 ${percentile(times, 0.95).toFixed(2).padStart(6)} ms`

const bare = await sample(() => bareCall())
const calls = await sample((n) => ledgerCalls(`bench#${String(n)}`))
const push = await sample((n) => pushOne(`bench-${String(n)}`))
const repeated = await sample(() => pushOne('bench-0'))
const p50 = (times: number[]) => percentile(times, 0.5)

console.log(row('bare create in ServiceNow', bare))
console.log(row('the two calls of the ledger', calls))
console.log(row('a push that creates an incident', push))
console.log(row('the same push repeated (no ServiceNow call)', repeated))
console.log(
  `\nown overhead of a push, p50: ${(p50(push) - p50(bare)).toFixed(2)} ms; the two calls of the ledger by themselves: ${p50(calls).toFixed(2)} ms`,
)
console.log(
  `push : bare call = ${(p50(push) / p50(bare)).toFixed(2)} : 1; push : ledger = ${(p50(push) / p50(calls)).toFixed(2)} : 1`,
)
await worker.terminate()
agent.destroy()
process.exit(0)
