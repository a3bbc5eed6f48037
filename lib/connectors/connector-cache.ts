// The connectors in use: read from Secrets Manager, kept for five minutes, read by one caller at a time, and shut
// for a while after ServiceNow refused their credentials twice.
import type { SecretsManagerClient } from '@aws-sdk/client-secrets-manager'
import type { Connector } from './connector.ts'
import { parseConnector } from './connector-schema.ts'
import { readSecret } from '../aws/secrets.ts'
import { PushError } from '../errors.ts'
import { secondsUntil, type Clock } from '../clock.ts'

const TTL_MS = 300_000
/** How long a kept connector serves on, and how soon Secrets Manager is asked again, after it failed. */
const RETRY_MS = 30_000
const PENALTY_MS = 30_000

export type ConnectorCache = {
  /** @throws PushError `unknown_connector`, `misconfigured`, `credentials_unavailable`, `servicenow_unauthorized` (penalty) */
  get(id: string): Promise<Connector>
  /** Reads the secret once more, whatever is kept. */
  renew(id: string): Promise<Connector>
  /** From now on pushes on this connector fail at once, for 30 s: a wrong password locks no account. */
  penalise(id: string): void
}

type Entry = { connector?: Connector; freshUntil: number; penaltyUntil: number; reading?: Promise<Connector> }

/**
 * @param prefix connectors are secrets named `<prefix>/connectors/<id>`
 * @param allowedHosts where connectors may point
 */
export function createConnectorCache(
  secrets: SecretsManagerClient,
  prefix: string,
  allowedHosts: readonly string[],
  clock: Clock,
): ConnectorCache {
  const entries = new Map<string, Entry>()

  const read = async (id: string, entry: Entry): Promise<Connector> => {
    const secret = await readSecret(secrets, `${prefix}/connectors/${id}`, 'unknown_connector')
    const connector = parseConnector(id, secret, allowedHosts)
    Object.assign(entry, { connector, freshUntil: clock.now() + TTL_MS })
    return connector
  }
  const readOnce = async (id: string, entry: Entry): Promise<Connector> => {
    entry.reading ??= read(id, entry).finally(() => {
      delete entry.reading
    })
    return entry.reading
  }
  const get = async (id: string): Promise<Connector> => {
    const entry = entries.get(id) ?? { freshUntil: 0, penaltyUntil: 0 }
    const now = clock.now()
    if (entry.penaltyUntil > now)
      throw new PushError('servicenow_unauthorized', {
        reason: 'penalty',
        retryAfterS: secondsUntil(entry.penaltyUntil, now),
      })
    if (entry.connector !== undefined && entry.freshUntil > now) return entry.connector
    entries.set(id, entry)
    return readOnce(id, entry).catch((error: unknown) => staleOrThrow(id, entry, error))
  }
  const staleOrThrow = (id: string, entry: Entry, error: unknown): Connector => {
    if (entry.connector !== undefined && error instanceof PushError && error.code === 'credentials_unavailable') {
      entry.freshUntil = clock.now() + RETRY_MS
      return entry.connector
    }
    // Nothing is kept of an id that no secret has: a caller could fill the memory with made-up ones.
    entries.delete(id)
    throw error
  }
  return {
    get,
    renew: async (id) => readOnce(id, entries.get(id) ?? { freshUntil: 0, penaltyUntil: 0 }),
    penalise: (id) => {
      const entry = entries.get(id)
      if (entry !== undefined) entry.penaltyUntil = clock.now() + PENALTY_MS
    },
  }
}
