// Creates a second with many callers at once, each with cases of its own: pushes, bare calls and the reference.
import { newCase } from './cases.ts'
import type { Part } from './part.ts'
import { createPlainScript } from './plain-script.ts'
import { preparePush } from './push.ts'
import type { Throughput } from '../report/results.ts'

const CALLERS = [8, 50]
const LATENCIES_MS = [0, 100]
/** How many creates each kind makes in a turn: at most so many in all, and so many for each caller. */
const CREATES = { full: { most: 500, each: 10 }, quick: { most: 20, each: 1 } }
const TURNS = { full: 3, quick: 1 }

type Create = () => Promise<unknown>

export const measureThroughput: Part<Throughput[]> = async ({ servers, effort, progress }) => {
  const script = createPlainScript(servers.serviceNowUrl)
  const { most, each } = CREATES[effort]
  const kinds: Record<'push' | 'bare' | 'reference', () => Create> = {
    push: () => preparePush('separate', newCase(0)),
    bare: () => () => script.bareCreate(newCase(0)),
    reference: () => () => script.create(newCase(0)),
  }
  await createAll(kinds.push, most, 8) // warms up
  const results: Throughput[] = []
  for (const latencyMs of LATENCIES_MS) {
    for (const callers of CALLERS) {
      progress(`${callers} callers, ${latencyMs} ms latency`, results.length / (LATENCIES_MS.length * CALLERS.length))
      await servers.orderServiceNow({ delayMs: latencyMs, empty: true })
      const creates = latencyMs === 0 ? most : callers * each
      const tookMs = { push: 0, bare: 0, reference: 0 }
      // They take turns, so that whatever slows the machine slows all of them.
      for (let turn = 0; turn < TURNS[effort]; turn += 1) {
        for (const kind of ['bare', 'push', 'reference'] as const)
          tookMs[kind] += await createAll(kinds[kind], creates, callers)
      }
      const perSecond = (kind: keyof typeof tookMs) => Math.round((creates * TURNS[effort] * 1_000) / tookMs[kind])
      results.push({
        callers,
        latencyMs,
        pushesPerS: perSecond('push'),
        barePerS: perSecond('bare'),
        referencePerS: perSecond('reference'),
      })
    }
  }
  return results
}

/** @returns how long they took together, ms */
async function createAll(prepare: () => Create, count: number, callers: number): Promise<number> {
  const waiting = Array.from({ length: count }, prepare)
  const startMs = performance.now()
  const work = async () => {
    for (let create = waiting.pop(); create !== undefined; create = waiting.pop()) await create()
  }
  await Promise.all(Array.from({ length: callers }, work))
  return performance.now() - startMs
}
