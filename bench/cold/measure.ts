// Starts every function again and again, in turns, and takes the medians.
import { execFile } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { createServer } from 'node:http'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { listen } from '../../local/listen.ts'
import { startServers } from '../servers/servers.ts'
import { percentile } from '../statistics.ts'
import { comparisons, packageFunctions, type Subject } from './artifacts.ts'
import { createOf, eventsFor } from './events.ts'
import type { ColdRow } from './table.ts'

/** What the probe prints, ms. */
type Steps = { startMs: number; firstMs?: number; secondMs?: number }
type Environment = Record<string, string>

const PROBE = fileURLToPath(new URL('probe.cjs', import.meta.url))

/** What Lambda sets. Without AWS_LAMBDA_INITIALIZATION_TYPE nothing is begun before the first event. */
const LAMBDA = {
  AWS_EXECUTION_ENV: 'AWS_Lambda_nodejs24.x',
  AWS_LAMBDA_FUNCTION_NAME: 'case-push-prod',
  AWS_SESSION_TOKEN: 'local',
  CASE_PUSH_BUS: 'case-push-local',
  CASE_PUSH_SETTLE_SECONDS: '75',
  POWERTOOLS_LOG_LEVEL: 'INFO',
  POWERTOOLS_SERVICE_NAME: 'case-push',
}

/** @param runs how often each function is started */
export async function measure(runs: number): Promise<ColdRow[]> {
  const folder = await mkdtemp(join(tmpdir(), 'case-push-cold-'))
  const servers = await startServers()
  const bus = await listen(createServer(takeEntries), 'the event bus', 0)
  try {
    const subjects = [...(await comparisons(folder)), ...(await packageFunctions(folder))]
    const incidentId = await pushOne(servers.environment)
    const environment = { ...servers.environment, ...LAMBDA, AWS_ENDPOINT_URL_EVENTBRIDGE: bus.url }
    const steps: Steps[][] = subjects.map(() => [])
    // One round more than asked for: it brings the files into the page cache.
    for (let round = 0; round <= runs; round += 1) {
      if (process.stderr.isTTY) process.stderr.write(`\rround ${round + 1} of ${runs + 1}`)
      for (const [at, subject] of subjects.entries()) {
        const taken = await start(subject, incidentId, environment, folder)
        if (round > 0) steps[at]?.push(taken)
      }
    }
    if (process.stderr.isTTY) process.stderr.write('\n')
    return subjects.map((subject, at) => rowOf(subject, steps[at] ?? []))
  } finally {
    servers.close()
    await bus.close()
    await rm(folder, { recursive: true, force: true })
  }
}

const takeEntries: Parameters<typeof createServer>[1] = (incoming, outgoing) => {
  incoming.resume().on('end', () => {
    outgoing.writeHead(200, { 'content-type': 'application/x-amz-json-1.1' })
    outgoing.end(JSON.stringify({ FailedEntryCount: 0, Entries: [{ EventId: randomUUID() }] }))
  })
}

/** The sys_id of an incident that the functions which need one find. */
async function pushOne(environment: Environment): Promise<string> {
  Object.assign(process.env, environment)
  const { handler } = await import('../../handlers/execute.ts')
  const context = { awsRequestId: 'bench', functionName: 'bench', getRemainingTimeInMillis: () => 29_000 }
  const [event] = [await createOf(randomUUID())] as [Parameters<typeof handler>[0]]
  const answer = (await handler(event, context as unknown as Parameters<typeof handler>[1])) as unknown
  const { data } = JSON.parse((answer as { body: string }).body) as { data: { id: string } }
  return data.id
}

async function start(
  { name, file }: Subject,
  incidentId: string,
  environment: Environment,
  folder: string,
): Promise<Steps> {
  const events = await eventsFor(name, incidentId)
  const eventsFile = join(folder, 'events.json')
  if (events !== undefined) await writeFile(eventsFile, JSON.stringify(events))
  const args = [PROBE, file, ...(events === undefined ? [] : [eventsFile])]
  const { stdout } = await promisify(execFile)(process.execPath, args, { env: environment })
  return JSON.parse(stdout.slice(stdout.lastIndexOf('\n'))) as Steps
}

function rowOf({ name, bytes, zipBytes }: Subject, steps: readonly Steps[]): ColdRow {
  const median = (of: (step: Steps) => number | undefined): number | undefined => {
    const values = steps.map(of).filter((ms) => ms !== undefined)
    return values.length === 0 ? undefined : percentile(values, 0.5)
  }
  return {
    name,
    bytes,
    zipBytes,
    startMs: median(({ startMs }) => startMs) ?? Number.NaN,
    firstMs: median(({ firstMs }) => firstMs),
    secondMs: median(({ secondMs }) => secondMs),
  }
}
