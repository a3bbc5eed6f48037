// The request of a queued push: the event as it arrived, for the outcome, and validated, for the push.
import type { MiddlewareObj } from '@middy/core'
import type { Context } from 'aws-lambda'
import { arrivalOf, parseRequested, type Arrival, type Requested } from '../case/push-requested.ts'

/** The context that the middleware and the handler behind this one get. */
export type ArrivedContext = Context & { arrival: Arrival }

/** Takes the function's input apart. It rejects nothing. */
export function arrival(): MiddlewareObj<unknown, unknown, Error, ArrivedContext> {
  return {
    before: (request) => {
      request.context.arrival = arrivalOf(request.event)
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
      request.event = parseRequested(request.context.arrival)
    },
  }
}
