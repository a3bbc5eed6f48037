// From a connector's id to its authorization: the headers that its login gives, and how a rotated secret or a rejected
// token is followed.
import type { ConnectorCache } from '../../connectors/connector-cache.ts'
import type { Connector } from '../../connectors/connector.ts'
import { PushError } from '../../errors.ts'
import { apiKeyHeaders, basicHeaders, bearerHeaders, type Authorization } from './authorization.ts'
import type { Tokens } from './tokens.ts'

/** A connector in use, and its authorization, which follows a rotated secret. */
export type Connected = { connector: Connector; authorization: Authorization }

/** @throws PushError what the cache throws */
export async function connectTo(cache: ConnectorCache, tokens: Tokens, connectorId: string): Promise<Connected> {
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
