// The request of a queued push: the event as it arrived, for the outcome, and validated, for the push.
import type { MiddlewareObj } from '@middy/core'
import type { Context } from 'aws-lambda'
import { caseKeyOf } from '../case/case-key.ts'
import { arrivalOf, parseRequested, type Arrival, type Requested } from '../case/push-requested.ts'
import { addToLog } from '../telemetry/invocation.ts'
import { logCase } from './log-context.ts'

/** The context that the middleware and the handler behind this one get. */
export type ArrivedContext = Context & { arrival: Arrival }

/** Takes the function's input apart, and begins the log of the request. It rejects nothing. */
export function arrival(): MiddlewareObj<unknown, unknown, Error, ArrivedContext> {
  return {
    before: (request) => {
      const arrived = arrivalOf(request.event)
      request.context.arrival = arrived
      addToLog({ connectorId: arrived.connectorId, eventId: arrived.eventId, receives: arrived.receives })
    },
  }
}

/**
 * Replaces the event by the validated request.
 * @throws PushError `invalid_request` with every offending path
 */
export function requested(): MiddlewareObj<Requested, unknown, Error, ArrivedContext> {
  return {
    before: (request) => {
      const asked = (request.event = parseRequested(request.context.arrival))
      if (asked.kind === 'push') logCase(caseKeyOf(asked.casePush, asked.eventId))
    },
  }
}
