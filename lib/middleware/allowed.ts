// Whether the caller's key may use the connector it names. The gateway's authorizer has let the key in and says in
// its context what it reaches; the gateway caches that by header alone, so it is checked again at each request.
import type { MiddlewareObj } from '@middy/core'
import type { APIGatewayProxyEventV2WithLambdaAuthorizer } from 'aws-lambda'
import * as v from 'valibot'
import { KeyContext, reaches } from '../api-keys.ts'
import { PushError } from '../errors.ts'

/** @throws PushError `forbidden`; also when the authorizer's context is missing or malformed */
export function allowed(): MiddlewareObj<APIGatewayProxyEventV2WithLambdaAuthorizer<unknown>> {
  return {
    before: ({ event }) => {
      const authorizer: unknown = (event.requestContext as { authorizer?: { lambda?: unknown } }).authorizer?.lambda
      const key = v.safeParse(KeyContext, authorizer)
      if (!key.success || !reaches(key.output, event.pathParameters?.['connectorId'] ?? '', Date.now())) throw new PushError('forbidden')
    },
  }
}
