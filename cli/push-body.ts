// What a file may hold as a case, and how each becomes the body of an execute call: that body itself, its parameters
// alone, a case of Kibana, or an event of API Gateway with the body in it.
import { createHash } from 'node:crypto'
import * as v from 'valibot'
import { caseKeyOf } from '../lib/case/case-key.ts'
import { parseCase } from '../lib/case/parse-case.ts'
import { isObject, memberOf } from '../lib/schema/objects.ts'
import { problemsOf } from '../lib/schema/problems.ts'
import { KibanaCase, notesOn, paramsOf, type Note } from './kibana-case.ts'

/** A request that can be sent any number of times, because something in it names the case. */
export type PushRequest = {
  text: string
  /** What identifies the case, for people and in the answer's line: `savedObjectId` or what stands in its place. */
  id: string | undefined
  /** Equal for requests of one case, which must not be sent at once. */
  caseKey: string
  /** Sent as `Idempotency-Key`, for a case that has no id. */
  idempotencyKey: string | undefined
  isDryRun: boolean
  notes: Note[]
}

/** The cases in a value: itself, or those of an array or of Kibana's list (`_find`). */
export function casesIn(value: unknown): unknown[] {
  const list = memberOf(value, 'cases') ?? value
  return Array.isArray(list) ? list : [value]
}

/** @throws Error with what is wrong, in words that follow a file's name */
export function requestOf(value: unknown, connectorId: string): PushRequest {
  const event = v.safeParse(Event, value)
  if (event.success) return { ...requestOf(bodyOf(event.output), connectorId), isDryRun: isDryRun(event.output) }
  const { body, notes } = bodyIn(value, connectorId)
  const text = JSON.stringify(body)
  const key = keyOf(body)
  const digest = createHash('sha256').update(text).digest('hex')
  const idempotencyKey = key === undefined ? digest : undefined
  return { text, id: idIn(body), caseKey: key ?? digest, idempotencyKey, isDryRun: false, notes }
}

function bodyIn(value: unknown, connectorId: string): { body: unknown; notes: Note[] } {
  if (memberOf(value, 'params') !== undefined) return { body: checkedBody(value), notes: [] }
  if (isKibanas(value)) {
    const found = v.safeParse(KibanaCase, value)
    if (!found.success) throw new Error(`is not a case as Kibana returns it: ${placesOf(found.issues)}`)
    return { body: pushOf(paramsOf(found.output, connectorId)), notes: notesOn(found.output, connectorId) }
  }
  if (isObject(value) && PARAMS.some((name) => Object.hasOwn(value, name))) return { body: pushOf(value), notes: [] }
  throw new Error('holds no case: neither an execute body, nor its subActionParams, nor a case of Kibana')
}

const pushOf = (subActionParams: unknown) => ({ params: { subAction: 'pushToService', subActionParams } })

const PARAMS = ['savedObjectId', 'incident', 'title']

/** The parameters have `savedObjectId` and `createdAt` instead. */
const isKibanas = (value: unknown) =>
  isObject(value) && Object.hasOwn(value, 'id') && (Object.hasOwn(value, 'created_at') || Object.hasOwn(value, 'owner'))

function checkedBody(body: unknown): unknown {
  const subAction = memberOf(memberOf(body, 'params'), 'subAction')
  if (subAction !== 'pushToService') throw new Error('must have the subAction pushToService: this command pushes')
  return body
}

const placesOf = (issues: readonly v.BaseIssue<unknown>[]) =>
  problemsOf(issues, '', 'case')
    .map(({ path, expected }) => `[${path}] ${expected}`)
    .join('; ')

/** What the service goes by. It refuses a body that it cannot parse, and then nothing is written by any key. */
function keyOf(body: unknown): string | undefined {
  try {
    return caseKeyOf(parseCase(body), undefined)
  } catch {
    return undefined
  }
}

function idIn(body: unknown): string | undefined {
  const params = memberOf(memberOf(body, 'params'), 'subActionParams')
  const incident = memberOf(params, 'incident')
  const ids = [
    memberOf(params, 'savedObjectId'),
    memberOf(incident, 'correlation_id'),
    memberOf(incident, 'externalId'),
  ]
  return ids.find((id): id is string => typeof id === 'string' && id.trim() !== '')
}

/** As in events/: what API Gateway hands to the function. */
const Event = v.object({
  routeKey: v.string(),
  body: v.string(),
  isBase64Encoded: v.optional(v.boolean(), false),
  queryStringParameters: v.nullish(v.object({ dryRun: v.optional(v.string()) })),
})
type Event = v.InferOutput<typeof Event>

const isDryRun = ({ queryStringParameters }: Event) => queryStringParameters?.dryRun === 'true'

function bodyOf({ body, isBase64Encoded }: Event): unknown {
  try {
    return JSON.parse(isBase64Encoded ? Buffer.from(body, 'base64').toString('utf8') : body) as unknown
  } catch {
    throw new Error('is an event whose body is not JSON')
  }
}
