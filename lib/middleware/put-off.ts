// How a push is put off: the queue delivers its record again after a while. The function reports the record as failed
// and throws nothing, because Lambda polls more slowly for a function that throws. Only without a record it throws.
import type { Request } from '@middy/core'
import type { SQSBatchResponse } from 'aws-lambda'
import type { Arrival, QueuedRecord } from '../case/push-requested.ts'
import type { Clock } from '../clock.ts'
import type { PushError } from '../errors.ts'
import { messageOf } from '../responses/response-body.ts'
import { spent } from '../telemetry/invocation.ts'
import { errorFields, log, type LogFields } from '../telemetry/log.ts'
import { count } from '../telemetry/metrics.ts'
import type { ArrivedContext } from './arrival.ts'
import { redeliveryDelayS } from './redelivery-delay.ts'

/** Hides a record for `delayS` from now on; rejects when it could not within `withinMs`. */
export type Hide = (record: QueuedRecord, delayS: number, withinMs: number) => Promise<void>

/** What the function needs to return after the call to SQS, ms. */
const MARGIN_MS = 500
/** What the call may take, ms. A record that is not hidden comes back after the visibility timeout of the queue. */
const HIDE_MS = 2_500

/**
 * Ends the invocation with its record failed.
 * @param isLast only the outcome is missing, or never fits an event. Such a record comes back after the queue's own
 *   visibility timeout, so that the queue's redrive takes it before the queue forgets it
 * @param hide asked for at each request
 */
export async function putOff(
  request: Request<unknown, unknown, Error, ArrivedContext>,
  error: PushError,
  isLast: boolean,
  hide: () => Hide,
  clock: Clock,
): Promise<void> {
  const { arrival, functionName } = request.context
  const { record, receives = 1, queuedAtMs } = arrival
  const delayS =
    record === undefined || isLast ? undefined : redeliveryDelayS(error.retryAfterS, receives, Math.random())
  log('warn', error.reason?.startsWith('outcome') === true ? 'outcome not published' : 'push put off', {
    ...arrivalFields(arrival),
    ...errorFields(error),
    ...spent(),
    ...(delayS === undefined ? {} : { retryAfter: delayS }),
  })
  count('PushRetried', { function_name: functionName })
  if (queuedAtMs !== undefined)
    count('PushWaited', { function_name: functionName }, Math.max(0, (clock.now() - queuedAtMs) / 1000))
  if (record === undefined) {
    // Lambda logs a thrown error with all its properties, so this one has the code and fixed words only.
    request.error = new Error(`${error.code}: ${messageOf(error, arrival.connectorId ?? '')}`)
    return
  }
  if (delayS !== undefined) await hideRecord(request.context, record, delayS, hide)
  request.response = { batchItemFailures: [{ itemIdentifier: record.messageId }] } satisfies SQSBatchResponse
}

async function hideRecord(
  context: ArrivedContext,
  record: QueuedRecord,
  delayS: number,
  hide: () => Hide,
): Promise<void> {
  try {
    await hide()(record, delayS, Math.min(HIDE_MS, context.getRemainingTimeInMillis() - MARGIN_MS))
  } catch (error) {
    log('warn', 'visibility not set', { ...arrivalFields(context.arrival), ...errorFields(error) })
  }
}

/** What every line about a record holds. */
export const arrivalFields = ({ connectorId, eventId, receives }: Arrival): LogFields => ({
  connectorId,
  eventId,
  receives,
})
