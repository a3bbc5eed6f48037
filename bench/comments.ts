// What a new case with ten comments takes at 100 ms a call: merged, one by one, and in the order of calls of Kibana's
// own connector (elastic-execute-api.md §8), in one run on local servers. `npm run bench:comments`.
import { once } from 'node:events'
import { performance } from 'node:perf_hooks'
import { setTimeout as sleep } from 'node:timers/promises'
import { Worker } from 'node:worker_threads'
import * as v from 'valibot'
import { parseCase } from '../lib/case/parse-case.ts'
import { parseConnector } from '../lib/connectors/connector-schema.ts'
import type { Connector } from '../lib/connectors/connector.ts'
import { pushCase } from '../lib/push/push-case.ts'
import { incidentsOf } from '../lib/servicenow/access.ts'
import { basicHeaders } from '../lib/servicenow/credentials/authorization.ts'
import { localEnvironment } from './local-environment.ts'
import { percentile } from './statistics.ts'

const RUNS = 9
const COMMENTS = 10
const LATENCY_MS = 100
const ACCOUNT = { username: 'case-push', password: 'local-password' }

const Urls = v.object({ servicenow: v.string(), secretsManager: v.string(), dynamoDB: v.string() })
const worker = new Worker(new URL('local-servers.ts', import.meta.url))
const [message] = (await once(worker, 'message')) as unknown[]
const urls = v.parse(Urls, message)
Object.assign(process.env, localEnvironment({ secretsManager: urls.secretsManager, dynamoDB: urls.dynamoDB }))
const { ledger } = await import('../lib/instances/ledger.ts')
await fetch(`${urls.servicenow}/stand-in/faults`, {
  method: 'POST',
  headers: { 'content-type': 'application/json' },
  body: JSON.stringify({ times: 1_000_000, fault: { kind: 'slow', delayMs: LATENCY_MS } }),
})

const stored = (comments: Connector['comments']) => ({
  name: 'Bench',
  actionTypeId: '.servicenow',
  config: { apiUrl: urls.servicenow, comments },
  secrets: ACCOUNT,
})
const comments = Array.from({ length: COMMENTS }, (_, at) => ({
  commentId: `c${String(at)}`,
  comment: `Comment ${String(at)}`,
}))
const clock = { now: Date.now, sleep: (ms: number) => sleep(ms) }
const authorization = {
  headers: () => Promise.resolve(basicHeaders(ACCOUNT)),
  renew: () => Promise.resolve(false),
  reportRejection: () => undefined,
}

async function push(mode: Connector['comments'], savedObjectId: string): Promise<void> {
  const connector = parseConnector('bench', JSON.stringify(stored(mode)), ['http://127.0.0.1'])
  const subActionParams = { savedObjectId, title: 'Bench', comments }
  await pushCase({
    casePush: parseCase({ params: { subAction: 'pushToService', subActionParams } }),
    connector,
    incidents: incidentsOf({ connector, authorization, clockOffset: {}, application: { seenAtMs: Infinity } }, clock),
    ledger: ledger(),
    clock,
    deadlineMs: Date.now() + 28_000,
    settleMs: 75_000,
    waitMs: 0,
    health: { createsRefusedUntilMs: 0, journalSeenAtMs: new Map([['work_notes', Infinity]]) },
  })
}

async function call(method: string, path: string, body?: object): Promise<string> {
  const response = await fetch(`${urls.servicenow}/api/now/v2/table/incident${path}`, {
    method,
    headers: { accept: 'application/json', 'content-type': 'application/json', ...basicHeaders(ACCOUNT) },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  })
  return v.parse(v.object({ result: v.object({ sys_id: v.string() }) }), await response.json()).result.sys_id
}

/** Each write is followed by a read of the record. */
async function pushLikeKibana(): Promise<void> {
  const incident = { short_description: 'Bench', caller_id: ACCOUNT.username, opened_by: ACCOUNT.username }
  const id = await call('POST', '', incident)
  await call('GET', `/${id}`)
  for (const { comment } of comments) {
    await call('PATCH', `/${id}`, { ...incident, work_notes: comment })
    await call('GET', `/${id}`)
  }
}

async function medianOf(work: (at: number) => Promise<void>): Promise<number> {
  const times: number[] = []
  for (let at = 0; at < RUNS; at += 1) {
    const startMs = performance.now()
    await work(at)
    times.push(performance.now() - startMs)
  }
  return percentile(times, 0.5)
}

const kibana = await medianOf(pushLikeKibana)
const separate = await medianOf((at) => push('separate', `separate-${String(at)}`))
const merged = await medianOf((at) => push('merged', `merged-${String(at)}`))
const told = (name: string, ms: number) => {
  console.log(
    `${name.padEnd(22)}${ms.toFixed(0).padStart(7)} ms   Kibana's time is ${(kibana / ms).toFixed(1)} times it`,
  )
}
console.log(`${String(COMMENTS)} comments at ${String(LATENCY_MS)} ms a call, medians of ${String(RUNS)}`)
told("Kibana's calls", kibana)
told('one by one', separate)
told('merged', merged)
await worker.terminate()
