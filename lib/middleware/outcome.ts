// How a queued push ends: done, failed for good (the bus gets either outcome, and the queue drops the record), or put
// off (the handler throws, and the queue delivers again). Also the one line that is logged about it, and the metric of
// retries.
import type { MiddlewareObj, Request } from '@middy/core'
import type { Arrival } from '../case/push-requested.ts'
import type { Clock } from '../clock.ts'
import type { Connector } from '../connectors/connector.ts'
import type { PushError } from '../errors.ts'
import type { PushResult } from '../push/push-result.ts'
import {
  incidentClosed,
  incidentPushed,
  incidentPushFailed,
  type Outcome,
  type Outcomes,
} from '../responses/outcome-events.ts'
import { executeReply, type Executed } from '../responses/replies.ts'
import { messageOf } from '../responses/response-body.ts'
import { countRetry, errorFields, log } from '../telemetry.ts'
import type { ArrivedContext } from './arrival.ts'
import { asPushError } from './as-push-error.ts'
import type { ConnectedContext } from './connection.ts'

/** A record this old is not put off again. */
const MAX_RECORD_AGE_MS = 24 * 3_600_000

type QueuedContext = ConnectedContext & ArrivedContext
type QueuedRequest = Request<unknown, Executed | Outcome, Error, QueuedContext>

/**
 * Publishes the outcome of a push, or puts the push off.
 * @param outcomes the bus of this process, asked for at each request
 */
export function outcome(
  outcomes: () => Outcomes,
  clock: Clock,
): MiddlewareObj<unknown, Executed | Outcome, Error, QueuedContext> {
  return {
    after: async (request) => {
      const { arrival, connection } = request.context
      const executed = request.response as Executed
      const done = outcomeOf(executed, connection.connector, arrival)
      await outcomes().publish(done)
      const fields = executeReply.fieldsOf(executed)
      log(fields.warnings === undefined ? 'info' : 'warn', executeReply.messageOf(executed), {
        ...arrivalFields(arrival),
        ...fields,
      })
      request.response = done
    },
    onError: async (request) => {
      const error = asPushError(request.error)
      if (isWorthRetry(error, request.context.arrival, clock)) putOff(request, error)
      else
        await fail(request, error, outcomes).catch((publishError: unknown) => {
          putOff(request, asPushError(publishError))
        })
    },
  }
}

function outcomeOf(executed: Executed, connector: Connector, { savedObjectId }: Arrival): Outcome {
  if (executed.kind === 'closed') return incidentClosed(connector, executed.data)
  return incidentPushed(connector, savedObjectId, executed.data as PushResult)
}

// A push whose outcome the bus did not get has not failed, however old its record is.
function isWorthRetry({ retryable, reason }: PushError, { queuedAtMs }: Arrival, clock: Clock): boolean {
  const isTooOld = queuedAtMs !== undefined && clock.now() - queuedAtMs >= MAX_RECORD_AGE_MS
  return reason === 'outcome' || reason === 'outcome_too_large' || (retryable && !isTooOld)
}

async function fail(request: QueuedRequest, error: PushError, outcomes: () => Outcomes): Promise<void> {
  const { arrival } = request.context
  const failed = incidentPushFailed(arrival.connectorId, arrival.savedObjectId, error, arrival.request)
  log(error.retryable ? 'error' : 'warn', error.retryable ? 'push failed' : 'push refused', {
    ...arrivalFields(arrival),
    ...errorFields(error),
  })
  await outcomes().publish(failed)
  request.response = failed
}

// Lambda logs a thrown error with all its properties, so this one has the code and fixed words only.
function putOff(request: QueuedRequest, error: PushError): void {
  const { arrival, functionName } = request.context
  log('warn', error.reason?.startsWith('outcome') === true ? 'outcome not published' : 'push put off', {
    ...arrivalFields(arrival),
    ...errorFields(error),
  })
  countRetry(functionName)
  request.error = new Error(`${error.code}: ${messageOf(error, arrival.connectorId ?? '')}`)
}

const arrivalFields = ({ connectorId, eventId, receives }: Arrival) => ({ connectorId, eventId, receives })
