// A push that an event asks for: the EventBridge event, bare or in one SQS record, taken apart and checked.
// Whatever arrives, its request can be given back as it was.
import * as v from 'valibot'
import { DocumentedBody } from './case-schemas.ts'
import { parseCase, type CasePush } from './parse-case.ts'
import { PushError, type Problem } from '../errors.ts'
import { ConnectorId, EventId, SavedObjectId } from '../schema/identifiers.ts'
import { JsonText } from '../schema/json.ts'
import { closedObject, problemsOf } from '../schema/problems.ts'

/** `detail` of a `Case Push Requested` event: the connector, and the documented execute body. */
export const CasePushRequested = closedObject({ connectorId: ConnectorId, ...DocumentedBody.entries })

/** What the function was called with, taken apart but not checked. */
export type Arrival = {
  /** The EventBridge event, or what stands in its place. */
  event: unknown
  /** When SQS got the record, epoch ms; undefined for a bare event. */
  sentAtMs: number | undefined
  /** How often SQS has delivered the record, this time included. */
  receives: number | undefined
  /** The event's `detail`, or what stands in its place: what has to be sent again. */
  request: unknown
  /** The ids in it that pass their patterns. */
  eventId: string | undefined
  connectorId: string | undefined
  savedObjectId: string | undefined
}

/** A checked request. */
export type Requested = { eventId: string; connectorId: string; casePush: CasePush }

const Count = v.optional(v.pipe(v.string(), v.digits(), v.transform(Number)))
const Delivery = v.object({
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
    sentAtMs: record?.attributes.SentTimestamp,
    receives: record?.attributes.ApproximateReceiveCount,
    request,
    eventId: passing(EventId, memberOf(event, 'id')),
    connectorId: passing(ConnectorId, memberOf(request, 'connectorId')),
    savedObjectId: passing(
      SavedObjectId,
      memberOf(memberOf(memberOf(request, 'params'), 'subActionParams'), 'savedObjectId'),
    ),
  }
}

// A body that is not JSON stays as it is.
function eventIn(body: string): unknown {
  const event = v.safeParse(JsonText, body)
  return event.success ? event.output : body
}

function memberOf(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null && Object.hasOwn(value, name)
    ? (value as Record<string, unknown>)[name]
    : undefined
}

function passing(schema: v.GenericSchema<unknown, string>, value: unknown): string | undefined {
  const result = v.safeParse(schema, value)
  return result.success ? result.output : undefined
}

/**
 * Checks a request.
 * @throws PushError `invalid_request` with every offending path, and what parseCase throws; `misconfigured` for
 *   more than one record, of which none is taken
 */
export function parseRequested({ event }: Arrival): Requested {
  if (memberOf(event, 'Records') !== undefined)
    throw new PushError('misconfigured', {
      reason: 'environment',
      problems: [{ path: 'Records', expected: 'must hold one record' }],
    })
  const id = v.safeParse(EventId, memberOf(event, 'id'))
  const detail = v.safeParse(Detail, memberOf(event, 'detail'))
  if (id.success && detail.success) {
    const { connectorId, params } = detail.output
    return { eventId: id.output, connectorId, casePush: parseCase({ params }) }
  }
  const problems = [
    ...problemsOf(id.issues ?? [], 'id'),
    ...problemsOf(detail.issues ?? []).map(named),
    ...caseProblems(memberOf(event, 'detail')),
  ]
  throw new PushError('invalid_request', { problems })
}

// The case is looked at by parseCase, which tells the documented shapes apart.
const Detail = closedObject({ connectorId: ConnectorId, params: v.optional(v.unknown()) })

// Paths begin in `detail`, as those of the other door begin in the body.
const named = ({ path, expected }: Problem): Problem => ({ path: path === '' ? 'detail' : path, expected })

function caseProblems(detail: unknown): readonly Problem[] {
  if (typeof detail !== 'object' || detail === null) return []
  try {
    parseCase({ params: memberOf(detail, 'params') })
    return []
  } catch (error) {
    // parseCase throws nothing else.
    return problemsIn(error as PushError)
  }
}

function problemsIn({ code, reason, problems }: PushError): readonly Problem[] {
  if (code === 'unsupported_sub_action') return [{ path: 'params.subAction', expected: 'must be pushToService' }]
  if (reason === 'too_many_comments')
    return [{ path: 'params.subActionParams.comments', expected: 'must hold fewer comments' }]
  if (reason === 'too_long_names')
    return [{ path: 'params.subActionParams', expected: 'must hold less than 32 KB of ids and names' }]
  return problems
}
