// What the authorizer adds to a request, and whether its time tells a known key id from an unknown one: prints both.
// `npm run bench:authorizer`.
import { performance } from 'node:perf_hooks'
import type { APIGatewayRequestAuthorizerEventV2 } from 'aws-lambda'
import { hashOf, keyContextOf, type ApiKeys } from '../lib/api-keys.ts'
import { startSecretsManager } from '../local/secrets-manager.ts'

const BATCHES = 2_000
const CALLS = 50

const ids = Array.from({ length: 100 }, (_, n) => `key-${String(n)}`)
const keys: ApiKeys = Object.fromEntries(ids.map((id) => [id, { hash: hashOf(`right-${id}`), connectors: ['*'] }]))
const headerOf = (id: string, key: string) => `ApiKey ${Buffer.from(`${id}:${key}`).toString('base64')}`
const now = Date.now()

const KINDS = {
  'known id, wrong key': headerOf('key-42', 'wrong-key-42'),
  'known id, wrong key, again': headerOf('key-42', 'wrong-key-42'),
  'unknown id': headerOf('key-xx', 'wrong-key-42'),
  'known id, right key': headerOf('key-42', 'right-key-42'),
}

function timeOf(header: string): number {
  const began = performance.now()
  for (let n = 0; n < CALLS; n += 1) keyContextOf(header, keys, now)
  return ((performance.now() - began) / CALLS) * 1_000
}

const times = Object.fromEntries(Object.keys(KINDS).map((kind) => [kind, [] as number[]]))
for (let batch = 0; batch < BATCHES; batch += 1) {
  // In turn, so that whatever slows the machine slows all kinds.
  for (const [kind, header] of Object.entries(KINDS)) times[kind]?.push(timeOf(header))
}

const medianOf = (kind: string) =>
  (times[kind] ?? []).slice(BATCHES / 10).sort((a, b) => a - b)[Math.floor(BATCHES * 0.45)] ?? Number.NaN
for (const kind of Object.keys(KINDS)) console.log(`${kind.padEnd(28)} ${medianOf(kind).toFixed(3)} µs`)
const ratioOf = (a: string, b: string) => (medianOf(a) / medianOf(b)).toFixed(4)
console.log(`unknown / known              ${ratioOf('unknown id', 'known id, wrong key')}`)
console.log(`known / known (the noise)    ${ratioOf('known id, wrong key, again', 'known id, wrong key')}`)

const secrets = await startSecretsManager()
Object.assign(process.env, {
  AWS_REGION: 'us-east-1',
  AWS_ACCESS_KEY_ID: 'local',
  AWS_SECRET_ACCESS_KEY: 'local',
  AWS_ENDPOINT_URL_SECRETS_MANAGER: secrets.url,
  CASE_PUSH_SECRET_PREFIX: 'case-push/local',
  CASE_PUSH_TABLE: 'case-push-local',
})
const { handler } = await import('../handlers/authorize.ts')
const event = { identitySource: [headerOf('local', 'local')] } as APIGatewayRequestAuthorizerEventV2
if (!(await handler(event)).isAuthorized) throw new Error('the key of local/api-keys.json was refused')
const warm: number[] = []
for (let n = 0; n < BATCHES; n += 1) {
  const began = performance.now()
  await handler(event)
  warm.push(performance.now() - began)
}
warm.sort((a, b) => a - b)
console.log(
  `the handler, warm            median ${(warm[BATCHES / 2] ?? Number.NaN).toFixed(4)} ms, 99 % under ${(warm[BATCHES * 0.99] ?? Number.NaN).toFixed(4)} ms`,
)
await secrets.close()
