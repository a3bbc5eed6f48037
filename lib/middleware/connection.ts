// The connection of a request: the connector that it names, read from Secrets Manager (cached), and the authorization
// that its credentials give.
import type { MiddlewareObj } from '@middy/core'
import type { Context } from 'aws-lambda'
import * as v from 'valibot'
import type { ConnectorCache } from '../connectors/connector-cache.ts'
import type { Connector } from '../connectors/connector.ts'
import { PushError } from '../errors.ts'
import { ConnectorId } from '../schema/identifiers.ts'
import { problemsOf } from '../schema/problems.ts'
import { basicHeaders, type Authorization } from '../servicenow/credentials.ts'

/** A connector in use, and its authorization, which follows a rotated secret. */
export type Connection = { connector: Connector; authorization: Authorization }

/** The context that the handler behind this middleware gets. */
export type ConnectedContext = Context & { connection: Connection }

/**
 * Puts the connection into the context.
 * @param cache the connectors of this process, asked for at each request
 * @param connectorIdOf where an event names its connector
 * @throws PushError `invalid_request` for a malformed id, and what the cache throws
 */
export function connection<E>(
  cache: () => ConnectorCache,
  connectorIdOf: (event: E) => unknown,
): MiddlewareObj<E, unknown, Error, ConnectedContext> {
  return {
    before: async (request) => {
      const id = v.safeParse(ConnectorId, connectorIdOf(request.event))
      if (!id.success) throw new PushError('invalid_request', { problems: problemsOf(id.issues, 'connectorId') })
      request.context.connection = await connectionOf(cache(), id.output)
    },
  }
}

async function connectionOf(cache: ConnectorCache, connectorId: string): Promise<Connection> {
  const connector = await cache.get(connectorId)
  let { credentials } = connector
  const authorization: Authorization = {
    headers: () => basicHeaders(credentials),
    renew: async () => {
      const renewed = await cache.renew(connectorId).catch(() => undefined)
      if (renewed !== undefined) credentials = renewed.credentials
      return renewed !== undefined
    },
    reportRejection: () => {
      cache.penalize(connectorId)
    },
  }
  return { connector, authorization }
}
