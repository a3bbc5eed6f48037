// What a warm push adds to ServiceNow's own time: each push beside a bare call of the same kind, in turns, and the
// ledger's calls by themselves.
import { ledger } from '../../lib/instances/ledger.ts'
import { percentile, round } from '../statistics.ts'
import { newCase } from './cases.ts'
import type { Part } from './part.ts'
import { createPlainScript } from './plain-script.ts'
import { preparePush } from './push.ts'
import type { Overhead, Percentiles } from '../report/results.ts'

const RUNS = { full: 1_000, quick: 20 }
const WARM_UP = { full: 300, quick: 5 }

/** Of one push, ms. `server`: DynamoDB's own time for its ledger calls. */
type Sample = { bare: number; push: number; repeated: number; ledger: number; server: number }

export const measureOverhead: Part<Overhead> = async ({ servers, effort, progress }) => {
  const script = createPlainScript(servers.serviceNowUrl)
  const samples: Sample[] = []
  const processorMs = { bare: 0, push: 0, ledger: 0 }
  const runs = RUNS[effort]
  for (let run = -WARM_UP[effort]; run < runs; run += 1) {
    const given = newCase(0)
    const push = preparePush('separate', given)
    const bare = await timed(() => script.bareCreate(given))
    await servers.tallyDynamoDB()
    const pushed = await timed(push)
    const { serverMs } = await servers.tallyDynamoDB()
    const repeated = await timed(push)
    const recorded = await timed(() => callLedger(given.savedObjectId))
    if (run < 0) continue
    samples.push({
      bare: bare.wallMs,
      push: pushed.wallMs,
      repeated: repeated.wallMs,
      ledger: recorded.wallMs,
      server: serverMs,
    })
    processorMs.bare += bare.processorMs / runs
    processorMs.push += pushed.processorMs / runs
    processorMs.ledger += recorded.processorMs / runs
    progress('warm pushes', (run + 1) / runs)
  }
  const own = samples.map(({ push, bare }) => push - bare)
  return {
    pushes: runs,
    bare: percentilesOf(samples.map(({ bare }) => bare)),
    push: percentilesOf(samples.map(({ push }) => push)),
    repeated: percentilesOf(samples.map(({ repeated }) => repeated)),
    ledger: percentilesOf(samples.map(({ ledger }) => ledger)),
    own: percentilesOf(own),
    dynamoDBServer: percentilesOf(samples.map(({ server }) => server)),
    ownWithoutDynamoDB: percentilesOf(samples.map(({ push, bare, server }) => push - bare - server)),
    processorMs: {
      bare: round(processorMs.bare),
      push: round(processorMs.push),
      ledger: round(processorMs.ledger),
    },
    ownSamplesMs: own.map(round),
  }
}

async function timed(work: () => Promise<unknown>): Promise<{ wallMs: number; processorMs: number }> {
  const before = process.cpuUsage()
  const startMs = performance.now()
  await work()
  const wallMs = performance.now() - startMs
  const { user, system } = process.cpuUsage(before)
  return { wallMs, processorMs: (user + system) / 1_000 }
}

/** The three calls of a push that creates an incident. */
async function callLedger(caseKey: string): Promise<void> {
  const key = `bare#${caseKey}`
  const nowMs = Date.now()
  const doubt = { owner: 'bench', sinceMs: nowMs, settledAtMs: nowMs + 75_000, fieldsDigest: 'x', comments: [] }
  const record = await ledger().acquire(key, { owner: 'bench', nowMs, untilMs: nowMs + 30_000, doubt })
  await ledger().claim({ instance: 'bench', id: caseKey, number: 'INC0010001' }, key, nowMs)
  await ledger().release(key, 'bench', { ...record, doubts: [] }, Date.now())
}

function percentilesOf(timesMs: readonly number[]): Percentiles {
  const at = (share: number) => round(percentile(timesMs, share))
  return { p50: at(0.5), p95: at(0.95), p99: at(0.99), max: round(Math.max(...timesMs)) }
}
