// Whether a process that pushes on and on keeps its size: each push is a new case with a comment, and one of ten is
// repeated.
import { round } from '../statistics.ts'
import { newCase } from './cases.ts'
import type { Part } from './part.ts'
import { preparePush } from './push.ts'
import type { MemorySample } from '../report/results.ts'

const PUSHES = { full: 10_000, quick: 50 }
const SAMPLES = { full: 50, quick: 10 }
const CALLERS = 4
const MB = 2 ** 20

export const measureMemory: Part<MemorySample[]> = async ({ servers, effort, progress }) => {
  const every = PUSHES[effort] / SAMPLES[effort]
  const samples: MemorySample[] = []
  let pushed = 0
  const work = async (until: number) => {
    while (pushed < until) {
      pushed += 1
      const push = preparePush(pushed % 2 === 0 ? 'separate' : 'merged', newCase(1))
      await push()
      if (pushed % 10 === 0) await push()
    }
  }
  while (pushed < PUSHES[effort]) {
    const until = pushed + every
    await Promise.all(Array.from({ length: CALLERS }, () => work(until)))
    await servers.orderServiceNow({ empty: true })
    globalThis.gc?.()
    const { rss, heapUsed } = process.memoryUsage()
    samples.push({ pushes: pushed, residentMb: round(rss / MB), heapMb: round(heapUsed / MB) })
    progress('pushes', pushed / PUSHES[effort])
  }
  return samples
}
