// How a queued push ends: pushed, failed for good (both are told to the bus, and the record is over), or put off (the
// handler throws, and the queue delivers again). The one line that is logged about it, and the metric of retries.
import type { MiddlewareObj, Request } from '@middy/core'
import type { PushError } from '../errors.ts'
import { incidentPushed, incidentPushFailed, type Outcome, type Outcomes } from '../responses/outcome-events.ts'
import type { PushResult } from '../push/push-result.ts'
import type { Arrival } from '../case/push-requested.ts'
import { messageOf } from '../responses/response-body.ts'
import { countRetry, errorFields, log } from '../telemetry.ts'
import type { Clock } from '../clock.ts'
import type { ConnectedContext } from './connection.ts'
import { asPushError } from './documented-response.ts'
import type { ArrivedContext } from './arrival.ts'

/** From this age on, ms, a record is not put off again. */
const MAX_WAIT_MS = 24 * 3_600_000

type Queued = MiddlewareObj<unknown, PushResult | Outcome, Error, ConnectedContext & ArrivedContext>

/** @param outcomes the bus of this process, asked at each request */
export function outcome(outcomes: () => Outcomes, clock: Clock): Queued {
  return {
    after: async (request) => {
      const { arrival, connection } = request.context
      const data = request.response as PushResult
      const pushed = incidentPushed(connection.connector, arrival.savedObjectId, data)
      await outcomes().publish(pushed)
      log('info', 'case pushed', { ...fieldsOf(arrival), incident: data.id, comments: data.comments?.length ?? 0 })
      request.response = pushed
    },
    onError: async (request) => {
      const error = asPushError(request.error)
      const { arrival } = request.context
      if (isPutOff(error, arrival, clock)) putOff(request, error)
      else
        await end(request, error, outcomes).catch((refused: unknown) => {
          putOff(request, asPushError(refused))
        })
    },
  }
}

// An incident whose outcome nobody heard of is no failed push, however old the record is.
function isPutOff({ retryable, reason }: PushError, { sentAtMs }: Arrival, clock: Clock): boolean {
  const isOver = sentAtMs !== undefined && clock.now() - sentAtMs >= MAX_WAIT_MS
  return reason === 'outcome' || reason === 'outcome_too_large' || (retryable && !isOver)
}

async function end(request: Ending, error: PushError, outcomes: () => Outcomes): Promise<void> {
  const { arrival } = request.context
  const failed = incidentPushFailed(arrival.connectorId, arrival.savedObjectId, error, arrival.request)
  log(error.retryable ? 'error' : 'warn', error.retryable ? 'push failed' : 'push refused', {
    ...fieldsOf(arrival),
    ...errorFields(error),
  })
  await outcomes().publish(failed)
  request.response = failed
}

type Ending = Request<unknown, PushResult | Outcome, Error, ConnectedContext & ArrivedContext>

// Lambda logs a thrown error with all that hangs on it: this one has its code, its fixed words and nothing else.
function putOff(request: Ending, error: PushError): void {
  const { arrival, functionName } = request.context
  log('warn', error.reason?.startsWith('outcome') === true ? 'outcome not published' : 'push put off', {
    ...fieldsOf(arrival),
    ...errorFields(error),
  })
  countRetry(functionName)
  request.error = new Error(`${error.code}: ${messageOf(error, arrival.connectorId ?? '')}`)
}

const fieldsOf = ({ connectorId, eventId, receives }: Arrival) => ({ connectorId, eventId, receives })
