// `npm run test:hostile`: a hundred thousand generated requests through the real handler, each answer checked. Prints
// the answers by code and the function's memory; ends with 1 at the first answer that is not documented.
import fc from 'fast-check'
import { runCommand, wholeNumber } from '../../scripts/command-line.ts'
import { httpEvent, type HttpEvent } from '../support/events.ts'
import { startTarget, type Target } from './target.ts'
import { hostileEvents } from './events.ts'

const MAX_SEED = 2 ** 31 - 1

const USAGE = `Usage: npm run test:hostile -- [--bodies N] [--seed S]

Sends generated hostile requests through the real handler and checks that each answer is documented. Prints the
answers by code and the function's memory. Exit code 1 at the first answer that is not documented, with its
request. About five minutes.

  --bodies N  how many requests (default: 100000)
  --seed S    of the requests, 0 to ${MAX_SEED}; by default from the clock. A seed repeats its requests
  --help      show this text

Example: npm run test:hostile -- --bodies 5000 --seed 1`

const CHUNK = 500
const MB = 2 ** 20

type Options = { bodies: number; seed: number }
type Codes = Map<string, number>

async function sendChunk(
  target: Target,
  events: HttpEvent[],
  codes: Codes,
  place: (n: number) => string,
): Promise<void> {
  for (const [n, event] of events.entries()) {
    const { code } = await target.send(event).catch((error: unknown) => {
      process.stderr.write(`${place(n)}: ${JSON.stringify(event).slice(0, 4_000)}\n`)
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

async function campaign({ bodies, seed }: Options): Promise<number> {
  const target = await startTarget()
  const arbitrary = hostileEvents(httpEvent('create-incident'), 1_000)
  const codes: Codes = new Map()
  const began = Date.now()
  process.stdout.write(`${String(bodies)} requests, seed ${String(seed)}\n`)
  try {
    for (let sent = 0; sent < bodies; sent += CHUNK) {
      const events = fc.sample(arbitrary, { numRuns: Math.min(CHUNK, bodies - sent), seed: seed + sent })
      await sendChunk(target, events, codes, (n) => `seed ${String(seed)}, request ${String(sent + n)}`)
      if ((sent + CHUNK) % (bodies / 10) !== 0) continue
      await print(target, sent + CHUNK, began)
    }
    for (const [code, count] of [...codes].sort(([, a], [, b]) => b - a))
      process.stdout.write(`${String(count).padStart(7)}  ${code}\n`)
    return 0
  } finally {
    await target.close()
  }
}

process.exitCode = await runCommand({
  script: 'test:hostile',
  usage: USAGE,
  options: { bodies: { type: 'string', default: '100000' }, seed: { type: 'string' } },
  prepare: (values) => {
    const bodies = wholeNumber('--bodies', values.bodies)
    const seed = values.seed === undefined ? Date.now() % MAX_SEED : wholeNumber('--seed', values.seed, 0, MAX_SEED)
    return () => campaign({ bodies, seed })
  },
})
