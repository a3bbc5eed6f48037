// Whether the caller's key may use the connector that the request names. The gateway's authorizer has let the key in
// and reports in its context what the key may use. The gateway caches that by header alone, so every request is checked
// again.
import type { MiddlewareObj } from '@middy/core'
import type { APIGatewayProxyEventV2 } from 'aws-lambda'
import * as v from 'valibot'
import { KeyContext, isCurrent, reaches } from '../api-keys.ts'
import { systemClock } from '../clock.ts'
import { PushError } from '../errors.ts'

/** @throws PushError `forbidden`; also when the authorizer's context is missing, malformed or expired */
export function connectorAccess(): MiddlewareObj<APIGatewayProxyEventV2> {
  return {
    before: ({ event }) => {
      const nowMs = systemClock.now()
      if (!reaches(callerKeyOf(event, nowMs), event.pathParameters?.['connectorId'] ?? '', nowMs))
        throw new PushError('forbidden')
    },
  }
}

/**
 * What the authorizer reports of the caller's key.
 * @param nowMs epoch ms
 * @throws PushError `forbidden` when the report is missing or malformed, or the key has expired since
 */
export function callerKeyOf(event: APIGatewayProxyEventV2, nowMs: number): KeyContext {
  const context = event.requestContext as { authorizer?: { lambda?: unknown } } | undefined
  const key = v.safeParse(KeyContext, context?.authorizer?.lambda)
  if (!key.success || !isCurrent(key.output, nowMs)) throw new PushError('forbidden')
  return key.output
}
