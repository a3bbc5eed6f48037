// `npm run test:hostile`: a hundred thousand generated requests through the real handler, each answer checked. Prints
// the answers by code and the function's memory; ends with 1 at the first answer that is not documented.
import fc from 'fast-check'
import { parseArgs } from 'node:util'
import { httpEvent, type HttpEvent } from '../support/events.ts'
import { startTarget, type Target } from './target.ts'
import { hostileEvents } from './events.ts'

const OPTIONS = {
  bodies: { type: 'string', default: '100000' },
  seed: { type: 'string', default: String(Date.now() % 2 ** 31) },
} as const
const { values: flags } = parseArgs({ options: OPTIONS })
const [BODIES, SEED] = [Number(flags.bodies), Number(flags.seed)]
const CHUNK = 500
const MB = 2 ** 20

type Codes = Map<string, number>

async function sendChunk(target: Target, events: HttpEvent[], codes: Codes, from: number): Promise<void> {
  for (const [n, event] of events.entries()) {
    const { code } = await target.send(event).catch((error: unknown) => {
      process.stderr.write(
        `seed ${String(SEED)}, request ${String(from + n)}: ${JSON.stringify(event).slice(0, 4_000)}\n`,
      )
      throw error
    })
    codes.set(code, (codes.get(code) ?? 0) + 1)
  }
  target.clear()
}

async function print(target: Target, sent: number, began: number): Promise<void> {
  const { heapUsed, rss } = await target.memory()
  const seconds = ((Date.now() - began) / 1000).toFixed(0)
  const memory = `heap after collection ${(heapUsed / MB).toFixed(1)} MB  RSS ${(rss / MB).toFixed(0)} MB`
  process.stdout.write(`${String(sent).padStart(7)} sent  ${seconds.padStart(4)} s  ${memory}
`)
}

async function campaign(): Promise<void> {
  const target = await startTarget()
  const arbitrary = hostileEvents(httpEvent('create-incident'), 1_000)
  const codes: Codes = new Map()
  const began = Date.now()
  process.stdout.write(`${String(BODIES)} requests, seed ${String(SEED)}\n`)
  try {
    for (let sent = 0; sent < BODIES; sent += CHUNK) {
      const events = fc.sample(arbitrary, { numRuns: Math.min(CHUNK, BODIES - sent), seed: SEED + sent })
      await sendChunk(target, events, codes, sent)
      if ((sent + CHUNK) % (BODIES / 10) !== 0) continue
      await print(target, sent + CHUNK, began)
    }
    for (const [code, count] of [...codes].sort(([, a], [, b]) => b - a))
      process.stdout.write(`${String(count).padStart(7)}  ${code}\n`)
  } finally {
    await target.close()
  }
}

await campaign()
