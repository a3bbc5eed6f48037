// The connection of a request: the connector that it names, read from Secrets Manager (cached), and the authorization
// that its credentials give, with the tokens of this process.
import type { MiddlewareObj } from '@middy/core'
import type { Context } from 'aws-lambda'
import { systemClock, type Clock } from '../clock.ts'
import type { ConnectorCache } from '../connectors/connector-cache.ts'
import { parseConnectorId } from '../connectors/parse-connector-id.ts'
import { newHealth, type Health } from '../push/health.ts'
import { placeOf } from '../push/record-place.ts'
import type { ClockOffset } from '../servicenow/clock-offset.ts'
import { connectTo, type Connected } from '../servicenow/credentials/connect.ts'
import { createTokens } from '../servicenow/credentials/tokens.ts'
import { newApplicationHealth, type ApplicationHealth } from '../servicenow/elastic-application.ts'
import { newPresence, type Presence } from '../servicenow/presence.ts'

/** A connector in use, and what is known of its instance. */
export type Connection = Connected & Remembered

/** What this process remembers of one connector's instance from one push to the next. */
type Remembered = { clockOffset: ClockOffset; health: Health; application: ApplicationHealth; presence: Presence }

/** The context that the handler behind this middleware gets. */
export type ConnectedContext = Context & { connection: Connection }

/**
 * Puts the connection into the context.
 * @param cache the connectors of this process, asked for at each request
 * @param connectorIdOf where an event names its connector
 * @param clock by which tokens expire
 * @throws PushError `invalid_request` for a malformed id, and what the cache throws
 */
export function connection<E>(
  cache: () => ConnectorCache,
  connectorIdOf: (event: E) => unknown,
  clock: Clock = systemClock,
): MiddlewareObj<E, unknown, Error, ConnectedContext> {
  const remembered = new Map<string, Remembered>()
  const tokens = createTokens(clock)
  return {
    before: async (request) => {
      const id = parseConnectorId(connectorIdOf(request.event))
      const { connector, authorization } = await connectTo(cache(), tokens, id)
      const key = `${connector.id}#${placeOf(connector)}`
      const known = remembered.get(key) ?? {
        clockOffset: {},
        health: newHealth(),
        application: newApplicationHealth(),
        presence: newPresence(),
      }
      remembered.set(key, known)
      request.context.connection = { connector, authorization, ...known }
    },
  }
}
