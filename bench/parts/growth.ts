// How this process's own time for a push grows with the number of comments and with the size of the body.
import { exponentOf, inTurns, median, round } from '../statistics.ts'
import { newCase } from './cases.ts'
import type { Part } from './part.ts'
import { createPlainScript } from './plain-script.ts'
import { preparePush } from './push.ts'
import type { Curve } from '../report/results.ts'

const COMMENTS = { full: [1, 12, 25, 50, 100, 200, 400], quick: [1, 10, 20] }
const KB = 1_024
const BYTES = { full: [1, 16, 64, 256, 512, 1_024, 2_048, 4_096], quick: [1, 16, 32] }

const ROUNDS = { full: 24, quick: 1 }
const WARM_UP_ROUNDS = { full: 2, quick: 0 }

/** Everything of one size, and the processor time of each kind in it, ms. */
type Run<Kind extends string> = (size: number) => Promise<Record<Kind, number>>

export const measureGrowth: Part<Curve[]> = async ({ servers, effort, progress }) => {
  const script = createPlainScript(servers.serviceNowUrl)
  const rounds = ROUNDS[effort]

  async function curvesOf<Kind extends string>(by: Curve['by'], sizes: readonly number[], run: Run<Kind>) {
    const times = new Map<Kind, Map<number, number[]>>()
    // The sizes take turns: the compiler serves all of them alike. A collection before each push instead would throw
    // away compiled code as well, which each push would pay for.
    for (let round = -WARM_UP_ROUNDS[effort]; round < rounds; round += 1) {
      progress(by, Math.max(0, round) / rounds)
      for (const size of inTurns(sizes, round)) {
        const costs = await run(size)
        await servers.orderServiceNow({ empty: true })
        if (round < 0) continue
        for (const [kind, cost] of Object.entries<number>(costs) as [Kind, number][]) {
          const bySize = times.get(kind) ?? new Map<number, number[]>()
          times.set(kind, bySize.set(size, [...(bySize.get(size) ?? []), cost]))
        }
      }
    }
    return [...times].map(([name, bySize]) => curveOf(by, name, bySize))
  }

  // One after the other: at 400 comments `merged` would pay for much of the garbage that `separate` leaves.
  const byComments = [
    ...(await curvesOf('comments', COMMENTS[effort], async (size) => ({
      separate: await processorMsOf(preparePush('separate', newCase(size))),
    }))),
    ...(await curvesOf('comments', COMMENTS[effort], async (size) => {
      const merged = preparePush('merged', newCase(size))
      return { merged: await processorMsOf(merged), 're-push': await processorMsOf(merged) }
    })),
    ...(await curvesOf('comments', COMMENTS[effort], async (size) => {
      const given = newCase(size)
      return { reference: await processorMsOf(() => script.create(given)) }
    })),
  ]
  const byBytes = await curvesOf('body, KB', BYTES[effort], async (size) => {
    const given = newCase(0, 'x '.repeat((size * KB) / 2))
    const push = preparePush('separate', given)
    return {
      create: await processorMsOf(push),
      're-push': await processorMsOf(push),
      reference: await processorMsOf(() => script.create(given)),
    }
  })
  return [...byComments, ...byBytes]
}

function curveOf(by: Curve['by'], name: string, bySize: ReadonlyMap<number, readonly number[]>): Curve {
  const points = [...bySize].map(([size, costs]) => ({ size, cost: round(median(costs)) }))
  const exponent = round(exponentOf(points))
  return { by, name, points, exponent: Number.isNaN(exponent) ? null : exponent }
}

async function processorMsOf(work: () => Promise<unknown>): Promise<number> {
  const before = process.cpuUsage()
  await work()
  const { user, system } = process.cpuUsage(before)
  return (user + system) / 1_000
}
