// What may be done to a set of API keys: mint one, take one out, show them. Pure; where the set is kept,
// api-key-store.ts knows.
import { createHash, randomBytes } from 'node:crypto'
import * as v from 'valibot'
import type { ApiKeys } from '../lib/api-keys.ts'

/** As lib/api-keys.ts reads it: the authorizer refuses a secret with anything else in it. */
const Id = v.pipe(v.string(), v.regex(/^[A-Za-z0-9](?!.*\.\.)[A-Za-z0-9_.-]{0,63}$/))
const StoredKeys = v.record(
  v.string(),
  v.strictObject({
    hash: v.pipe(v.string(), v.regex(/^[0-9a-f]{64}$/)),
    connectors: v.array(v.union([v.literal('*'), Id])),
    expires: v.optional(v.string()),
  }),
)

export type NewKey = { id: string; connectors: string[]; expires: string | undefined }

/** Parses the text of the secret; none is a set without keys. Throws an error that says what is wrong. */
export function parseKeys(text: string | undefined): ApiKeys {
  if (text === undefined) return {}
  try {
    return v.parse(StoredKeys, JSON.parse(text))
  } catch (cause) {
    throw new Error(
      'the stored API keys are malformed: mend them by hand first, since the authorizer cannot read them either',
      { cause },
    )
  }
}

/** A set with one more key, and what its owner sends: this once, since only the hash is kept. */
export function withNewKey(
  keys: ApiKeys,
  { id, connectors, expires }: NewKey,
  now: number,
): { keys: ApiKeys; header: string } {
  if (!v.is(Id, id)) throw new Error('the id must be 1 to 64 letters, digits, "_", "." or "-"')
  if (Object.hasOwn(keys, id))
    throw new Error(
      `there is a key "${id}" already: revoke it first, or mint one with another id and revoke this one later`,
    )
  const isReachable = connectors.length > 0 && connectors.every((connector) => connector === '*' || v.is(Id, connector))
  if (!isReachable) throw new Error('--connectors wants connector ids separated by commas, or *')
  const key = randomBytes(32).toString('base64url')
  const hash = createHash('sha256').update(key).digest('hex')
  const added = { hash, connectors, ...(expires === undefined ? {} : { expires: timeOf(expires, now) }) }
  return { keys: { ...keys, [id]: added }, header: `ApiKey ${Buffer.from(`${id}:${key}`).toString('base64')}` }
}

function timeOf(expires: string, now: number): string {
  const time = /^\d{4}-\d\d-\d\d(T\d\d:\d\d(:\d\d(\.\d{1,3})?)?(Z|[+-]\d\d:\d\d))?$/.test(expires)
    ? Date.parse(expires)
    : Number.NaN
  if (Number.isNaN(time))
    throw new Error('--expires wants an ISO 8601 date, or time with its zone, such as 2027-01-31T00:00:00Z')
  if (time <= now) throw new Error(`--expires ${expires} is over already`)
  return new Date(time).toISOString()
}

export function withoutKey(keys: ApiKeys, id: string): ApiKeys {
  if (!Object.hasOwn(keys, id)) throw new Error(`there is no key "${id}"`)
  return Object.fromEntries(Object.entries(keys).filter(([each]) => each !== id))
}

/** One line for each key. */
export function describeKeys(keys: ApiKeys, now: number): string {
  const lines = Object.entries(keys).map(([id, { connectors, expires }]) => {
    const until =
      expires === undefined ? 'never expires' : `${Date.parse(expires) > now ? 'expires' : 'expired'} ${expires}`
    return `${id}  reaches ${connectors.join(', ')}  ${until}`
  })
  return lines.length === 0 ? 'no keys' : lines.join('\n')
}
