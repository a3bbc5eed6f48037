// The connection of a request: the connector that it names, read from Secrets Manager (cached), and the authorization
// that its credentials give, with the tokens of this process.
import type { MiddlewareObj } from '@middy/core'
import type { Context } from 'aws-lambda'
import { systemClock, type Clock } from '../clock.ts'
import type { ConnectorCache } from '../connectors/connector-cache.ts'
import type { Connector } from '../connectors/connector.ts'
import { parseConnectorId } from '../connectors/parse-connector-id.ts'
import { PushError } from '../errors.ts'
import { newHealth, type Health } from '../push/health.ts'
import { placeOf } from '../push/record-place.ts'
import type { ClockOffset } from '../servicenow/clock-offset.ts'
import {
  apiKeyHeaders,
  basicHeaders,
  bearerHeaders,
  type Authorization,
} from '../servicenow/credentials/authorization.ts'
import { createTokens, type Tokens } from '../servicenow/credentials/tokens.ts'
import { newApplicationHealth, type ApplicationHealth } from '../servicenow/elastic-application.ts'

/** A connector in use, its authorization, which follows a rotated secret, and what is known of its instance. */
export type Connection = { connector: Connector; authorization: Authorization } & Remembered

/** What this process remembers of one connector's instance from one push to the next. */
type Remembered = { clockOffset: ClockOffset; health: Health; application: ApplicationHealth }

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
      const { connector, authorization } = await connectedTo(cache(), tokens, id)
      const key = `${connector.id}#${placeOf(connector)}`
      const known = remembered.get(key) ?? {
        clockOffset: {},
        health: newHealth(),
        application: newApplicationHealth(),
      }
      remembered.set(key, known)
      request.context.connection = { connector, authorization, ...known }
    },
  }
}

async function connectedTo(cache: ConnectorCache, tokens: Tokens, connectorId: string) {
  const connector = await cache.get(connectorId)
  const { apiUrl } = connector
  let { login } = connector
  let token: string | undefined
  const authorization: Authorization = {
    headers: async (budget) => {
      token = undefined
      if (login.kind === 'basic') return basicHeaders(login)
      if (login.kind === 'api_key') return apiKeyHeaders(login)
      token = await tokens.tokenFor({ apiUrl, login }, budget)
      return bearerHeaders(token)
    },
    renew: async () => {
      // ServiceNow may have forgotten a token whose credentials are right: then they get another.
      const isTokenRejected = token !== undefined
      if (token !== undefined) tokens.forget(token)
      const renewed = await cache.renew(connectorId).catch(() => undefined)
      if (renewed === undefined) return isTokenRejected
      // New credentials never go to the old host: the next try of this push goes to the new one.
      if (renewed.apiUrl !== apiUrl)
        throw new PushError('push_incomplete', { reason: 'connector_changed', retryAfterS: 1 })
      login = renewed.login
      return true
    },
    reportRejection: () => {
      cache.penalize(connectorId)
    },
  }
  return { connector, authorization }
}
