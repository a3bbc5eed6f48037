// The event of an HTTP function: a request as API Gateway sends it. Anything else, sent by hand or by another service,
// is answered like a malformed request.
import type { MiddlewareObj } from '@middy/core'
import type { APIGatewayProxyEventV2 } from 'aws-lambda'
import * as v from 'valibot'
import { PushError } from '../errors.ts'

/** What the functions read of payload version 2.0, beside what is checked where it is read. */
const GatewayEvent = v.looseObject({
  rawPath: v.string(),
  headers: v.record(v.string(), v.optional(v.string())),
  requestContext: v.looseObject({ http: v.looseObject({ method: v.string() }) }),
})

/** Whether an event is a request of an HTTP API. */
export const isGatewayEvent = (event: unknown): event is APIGatewayProxyEventV2 => v.is(GatewayEvent, event)

/** Stands in for the event of a request that is none, so that its answer can be made like any other. */
const EMPTY = { rawPath: '', headers: {}, requestContext: { http: { method: '' } } }

/** @throws PushError `invalid_request` */
export function gatewayEvent(): MiddlewareObj<APIGatewayProxyEventV2> {
  return {
    before: (request) => {
      if (isGatewayEvent(request.event)) return
      request.event = EMPTY as unknown as APIGatewayProxyEventV2
      const expected = 'must be a request of an HTTP API (payload version 2.0)'
      throw new PushError('invalid_request', { problems: [{ path: 'event', expected }] })
    },
  }
}
