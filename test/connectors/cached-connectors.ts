// A cache of connectors on a Secrets Manager that a test can fail, and a clock that a test sets. The connector `sn` is
// stored with the password `first`.
import { createConnectorCache, type ConnectorCache } from '../../lib/connectors/connector-cache.ts'
import { SECRET_PREFIX } from '../support/aws-environment.ts'
import { connectorSecret } from '../support/connector-secret.ts'
import { startSecretsServer } from '../support/secrets-server.ts'
import { rejectionOf } from '../support/thrown.ts'
import { passwordOf } from '../support/connector.ts'

export const T = Date.parse('2026-11-23T10:00:00Z')
export const MINUTE_MS = 60_000

/** The JSON of a connector's secret. */
export function secret(password: string, changes: object = {}): string {
  const stored = connectorSecret('https://dev1.service-now.com', { username: 'u', password })
  return JSON.stringify({ ...stored, ...changes })
}

export async function startCachedConnectors() {
  const server = await startSecretsServer()
  const clock = { time: T, now: () => clock.time }
  const emptyCache = () => createConnectorCache(server.client, SECRET_PREFIX, ['*.service-now.com'], clock)
  let cache: ConnectorCache = emptyCache()
  let callsBefore = 0
  return {
    server,
    clock,
    cache: () => cache,
    /** How many calls Secrets Manager got since the last reset. */
    calls: () => server.calls() - callsBefore,
    password: async (id = 'sn') => passwordOf(await cache.get(id)),
    refusal: (id = 'sn') => rejectionOf(cache.get(id)),
    reset: async () => {
      clock.time = T
      server.failWith(undefined)
      await server.storeConnector('sn', secret('first'))
      cache = emptyCache()
      callsBefore = server.calls()
    },
  }
}
