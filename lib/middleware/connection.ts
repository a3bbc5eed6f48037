// Credentials through the chain: the connector that a request names, read from Secrets Manager (cached), and the
// way to ServiceNow that its credentials open.
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

/** What the handler behind this middleware finds in its context. */
export type ConnectedContext = Context & { connection: Connection }

/**
 * Puts the connection into the context.
 * @param cache the connectors of this process, asked at each request
 * @param idOf where an event names its connector
 * @throws PushError `invalid_request` for an id that is none, and what the cache throws
 */
export function connector<E>(
  cache: () => ConnectorCache,
  idOf: (event: E) => unknown,
): MiddlewareObj<E, unknown, Error, ConnectedContext> {
  return {
    before: async (request) => {
      const id = v.safeParse(ConnectorId, idOf(request.event))
      if (!id.success) throw new PushError('invalid_request', { problems: problemsOf(id.issues, 'connectorId') })
      request.context.connection = await connect(cache(), id.output)
    },
  }
}

async function connect(cache: ConnectorCache, id: string): Promise<Connection> {
  const first = await cache.get(id)
  let { credentials } = first
  const authorization: Authorization = {
    headers: () => basicHeaders(credentials),
    renew: async () => {
      const renewed = await cache.renew(id).catch(() => undefined)
      if (renewed !== undefined) credentials = renewed.credentials
      return renewed !== undefined
    },
    refused: () => {
      cache.penalize(id)
    },
  }
  return { connector: first, authorization }
}
