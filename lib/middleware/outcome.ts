// How a queued push ends: done, failed for good (the bus gets either outcome, and the queue drops the record), or put
// off (the queue delivers the record again). Also the one line that is logged about it.
import type { MiddlewareObj, Request } from '@middy/core'
import type { SQSBatchResponse } from 'aws-lambda'
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
import { spent } from '../telemetry/invocation.ts'
import { errorFields, log } from '../telemetry/log.ts'
import type { ArrivedContext } from './arrival.ts'
import { asPushError } from './as-push-error.ts'
import type { ConnectedContext } from './connection.ts'
import { arrivalFields, putOff, type Hide } from './put-off.ts'

/** A record this old is not put off again. */
const MAX_RECORD_AGE_MS = 24 * 3_600_000

type QueuedContext = ConnectedContext & ArrivedContext
/** Lambda's answer to the poller of the queue; without a record in the event the outcome itself. */
type Ended = SQSBatchResponse | Outcome
type QueuedRequest = Request<unknown, Executed | Ended, Error, QueuedContext>

/**
 * Publishes the outcome of a push, or puts the push off. The answer to a record says whether it failed; that to a bare
 * event is the outcome, and a bare event that is put off ends with an error.
 * @param outcomes the bus of this process, asked for at each request
 * @param hide hides a record until its next delivery, asked for at each request
 */
export function outcome(
  outcomes: () => Outcomes,
  hide: () => Hide,
  clock: Clock,
): MiddlewareObj<unknown, Executed | Ended, Error, QueuedContext> {
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
        ...spent(),
      })
      request.response = ended(arrival, done)
    },
    onError: async (request) => {
      const error = asPushError(request.error)
      const isLast = isTooOld(request.context.arrival, clock)
      if (isOutcome(error) || (error.retryable && !isLast)) {
        await putOff(request, error, isLast || neverFits(error), hide, clock)
        return
      }
      await fail(request, error, outcomes).catch(async (publishError: unknown) => {
        const again = asPushError(publishError)
        await putOff(request, again, isLast || neverFits(again), hide, clock)
      })
    },
  }
}

// The poller takes no other answer for a success than an empty one or this.
const ended = ({ record }: Arrival, done: Outcome): Ended => (record === undefined ? done : { batchItemFailures: [] })

function outcomeOf(executed: Executed, connector: Connector, { savedObjectId }: Arrival): Outcome {
  if (executed.kind === 'closed') return incidentClosed(connector, executed.data)
  return incidentPushed(connector, savedObjectId, executed.data as PushResult)
}

const isTooOld = ({ queuedAtMs }: Arrival, clock: Clock): boolean =>
  queuedAtMs !== undefined && clock.now() - queuedAtMs >= MAX_RECORD_AGE_MS

const neverFits = ({ reason }: PushError): boolean => reason === 'outcome_too_large'

// A push whose outcome the bus did not get has not failed, however old its record is.
const isOutcome = (error: PushError): boolean => error.reason === 'outcome' || neverFits(error)

async function fail(request: QueuedRequest, error: PushError, outcomes: () => Outcomes): Promise<void> {
  const { arrival } = request.context
  const failed = incidentPushFailed(arrival.connectorId, arrival.savedObjectId, error, arrival.request)
  log(error.retryable ? 'error' : 'warn', error.retryable ? 'push failed' : 'push refused', {
    ...arrivalFields(arrival),
    ...errorFields(error),
    ...spent(),
  })
  await outcomes().publish(failed)
  request.response = ended(arrival, failed)
}
