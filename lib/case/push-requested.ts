// What an event asks for, a push or the closing of an incident: the EventBridge event, bare or in one SQS record, taken
// apart and validated. Whatever arrives, its request can be sent again as it was.
import * as v from 'valibot'
import { PushError, type Problems } from '../errors.ts'
import { ConnectorId, EventId, SavedObjectId } from '../schema/identifiers.ts'
import { JsonText } from '../schema/json.ts'
import { matching } from '../schema/matching.ts'
import { memberOf } from '../schema/objects.ts'
import { closedObject, firstProblemsOf } from '../schema/problems.ts'
import { DocumentedBody } from './case-schemas.ts'
import { checkSubAction, parseCase, type CasePush } from './parse-case.ts'
import { CloseBody, parseClose, type CloseTarget } from './sub-actions.ts'

/** `detail` of a `Case Push Requested` event: the connector, and the documented execute body. */
export const CasePushRequested = closedObject({ connectorId: ConnectorId, ...DocumentedBody.entries })

/** `detail` of a `Case Close Requested` event: the connector, and the documented body of closeIncident. */
export const CaseCloseRequested = closedObject({ connectorId: ConnectorId, ...CloseBody.entries })

const CLOSE_TYPE = 'Case Close Requested'

/** The record of a queue, by which Lambda and SQS know it. */
export type QueuedRecord = { messageId: string; receiptHandle: string; queueArn: string }

/** What the function was called with, taken apart but not validated. */
export type Arrival = {
  /** Undefined for a bare event, which no queue delivers again. */
  record: QueuedRecord | undefined
  /** The EventBridge event, or what came in its place. */
  event: unknown
  /** When SQS got the record, epoch ms; undefined for a bare event. */
  queuedAtMs: number | undefined
  /** How often SQS has delivered the record, this time included. */
  receives: number | undefined
  /** The event's `detail`, or what came in its place: what would be sent again. */
  request: unknown
  /** The ids in the event that match their patterns. */
  eventId: string | undefined
  connectorId: string | undefined
  savedObjectId: string | undefined
}

/** A valid request. */
export type Requested = { eventId: string; connectorId: string } & (
  { kind: 'push'; casePush: CasePush } | { kind: 'close'; target: CloseTarget }
)

const Count = v.optional(v.pipe(v.string(), v.digits(), v.transform(Number)))
const Delivery = v.object({
  messageId: v.optional(v.string(), ''),
  receiptHandle: v.optional(v.string(), ''),
  eventSourceARN: v.optional(v.string(), ''),
  body: v.string(),
  attributes: v.optional(v.object({ SentTimestamp: Count, ApproximateReceiveCount: Count }), {}),
})
const Delivered = v.object({ Records: v.strictTuple([Delivery]) })

/** Takes one SQS record or a bare EventBridge event apart. Throws nothing. */
export function arrivalOf(input: unknown): Arrival {
  const delivered = v.safeParse(Delivered, input)
  const [record] = delivered.success ? delivered.output.Records : []
  const event = record === undefined ? input : eventIn(record.body)
  const request = memberOf(event, 'detail') ?? event
  return {
    event,
    record: record && recordOf(record),
    queuedAtMs: record?.attributes.SentTimestamp,
    receives: record?.attributes.ApproximateReceiveCount,
    request,
    eventId: matching(EventId, memberOf(event, 'id')),
    connectorId: matching(ConnectorId, memberOf(request, 'connectorId')),
    savedObjectId: matching(
      SavedObjectId,
      memberOf(memberOf(memberOf(request, 'params'), 'subActionParams'), 'savedObjectId'),
    ),
  }
}

// One that was made by hand and lacks an id, a handle or a queue is like a bare event: nobody delivers it again.
function recordOf({ messageId, receiptHandle, eventSourceARN }: v.InferOutput<typeof Delivery>) {
  const record: QueuedRecord = { messageId, receiptHandle, queueArn: eventSourceARN }
  return Object.values(record).includes('') ? undefined : record
}

// A body that is not JSON stays as it is.
function eventIn(body: string): unknown {
  const event = v.safeParse(JsonText, body)
  return event.success ? event.output : body
}

/**
 * Validates a request.
 * @throws PushError `invalid_request` with the offending paths, and what parseCase throws; `misconfigured` for
 *   more than one record, of which it takes none
 */
export function parseRequested({ event }: Arrival): Requested {
  if (memberOf(event, 'Records') !== undefined)
    throw new PushError('misconfigured', {
      reason: 'environment',
      problems: [{ path: 'Records', expected: 'must hold one record' }],
    })
  const isClose = memberOf(event, 'detail-type') === CLOSE_TYPE
  if (!isClose) checkSubAction(memberOf(event, 'detail'))
  const id = v.safeParse(EventId, memberOf(event, 'id'))
  const detail = v.safeParse(Detail, memberOf(event, 'detail'))
  if (id.success && detail.success) {
    const { connectorId, params } = detail.output
    const asked = { eventId: id.output, connectorId }
    if (isClose) return { ...asked, kind: 'close', target: parseClose({ params }) }
    return { ...asked, kind: 'push', casePush: parseCase({ params }) }
  }
  const parts = [
    firstProblemsOf(id.issues ?? [], 'id'),
    firstProblemsOf(detail.issues ?? [], '', 'detail'),
    problemsOfBody(memberOf(event, 'detail'), isClose ? parseClose : parseCase),
  ]
  throw new PushError('invalid_request', {
    problems: parts.flatMap(({ problems }) => problems),
    moreProblems: parts.reduce((count, { moreProblems }) => count + moreProblems, 0),
  })
}

// parseCase validates the case, because it tells the documented shapes apart.
const Detail = closedObject({ connectorId: ConnectorId, params: v.optional(v.unknown()) })

function problemsOfBody(detail: unknown, parse: (body: unknown) => unknown): Problems {
  if (typeof detail !== 'object' || detail === null) return NONE
  try {
    parse({ params: memberOf(detail, 'params') })
    return NONE
  } catch (error) {
    // Both throw only PushErrors.
    return problemsIn(error as PushError)
  }
}

const NONE: Problems = { problems: [], moreProblems: 0 }
const only = (path: string, expected: string): Problems => ({ problems: [{ path, expected }], moreProblems: 0 })

function problemsIn(error: PushError): Problems {
  const { reason } = error
  if (reason === 'too_many_comments') return only('params.subActionParams.comments', 'must hold fewer comments')
  if (reason === 'too_long_names') return only('params.subActionParams', 'must hold less than 32 KB of ids and names')
  return error
}
