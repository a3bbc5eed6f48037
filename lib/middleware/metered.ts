// Begins an invocation, and writes its metrics at the end: how a push ended, how long it took, how many calls it made,
// and all that was counted meanwhile. So this middleware is the first of its chain.
import type { MiddlewareObj } from '@middy/core'
import type { Context } from 'aws-lambda'
import { PushError, type PushErrorCode } from '../errors.ts'
import { beginInvocation, spent } from '../telemetry/invocation.ts'
import { count, flushMetrics, type Door } from '../telemetry/metrics.ts'
import type { ConnectedContext } from './connection.ts'

/** The context that the handler behind this middleware gets. */
export type MeteredContext = Context & { door?: Door }

type Running = Partial<ConnectedContext> & MeteredContext

/** @param door of a function that pushes; without one only what was counted meanwhile is written */
export function metered(door?: Door): MiddlewareObj<unknown, unknown, Error, Running> {
  const end = (context: Running, code: PushErrorCode | 'ok'): void => {
    if (door !== undefined) {
      const dimensions = pushDimensions(context)
      const { calls, durationMs } = spent()
      count('Pushes', { ...dimensions, code })
      count('PushDuration', dimensions, durationMs)
      count('PushCalls', dimensions, calls)
    }
    flushMetrics(context.functionName)
  }
  return {
    before: ({ context }) => {
      beginInvocation()
      if (door !== undefined) context.door = door
    },
    after: ({ context }) => {
      end(context, 'ok')
    },
    onError: ({ context, error }) => {
      end(context, error instanceof PushError ? error.code : 'push_incomplete')
    },
  }
}

/** A connector is a dimension only once it was read: callers can name any other. */
export function pushDimensions({ door = 'http', connection }: Running): { door: Door; connector: string } {
  return { door, connector: connection?.connector.id ?? 'none' }
}
