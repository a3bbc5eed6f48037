// The request of a queued push: the event as it arrived, for its outcome, and checked, for the push.
import type { MiddlewareObj } from '@middy/core'
import type { Context } from 'aws-lambda'
import { arrivalOf, parseRequested, type Arrival, type Requested } from '../case/push-requested.ts'

/** What the handler behind this middleware, and whoever reports its end, finds in the context. */
export type ArrivedContext = Context & { arrival: Arrival }

/** Takes the function's input apart; no input is refused here. */
export function arrival(): MiddlewareObj<unknown, unknown, Error, ArrivedContext> {
  return {
    before: (request) => {
      request.context.arrival = arrivalOf(request.event)
    },
  }
}

/**
 * Replaces the event by the checked request.
 * @throws PushError `invalid_request` with every offending path
 */
export function requested(): MiddlewareObj<Requested, unknown, Error, ArrivedContext> {
  return {
    before: (request) => {
      request.event = parseRequested(request.context.arrival)
    },
  }
}
