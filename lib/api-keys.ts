// Who may call: the API keys of one secret, and the check of the header `Authorization: ApiKey base64(id:key)` that
// Elastic's clients send, or `Basic` with the same payload, from those that know no other scheme.
import { createHash, timingSafeEqual } from 'node:crypto'
import type { SecretsManagerClient } from '@aws-sdk/client-secrets-manager'
import * as v from 'valibot'
import { readSecret } from './aws/secrets.ts'
import type { Clock } from './clock.ts'
import { PushError } from './errors.ts'
import { ConnectorId } from './schema/identifiers.ts'
import { JsonText } from './schema/json.ts'
import { closedObject, problemsOf } from './schema/problems.ts'

/** The secret is read again after this long: a revoked key works until then, and as long as the gateway caches it. */
const TTL_MS = 60_000

// A time that Date.parse guesses, or cannot read, might never expire.
const isTimestamp = (text: string) =>
  /^\d{4}-\d\d-\d\dT.*(Z|[+-]\d\d:\d\d)$/.test(text) && !Number.isNaN(Date.parse(text))

/** The secret: by the id of a key its hash, the connectors that it may use, and when it expires. */
export const ApiKeys = v.record(
  v.string(),
  closedObject({
    hash: v.pipe(v.string(), v.regex(/^[0-9a-f]{64}$/, 'must be the SHA-256 of the key in hexadecimal')),
    connectors: v.array(v.union([v.literal('*'), ConnectorId], 'must be a connector id or "*"')),
    expires: v.optional(v.pipe(v.string(), v.check(isTimestamp, 'must be an ISO 8601 timestamp'))),
  }),
)
export type ApiKeys = v.InferOutput<typeof ApiKeys>

/**
 * What the authorizer reports of a key: connector ids separated by blanks, or `*`; and when the key expires, epoch
 * seconds, 0 for never.
 */
export const KeyContext = v.object({ keyId: v.string(), connectors: v.string(), expires: v.number() })
export type KeyContext = v.InferOutput<typeof KeyContext>

/** Whether a key has not expired. */
export function isCurrent({ expires }: Pick<KeyContext, 'expires'>, nowMs: number): boolean {
  return expires === 0 || expires * 1000 > nowMs
}

/** Whether a key that has not expired may use this connector. */
export function reaches({ connectors, expires }: KeyContext, connectorId: string, nowMs: number): boolean {
  const isAmong = (id: string) => id !== '' && (id === '*' || id === connectorId)
  return isCurrent({ expires }, nowMs) && connectors.split(' ').some(isAmong)
}

/** Parses the secret's JSON. @throws PushError `misconfigured` with every offending path */
export function parseApiKeys(secret: string): ApiKeys {
  const keys = v.safeParse(v.pipe(JsonText, ApiKeys), secret)
  if (!keys.success)
    throw new PushError('misconfigured', { reason: 'environment', problems: problemsOf(keys.issues, 'api-keys') })
  return keys.output
}

/** What is stored of a key, which is 256 random bits: its SHA-256, hexadecimal. */
export function hashOf(key: string): string {
  return createHash('sha256').update(key).digest('hex')
}

// The SHA-256 of the empty key, which opens nothing: what an unknown id is compared with, so that it takes as long.
// Written out: the first hash loads OpenSSL's, which may as well happen while the keys are read.
const NOBODYS_HASH = 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855'

/**
 * What the key in this header may use; undefined when it is unknown, wrong or expired. An unknown id takes the same
 * time as a wrong key.
 */
export function keyContextOf(header: string, keys: ApiKeys, nowMs: number): KeyContext | undefined {
  const [, encoded] = /^(?:ApiKey|Basic) ([A-Za-z0-9+/]{1,1024}={0,2})$/i.exec(header) ?? []
  const decoded = Buffer.from(encoded ?? '', 'base64').toString('utf8')
  const colon = decoded.indexOf(':')
  const id = decoded.slice(0, Math.max(colon, 0))
  const stored = Object.hasOwn(keys, id) ? keys[id] : undefined
  const isRight = timingSafeEqual(
    Buffer.from(hashOf(decoded.slice(colon + 1))),
    Buffer.from(stored?.hash ?? NOBODYS_HASH),
  )
  if (stored === undefined || !isRight || colon < 1 || decoded.length === colon + 1) return undefined
  // 0 stands for never, so a key that expired at the epoch gets 1.
  const expires = stored.expires === undefined ? 0 : Math.max(1, Math.floor(Date.parse(stored.expires) / 1000))
  if (!isCurrent({ expires }, nowMs)) return undefined
  return { keyId: id, connectors: stored.connectors.join(' '), expires }
}

/**
 * Reads the keys of this deployment from `<prefix>/api-keys` and keeps them for a minute. Callers at the same moment
 * share one read.
 * @throws PushError `credentials_unavailable`, `misconfigured` when the secret cannot be read: the caller is neither
 *   let in nor denied
 */
export function createApiKeyReader(
  secrets: SecretsManagerClient,
  prefix: string,
  clock: Clock,
): () => Promise<ApiKeys> {
  let kept: { keys: ApiKeys; untilMs: number } | undefined
  let reading: Promise<ApiKeys> | undefined
  const read = async (): Promise<ApiKeys> => {
    const keys = parseApiKeys(await readSecret(secrets, `${prefix}/api-keys`))
    kept = { keys, untilMs: clock.now() + TTL_MS }
    return keys
  }
  return async () => {
    if (kept !== undefined && kept.untilMs > clock.now()) return kept.keys
    reading ??= read().finally(() => {
      reading = undefined
    })
    return reading
  }
}
