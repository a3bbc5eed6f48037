// What a dead letter says: which request ended without an incident, why, and what is put on the bus to send it again.
// Nothing of a case is taken from it for people to read.
import * as v from 'valibot'
import { ERROR_STATUS } from '../lib/errors.ts'
import { MAX_EVENT_BYTES } from '../lib/responses/outcome-events.ts'
import { ConnectorId, EventId } from '../lib/schema/identifiers.ts'
import { JsonText } from '../lib/schema/json.ts'
import { matching } from '../lib/schema/matching.ts'
import { isObject, memberOf } from '../lib/schema/objects.ts'

/** An entry of PutEvents, without its bus. */
export type Again = { Source: string; DetailType: string; Detail: string }

export type Letter = {
  /** When SQS got it, epoch ms; of a request that its queue gave up, when the request came. */
  sentAtMs: number
  kind: string
  connectorId: string | undefined
  code: string | undefined
  /** Of the failed push, or of what happened to the event. */
  message: string
  /** How often a delivery was tried, where the letter tells. */
  attempts: string | undefined
  /** What sends it again, or why nothing does. */
  again: Again | { left: string }
}

/** What SQS gives of a message. */
export type Received = {
  body: string
  sentAtMs: number
  receives: string | undefined
  /** Message attributes, by their names. */
  attributes: Record<string, string | undefined>
}

const REQUESTS = new Map([
  ['Case Push Requested', 'push'],
  ['Case Close Requested', 'close'],
])

/** Reads a letter of any kind (docs/operations.md). Throws nothing. */
export function letterOf({ body, sentAtMs, receives, attributes }: Received): Letter {
  const event = v.safeParse(JsonText, body)
  const type = textOf(memberOf(event.output, 'detail-type'))
  const detail = memberOf(event.output, 'detail')
  const common = { sentAtMs, connectorId: connectorIn(detail), code: undefined, attempts: undefined }
  const request = REQUESTS.get(type)
  if (type === 'Incident Push Failed') return { ...common, ...failed(detail) }
  const undelivered = { code: oneWord(attributes['ERROR_CODE']), attempts: oneWord(attributes['RETRY_ATTEMPTS']) }
  if (type === 'Incident Pushed') {
    const message = 'EventBridge could not deliver it to Kibana'
    return { ...common, ...undelivered, kind: 'undelivered outcome', message, again: again('case-push', type, detail) }
  }
  if (request === undefined)
    return { ...common, kind: 'unknown', message: '', again: { left: 'it is no event that case-push knows' } }
  const sent = again('redrive', type, detail)
  if (attributes['ERROR_CODE'] !== undefined) {
    const message = 'EventBridge could not deliver it to the queue'
    return { ...common, ...undelivered, kind: `undelivered ${request}`, message, again: sent }
  }
  const eventId = matching(EventId, memberOf(event.output, 'id'))
  const message = `the function never ended with ${eventId === undefined ? 'it' : `event ${eventId}`}; its log says why`
  return { ...common, kind: `stuck ${request}`, message, attempts: oneWord(receives), again: sent }
}

// A failed push or close: the whole `detail` of its request stands in it.
function failed(detail: unknown): Pick<Letter, 'kind' | 'code' | 'message' | 'connectorId' | 'again'> {
  const request = memberOf(detail, 'request')
  const isClose = memberOf(memberOf(request, 'params'), 'subAction') === 'closeIncident'
  const error = memberOf(detail, 'error')
  const code = oneWord(memberOf(error, 'code'))
  return {
    kind: isClose ? 'failed close' : 'failed push',
    code,
    // Only the message of a code of the table is known to be case-push's own.
    message: code !== undefined && Object.hasOwn(ERROR_STATUS, code) ? oneLine(memberOf(error, 'message')) : '',
    connectorId: connectorIn(detail) ?? connectorIn(request),
    again: again('redrive', isClose ? 'Case Close Requested' : 'Case Push Requested', request),
  }
}

function again(source: string, type: string, detail: unknown): Letter['again'] {
  if (!isObject(detail)) return { left: 'its request is not a JSON object, so no event can hold it' }
  const entry = { Source: source, DetailType: type, Detail: JSON.stringify(detail) }
  const bytes = Object.values(entry).reduce((sum, text) => sum + Buffer.byteLength(text), 0)
  if (bytes > MAX_EVENT_BYTES) return { left: 'it is larger than an event may be (1 MiB): use the HTTP API' }
  return entry
}

const connectorIn = (detail: unknown) => matching(ConnectorId, memberOf(detail, 'connectorId'))

const textOf = (value: unknown) => (typeof value === 'string' ? value : '')

// Codes and counts are one word; any other text may quote anything.
const oneWord = (value: unknown) => (/^[\w.-]{1,64}$/.test(textOf(value)) ? textOf(value) : undefined)

/** Without what a terminal would obey. */
const oneLine = (value: unknown) => textOf(value).replaceAll(/\p{C}+/gu, ' ')
