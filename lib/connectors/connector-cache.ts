// The connectors in use: read from Secrets Manager by one caller at a time, kept for five minutes, and blocked for a
// while after ServiceNow rejected their credentials twice.
import type { SecretsManagerClient } from '@aws-sdk/client-secrets-manager'
import { readSecret } from '../aws/secrets.ts'
import { secondsUntil, type Clock } from '../clock.ts'
import { PushError } from '../errors.ts'
import { count } from '../telemetry/metrics.ts'
import { parseConnector } from './connector-schema.ts'
import type { Connector } from './connector.ts'

const TTL_MS = 300_000

/** After Secrets Manager failed: how long a kept connector stays in use before it is read again. */
const RETRY_MS = 30_000
const PENALTY_MS = 30_000

export type ConnectorCache = {
  /**
   * @throws PushError `unknown_connector`, `misconfigured`, `credentials_unavailable`, or `servicenow_unauthorized`
   *   while the connector is blocked
   */
  get(id: string): Promise<Connector>
  /** Reads the secret once more, whatever is kept. @throws PushError as `get`, but for the block */
  renew(id: string): Promise<Connector>
  /** Blocks a connector in use for 30 s, so that a wrong password locks no account. */
  penalize(id: string): void
}

type Entry = { connector?: Connector; freshUntilMs: number; blockedUntilMs: number; reading?: Promise<Connector> }
const NEW_ENTRY: Entry = { freshUntilMs: 0, blockedUntilMs: 0 }

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
    count('SecretReads', { connector: id })
    Object.assign(entry, { connector, freshUntilMs: clock.now() + TTL_MS })
    return connector
  }
  const get = async (id: string): Promise<Connector> => {
    const entry = entries.get(id) ?? { ...NEW_ENTRY }
    const nowMs = clock.now()
    if (entry.blockedUntilMs > nowMs) throw blockedError(entry, nowMs)
    if (entry.connector !== undefined && entry.freshUntilMs > nowMs) return entry.connector
    entries.set(id, entry)
    try {
      return await readOnce(entry, () => read(id, entry))
    } catch (error) {
      if (entry.connector !== undefined && isTransient(error)) {
        entry.freshUntilMs = clock.now() + RETRY_MS
        return entry.connector
      }
      // An id without a secret leaves no entry: a caller could fill the memory with made-up ids.
      entries.delete(id)
      throw error
    }
  }
  const renew = async (id: string): Promise<Connector> => {
    const entry = entries.get(id) ?? { ...NEW_ENTRY }
    return readOnce(entry, () => read(id, entry))
  }
  const penalize = (id: string): void => {
    const entry = entries.get(id)
    if (entry !== undefined) entry.blockedUntilMs = clock.now() + PENALTY_MS
  }
  return { get, renew, penalize }
}

/** Callers at the same moment share one read. */
async function readOnce(entry: Entry, read: () => Promise<Connector>): Promise<Connector> {
  entry.reading ??= read().finally(() => {
    delete entry.reading
  })
  return entry.reading
}

const isTransient = (error: unknown) => error instanceof PushError && error.code === 'credentials_unavailable'

const blockedError = ({ blockedUntilMs }: Entry, nowMs: number) =>
  new PushError('servicenow_unauthorized', { reason: 'penalty', retryAfterS: secondsUntil(blockedUntilMs, nowMs) })
