// Whether the caller's key may use the connector it names. The gateway's authorizer has let the key in and says in
// its context what it reaches; the gateway caches that by header alone, so it is checked again at each request.
import type { MiddlewareObj } from '@middy/core'
import type { APIGatewayProxyEventV2 } from 'aws-lambda'
import * as v from 'valibot'
import { KeyContext, isCurrent, reaches } from '../api-keys.ts'
import { PushError } from '../errors.ts'

/** @throws PushError `forbidden`; also when the authorizer's context is missing, malformed or expired */
export function connectorAccess(): MiddlewareObj<APIGatewayProxyEventV2> {
  return {
    before: ({ event }) => {
      const now = Date.now()
      if (!reaches(keyOf(event, now), event.pathParameters?.['connectorId'] ?? '', now))
        throw new PushError('forbidden')
    },
  }
}

/**
 * What the authorizer says of the caller's key.
 * @param now epoch ms
 * @throws PushError `forbidden` when it says nothing, or nothing that can be trusted, or the key has expired since
 */
export function keyOf(event: APIGatewayProxyEventV2, now: number): KeyContext {
  const context = event.requestContext as { authorizer?: { lambda?: unknown } } | undefined
  const key = v.safeParse(KeyContext, context?.authorizer?.lambda)
  if (!key.success || !isCurrent(key.output, now)) throw new PushError('forbidden')
  return key.output
}
