// The examples of events/, read afresh for every test and changed where a test needs another request.
import { readdirSync, readFileSync } from 'node:fs'
import type { APIGatewayProxyEventV2WithLambdaAuthorizer } from 'aws-lambda'
import type { KeyContext } from '../../lib/api-keys.ts'

const FOLDER = new URL('../../events/', import.meta.url)

/** What API Gateway hands to an HTTP function. */
export type HttpEvent = APIGatewayProxyEventV2WithLambdaAuthorizer<KeyContext>
/** A `Case Push Requested`, as EventBridge delivers it. */
export type RequestEvent = {
  id: string
  'detail-type': string
  source: string
  detail: { connectorId?: string; params: { subAction: string; subActionParams: Record<string, unknown> } }
}
type RequestBody = { params: { subActionParams: Record<string, unknown> } }

/** The names of all examples, without `.json`. */
export function exampleNames(): string[] {
  return readdirSync(FOLDER).flatMap((file) => /^(.*)\.json$/.exec(file)?.[1] ?? [])
}

/** events/<name>.json, parsed. */
export function readExample(name: string): unknown {
  return JSON.parse(readFileSync(new URL(`${name}.json`, FOLDER), 'utf8'))
}

export function httpEvent(name: string): HttpEvent {
  return readExample(name) as HttpEvent
}

/** The HTTP event with these subActionParams changed. */
export function withParams(event: HttpEvent, params: Record<string, unknown>): HttpEvent {
  const body = JSON.parse(event.body ?? '{}') as RequestBody
  Object.assign(body.params.subActionParams, params)
  return { ...event, body: JSON.stringify(body) }
}

/** The HTTP event as it arrives when the authorizer says this about the caller's key. */
export function withKey(event: HttpEvent, key: unknown): HttpEvent {
  return { ...event, requestContext: { ...event.requestContext, authorizer: { lambda: key as KeyContext } } }
}

/** The HTTP event as it would arrive on a route without an authorizer. */
export function withoutAuthorizer(event: HttpEvent): HttpEvent {
  const { authorizer: _, ...requestContext } = event.requestContext
  return { ...event, requestContext } as HttpEvent
}

/** The HTTP event as it arrives for this route. */
export function onRoute(event: HttpEvent, method: 'GET' | 'POST', rawPath: string): HttpEvent {
  const { requestContext } = event
  return { ...event, rawPath, requestContext: { ...requestContext, http: { ...requestContext.http, method } } }
}

export const FIND_PATH = '/api/cases/configure/connectors/_find'

/** The parsed body of an HTTP event. */
export function requestBody(name: string): RequestBody {
  return JSON.parse(httpEvent(name).body ?? '') as RequestBody
}

/** The parsed body with these subActionParams changed; `undefined` removes one. */
export function requestBodyWith(name: string, params: Record<string, unknown>): unknown {
  const { subActionParams } = requestBody(name).params
  return { params: { subAction: 'pushToService', subActionParams: { ...subActionParams, ...params } } }
}

/** The event of the queue, of another case: `savedObjectId` and the event's id follow it. */
export function requestEvent(savedObjectId: string, name = 'case-push-requested'): RequestEvent {
  const event = readExample(name) as RequestEvent
  event.id = `id-of-${savedObjectId}`
  event.detail.params.subActionParams['savedObjectId'] = savedObjectId
  return event
}
