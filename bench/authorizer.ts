// What the authorizer adds to a request, and whether its time tells a known key id from an unknown one.
// `npm run bench:authorizer` prints both.
import { performance } from 'node:perf_hooks'
import type { APIGatewayRequestAuthorizerEventV2 } from 'aws-lambda'
import { hashOf, keyContextOf, type ApiKeys } from '../lib/api-keys.ts'
import { startSecretsManager } from '../local/secrets-manager.ts'
import { runCommand } from '../scripts/command-line.ts'
import { localEnvironment } from './local-environment.ts'
import { percentile } from './statistics.ts'

const USAGE = `Usage: npm run bench:authorizer [-- --help]

Measures what the authorizer adds to a request, and whether its time tells a known key id from an unknown one.
A few seconds.

  --help  show this text

Example: npm run bench:authorizer`

const BATCHES = 2_000
const WARM_UP_BATCHES = 200
const CALLS_PER_BATCH = 50

const ids = Array.from({ length: 100 }, (_, n) => `key-${n}`)
const keys: ApiKeys = Object.fromEntries(ids.map((id) => [id, { hash: hashOf(`right-${id}`), connectors: ['*'] }]))
const headerOf = (id: string, key: string) => `ApiKey ${Buffer.from(`${id}:${key}`).toString('base64')}`

const HEADERS = {
  'known id, wrong key': headerOf('key-42', 'wrong-key-42'),
  'known id, wrong key, again': headerOf('key-42', 'wrong-key-42'),
  'unknown id': headerOf('key-xx', 'wrong-key-42'),
  'known id, right key': headerOf('key-42', 'right-key-42'),
}
type Kind = keyof typeof HEADERS
const KINDS = Object.keys(HEADERS) as Kind[]

/** The median time of a check, in µs, by the kind of its header. */
function measureChecks(): Record<Kind, number> {
  const nowMs = Date.now()
  const timesUs = Object.fromEntries(KINDS.map((kind) => [kind, [] as number[]])) as Record<Kind, number[]>
  for (let batch = 0; batch < BATCHES; batch += 1) {
    // The kinds take turns, so that whatever slows the machine slows all of them.
    for (const kind of KINDS) {
      const startedMs = performance.now()
      for (let n = 0; n < CALLS_PER_BATCH; n += 1) keyContextOf(HEADERS[kind], keys, nowMs)
      timesUs[kind].push(((performance.now() - startedMs) / CALLS_PER_BATCH) * 1_000)
    }
  }
  const medians = KINDS.map((kind) => [kind, percentile(timesUs[kind].slice(WARM_UP_BATCHES), 0.5)])
  return Object.fromEntries(medians) as Record<Kind, number>
}

/** How long the warm handler takes, in ms. */
async function measureHandler(): Promise<number[]> {
  const secretsManager = await startSecretsManager()
  Object.assign(process.env, localEnvironment({ secretsManager: secretsManager.url, dynamoDB: 'http://127.0.0.1' }))
  const { handler } = await import('../handlers/authorize.ts')
  const event = { identitySource: [headerOf('local', 'local')] } as APIGatewayRequestAuthorizerEventV2
  if (!(await handler(event)).isAuthorized) throw new Error('the authorizer rejected the key of the embedded stack')
  const timesMs: number[] = []
  for (let n = 0; n < BATCHES; n += 1) {
    const startedMs = performance.now()
    await handler(event)
    timesMs.push(performance.now() - startedMs)
  }
  await secretsManager.close()
  return timesMs
}

async function bench(): Promise<number> {
  const medianUs = measureChecks()
  for (const kind of KINDS) console.log(`${kind.padEnd(28)} ${medianUs[kind].toFixed(3)} µs`)
  const ratioOf = (a: Kind, b: Kind) => (medianUs[a] / medianUs[b]).toFixed(4)
  console.log(`unknown / known              ${ratioOf('unknown id', 'known id, wrong key')}`)
  console.log(`known / known (the noise)    ${ratioOf('known id, wrong key, again', 'known id, wrong key')}`)
  const handlerMs = await measureHandler()
  const p50 = percentile(handlerMs, 0.5).toFixed(4)
  const p99 = percentile(handlerMs, 0.99).toFixed(4)
  console.log(`the handler, warm            median ${p50} ms, 99 % under ${p99} ms`)
  return 0
}

process.exitCode = await runCommand({
  script: 'bench:authorizer',
  usage: USAGE,
  options: {},
  prepare: () => bench,
})
