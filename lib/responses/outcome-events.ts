// The outcome events of a queued push, `Incident Pushed` and `Incident Push Failed`: what they hold, and how they get
// onto the bus.
import { PutEventsCommand, type EventBridgeClient, type PutEventsRequestEntry } from '@aws-sdk/client-eventbridge'
import * as v from 'valibot'
import { awsError } from '../aws/errors.ts'
import { PushError, errorName } from '../errors.ts'
import type { CloseResult } from '../push/close-incident.ts'
import type { PushResult } from '../push/push-result.ts'
import { SAFE_ID, SavedObjectId } from '../schema/identifiers.ts'
import { errorBody, wordedResult } from './response-body.ts'

const Incident = v.object({
  title: v.string(),
  id: v.string(),
  pushedDate: v.string(),
  url: v.string(),
  comments: v.exactOptional(v.array(v.object({ commentId: v.string(), pushedDate: v.string() }))),
  warnings: v.exactOptional(
    v.array(v.object({ code: v.string(), message: v.string(), column: v.exactOptional(v.string()) })),
  ),
})

/**
 * `detail` of `Incident Pushed`. `externalDetails` is the body of Elastic's *Add external details to case*, and
 * `kibanaCaseId` what stands in its path.
 */
export const IncidentPushed = v.object({
  connectorId: v.string(),
  connectorName: v.string(),
  savedObjectId: v.exactOptional(SavedObjectId),
  kibanaCaseId: v.exactOptional(v.string()),
  incident: Incident,
  externalDetails: v.object({
    connector_id: v.string(),
    connector_name: v.string(),
    external_id: v.string(),
    external_title: v.string(),
    external_url: v.string(),
  }),
})

/** `detail` of `Incident Closed`. `incident` is empty when there was none to close. */
export const IncidentClosed = v.object({
  connectorId: v.string(),
  connectorName: v.string(),
  incident: v.union([
    v.object({ title: v.string(), id: v.string(), pushedDate: v.string(), url: v.string() }),
    v.strictObject({}),
  ]),
})

/**
 * `detail` of `Incident Push Failed`, of a close that failed as well. `connectorId` is empty when the request named
 * none; `request` is the whole `detail` of the request.
 */
export const IncidentPushFailed = v.object({
  connectorId: v.string(),
  savedObjectId: v.exactOptional(SavedObjectId),
  error: v.object({
    statusCode: v.number(),
    error: v.string(),
    message: v.string(),
    status: v.literal('error'),
    actionId: v.string(),
    serviceMessage: v.exactOptional(v.string()),
    retry: v.boolean(),
    code: v.string(),
  }),
  request: v.unknown(),
})

export type Outcome =
  | { type: 'Incident Pushed'; detail: v.InferOutput<typeof IncidentPushed> }
  | { type: 'Incident Closed'; detail: v.InferOutput<typeof IncidentClosed> }
  | { type: 'Incident Push Failed'; detail: v.InferOutput<typeof IncidentPushFailed> }

/** The outcome of a push that succeeded. @param connector the connector that it used */
export function incidentPushed(
  connector: { id: string; name: string },
  savedObjectId: string | undefined,
  incident: PushResult,
): Outcome {
  const { id, name } = connector
  const externalDetails = {
    connector_id: id,
    connector_name: name,
    external_id: incident.id,
    external_title: incident.title,
    external_url: incident.url,
  }
  return {
    type: 'Incident Pushed',
    detail: {
      connectorId: id,
      connectorName: name,
      ...caseIdField(savedObjectId),
      ...(savedObjectId !== undefined && isPathSegment(savedObjectId) ? { kibanaCaseId: savedObjectId } : {}),
      incident: wordedResult(incident),
      externalDetails,
    },
  }
}

/** The outcome of a close that succeeded. @param connector the connector that it used */
export function incidentClosed({ id, name }: { id: string; name: string }, incident: CloseResult): Outcome {
  return { type: 'Incident Closed', detail: { connectorId: id, connectorName: name, incident } }
}

/**
 * The outcome of a push or a close that failed for good.
 * @param request the whole `detail` of the request as it came; sent again, it asks for the same push
 */
export function incidentPushFailed(
  connectorId: string | undefined,
  savedObjectId: string | undefined,
  error: PushError,
  request: unknown,
): Outcome {
  const id = connectorId ?? ''
  const body = v.parse(IncidentPushFailed.entries.error, errorBody(id, error, 'action'))
  return {
    type: 'Incident Push Failed',
    detail: { connectorId: id, ...caseIdField(savedObjectId), error: body, request },
  }
}

const caseIdField = (savedObjectId: string | undefined) => (savedObjectId === undefined ? {} : { savedObjectId })

// EventBridge puts it into the path as it is.
const isPathSegment = (id: string) => SAFE_ID.test(id) && !/[{}|]|^\.$/.test(id)

export type Outcomes = {
  /**
   * Puts one outcome on the bus.
   * @throws PushError with reason `outcome` when the bus did not take it, `outcome_too_large` when it never will
   */
  publish(outcome: Outcome): Promise<void>
}

/** Publishes to the bus of that name; without a bus every outcome fails as `misconfigured`. */
export function createOutcomes(client: EventBridgeClient, bus: string | undefined): Outcomes {
  const publish = async ({ type, detail }: Outcome): Promise<void> => {
    if (bus === undefined) throw new PushError('misconfigured', { reason: 'outcome', cause: 'CASE_PUSH_BUS' })
    const entry = { EventBusName: bus, Source: 'case-push', DetailType: type, Detail: JSON.stringify(detail) }
    if (deliveredBytes(entry) > MAX_EVENT_BYTES)
      throw new PushError('payload_too_large', { reason: 'outcome_too_large' })
    const { FailedEntryCount, Entries } = await client
      .send(new PutEventsCommand({ Entries: [entry] }))
      .catch((error: unknown) => {
        throw notPublished(errorName(error))
      })
    // EventBridge answers a failed entry with status 200, so the SDK does not retry it.
    if ((FailedEntryCount ?? 0) > 0) throw notPublished(Entries?.[0]?.ErrorCode ?? '')
  }
  return { publish }
}

/** EventBridge's limit for an entry, and SQS's for the message that carries it on: 1 MiB. */
export const MAX_EVENT_BYTES = 1_048_576

// What EventBridge puts around `detail` on the way to a queue: version, id, account, time, region and the keys.
const MAX_ENVELOPE_BYTES = 1_024

/** The bytes that EventBridge counts of an entry (source, type and detail), and room for the envelope of a delivery. */
function deliveredBytes({ Source = '', DetailType = '', Detail = '' }: PutEventsRequestEntry): number {
  return Buffer.byteLength(Source) + Buffer.byteLength(DetailType) + Buffer.byteLength(Detail) + MAX_ENVELOPE_BYTES
}

// An entry's error comes out of an answer, so only one plain word of it is kept.
function notPublished(name: string): PushError {
  const cause = /^\w{1,64}$/.test(name) ? name : 'unknown'
  return awsError(cause, { transient: 'push_incomplete', reason: 'outcome' })
}
