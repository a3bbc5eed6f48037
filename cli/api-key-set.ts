// What may be done to a set of API keys: add one, remove one, describe them. Pure: api-key-store.ts knows where the set
// is kept.
import { createHash, randomBytes } from 'node:crypto'
import * as v from 'valibot'
import type { ApiKeys } from '../lib/api-keys.ts'

/** The same form as in lib/api-keys.ts: the authorizer rejects a secret with anything else in it. */
const Id = v.pipe(v.string(), v.regex(/^[A-Za-z0-9](?!.*\.\.)[A-Za-z0-9_.-]{0,63}$/))
const StoredKeys = v.record(
  v.string(),
  v.strictObject({
    hash: v.pipe(v.string(), v.regex(/^[0-9a-f]{64}$/)),
    connectors: v.array(v.union([v.literal('*'), Id])),
    expires: v.optional(v.string()),
  }),
)

/** `expires`: ISO 8601, as the operator wrote it. */
export type NewKey = { id: string; connectors: string[]; expires: string | undefined }

/**
 * Parses the text of the secret. Without a text the set is empty.
 * @throws Error for a malformed secret
 */
export function parseKeys(text: string | undefined): ApiKeys {
  if (text === undefined) return {}
  try {
    return v.parse(StoredKeys, JSON.parse(text))
  } catch (cause) {
    throw new Error(
      'the stored API keys are malformed: fix them by hand first; the authorizer cannot read them either',
      { cause },
    )
  }
}

/**
 * Adds a new key. `header` is what its owner sends. It exists only here, since the set holds the hash alone.
 * @throws Error for an id that is taken or malformed, for malformed connectors, or for a time that is malformed or past
 */
export function withNewKey(
  keys: ApiKeys,
  { id, connectors, expires }: NewKey,
  nowMs: number,
): { keys: ApiKeys; header: string } {
  if (!v.is(Id, id)) throw new Error('the id must be 1 to 64 letters, digits, "_", "." or "-"')
  if (Object.hasOwn(keys, id)) {
    throw new Error(
      `the key "${id}" exists already: revoke it first, or create one with another id and revoke it later`,
    )
  }
  const areConnectors = connectors.length > 0 && connectors.every((each) => each === '*' || v.is(Id, each))
  if (!areConnectors) throw new Error('--connectors needs connector ids separated by commas, or *')
  const key = randomBytes(32).toString('base64url')
  const hash = createHash('sha256').update(key).digest('hex')
  const added = { hash, connectors, ...(expires === undefined ? {} : { expires: normalizeTime(expires, nowMs) }) }
  return { keys: { ...keys, [id]: added }, header: `ApiKey ${Buffer.from(`${id}:${key}`).toString('base64')}` }
}

const ISO_TIME = /^\d{4}-\d\d-\d\d(T\d\d:\d\d(:\d\d(\.\d{1,3})?)?(Z|[+-]\d\d:\d\d))?$/

function normalizeTime(expires: string, nowMs: number): string {
  const timeMs = ISO_TIME.test(expires) ? Date.parse(expires) : Number.NaN
  if (Number.isNaN(timeMs)) {
    throw new Error('--expires needs an ISO 8601 date, or a time with its zone, such as 2027-01-31T00:00:00Z')
  }
  if (timeMs <= nowMs) throw new Error(`--expires ${expires} is in the past`)
  return new Date(timeMs).toISOString()
}

/** @throws Error for an id that is not in the set */
export function withoutKey(keys: ApiKeys, id: string): ApiKeys {
  if (!Object.hasOwn(keys, id)) throw new Error(`no key has the id "${id}"`)
  return Object.fromEntries(Object.entries(keys).filter(([each]) => each !== id))
}

/** One line for each key. */
export function describeKeys(keys: ApiKeys, nowMs: number): string {
  const lines = Object.entries(keys).map(
    ([id, { connectors, expires }]) => `${id}  reaches ${connectors.join(', ')}  ${describeExpiry(expires, nowMs)}`,
  )
  return lines.length === 0 ? 'no keys' : lines.join('\n')
}

function describeExpiry(expires: string | undefined, nowMs: number): string {
  if (expires === undefined) return 'never expires'
  return `${Date.parse(expires) > nowMs ? 'expires' : 'expired'} ${expires}`
}
