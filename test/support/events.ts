// The examples of events/, as the tests read them.
import { readFileSync } from 'node:fs'
import type { APIGatewayProxyEventV2WithLambdaAuthorizer } from 'aws-lambda'
import type { KeyContext } from '../../lib/api-keys.ts'

export type Event = APIGatewayProxyEventV2WithLambdaAuthorizer<KeyContext>

/** A fresh copy of events/<name>.json. */
export function eventOf(name: string): Event {
  return JSON.parse(readFileSync(new URL(`../../events/${name}.json`, import.meta.url), 'utf8')) as Event
}

/** The parsed body of events/<name>.json. */
export function bodyOf(name: string): { params: { subActionParams: Record<string, unknown> } } {
  return JSON.parse(eventOf(name).body ?? '') as ReturnType<typeof bodyOf>
}

/** The same body with these subActionParams changed; `undefined` takes one away. */
export function changed(name: string, params: Record<string, unknown>): unknown {
  const { subActionParams } = bodyOf(name).params
  return { params: { subAction: 'pushToService', subActionParams: { ...subActionParams, ...params } } }
}
