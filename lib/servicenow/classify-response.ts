// Classifies every answer of ServiceNow once: done, or what went wrong and what the call may still have done
// (docs/decisions/0003-settle-time.md; servicenow-api.md §1.5 to §1.7).
import * as v from 'valibot'
import { PushError, type Effect, type PushErrorCode, type PushErrorOptions } from '../errors.ts'
import { plainText } from '../push/text.ts'
import { JsonText } from '../schema/json.ts'
import type { Answer } from './exchange.ts'

const Success = v.pipe(JsonText, v.object({ result: v.unknown(), error: v.optional(v.unknown()) }))

// The envelope in which ServiceNow reports an error (§1.6). Proxies and gateways have others, or none.
const Failure = v.pipe(
  JsonText,
  v.object({
    error: v.object({ message: v.nullish(v.string()), detail: v.nullish(v.string()) }),
    status: v.literal('failure'),
  }),
)

/** Seconds to wait after a 429 that does not say how long. */
export const RATE_LIMIT_S = 10

const MAX_RETRY_AFTER_S = 86_400

/** At most this many characters of ServiceNow's own words reach the caller. */
const MAX_SERVICE_MESSAGE_LENGTH = 500

/** What was asked for, as far as the meaning of an answer depends on it. */
export type Asked = {
  /** Whether the call names one record by its sys_id. */
  isRecord: boolean
}

/**
 * The `result` of an answer.
 * @param retryAfterS what the answer asks for, see {@link retryAfterOf}
 * @throws PushError with the effect that the call may have had
 */
export function classifyResponse(answer: Answer, asked: Asked, retryAfterS: number | undefined): unknown {
  if (answer.status !== 200 && answer.status !== 201) throw statusError(answer, asked, retryAfterS)
  const success = v.safeParse(Success, answer.body)
  if (!success.success) throw noResultError(answer)
  // ServiceNow cancelled the transaction while it sent the result, of which any part may be missing (§1.7).
  if (success.output.error !== undefined)
    throw errorOf('servicenow_unavailable', 'ended', answer, { reason: 'cancelled', retryAfterS: 5 })
  return success.output.result
}

// A hibernating instance answers 200 with a page. A page, broken JSON or none may follow work that was done.
function noResultError(answer: Answer): PushError {
  return isHtml(answer)
    ? errorOf('servicenow_unavailable', 'ended', answer, { reason: 'hibernating', retryAfterS: 60 })
    : errorOf('servicenow_unavailable', 'ended', answer, { reason: 'not_json', retryAfterS: 5 })
}

function statusError(answer: Answer, asked: Asked, retryAfterS: number | undefined): PushError {
  const { status } = answer
  const failure = v.safeParse(Failure, answer.body)
  const serviceMessage = failure.success ? serviceMessageOf(failure.output.error) : undefined
  if (status === 401)
    return errorOf('servicenow_unauthorized', 'none', answer, { reason: 'authentication', retryAfterS: 30 })
  if (status === 403)
    return failure.success ? forbiddenError(answer, serviceMessage) : foreignError('ended', answer, retryAfterS)
  if (status === 429)
    return errorOf('servicenow_rate_limited', 'none', answer, { retryAfterS: retryAfterS ?? RATE_LIMIT_S })
  if (status === 202)
    return errorOf('servicenow_unavailable', 'none', answer, { reason: 'session_queue', retryAfterS: 5 })
  if (status < 300) return noResultError(answer)
  if (status < 400) return errorOf('servicenow_unavailable', 'none', answer, { reason: 'redirect', retryAfterS: 60 })
  if (status === 408 || status === 499) return unavailableError('open', answer, retryAfterS)
  if (!failure.success && isForeign(answer)) return foreignError('none', answer, retryAfterS)
  if (status === 404) return notFoundError(answer, asked, serviceMessage)
  if (status === 400 || status === 413) return errorOf('servicenow_rejected', 'none', answer, { serviceMessage })
  if (status === 405 || status === 406 || status === 415) return unavailableError('none', answer, retryAfterS)
  return unavailableError(status <= 500 && failure.success ? 'ended' : 'open', answer, retryAfterS)
}

// A 4xx without ServiceNow's envelope: nothing reached ServiceNow. Other words for a time that ran out do not count.
const isForeign = (answer: Answer) =>
  answer.status === 400 || (answer.status >= 404 && answer.status <= 415) || (answer.status < 500 && isHtml(answer))

const unavailableError = (effect: Effect, answer: Answer, retryAfterS = 5) =>
  errorOf('servicenow_unavailable', effect, answer, { reason: 'status', retryAfterS })

// Without ServiceNow's envelope something in front of it has answered, whose 404 says nothing of an incident.
const foreignError = (effect: Effect, answer: Answer, retryAfterS = 5) =>
  errorOf('servicenow_unavailable', effect, answer, { reason: 'not_servicenow', retryAfterS })

// Only a path with a sys_id names an incident; elsewhere it is the table that does not exist.
function notFoundError(answer: Answer, { isRecord }: Asked, serviceMessage: string | undefined): PushError {
  return isRecord
    ? errorOf('incident_not_found', 'none', answer, { serviceMessage })
    : errorOf('misconfigured', 'none', answer, { reason: 'no_table', serviceMessage })
}

// A 403 comes from an ACL, a business rule or a data policy, and now and then after a write that succeeded but whose
// result the user may not read (§1.7).
function forbiddenError(answer: Answer, serviceMessage: string | undefined): PushError {
  const isRule = /Business Rule|Data Policy/i.test(serviceMessage ?? '')
  return isRule
    ? errorOf('servicenow_rejected', 'ended', answer, { serviceMessage })
    : errorOf('servicenow_unauthorized', 'ended', answer, { reason: 'authorization', retryAfterS: 30, serviceMessage })
}

function errorOf(code: PushErrorCode, effect: Effect, answer: Answer, options: PushErrorOptions): PushError {
  return new PushError(code, { ...options, effect, sentAtMs: answer.sentAtMs })
}

const isHtml = ({ headers, body }: Answer) =>
  /^text\/html/i.test(headers['content-type'] ?? '') || /^\s*<(!doctype|html)/i.test(body)

/** ServiceNow's own words, made plain and short: for the caller, never for a log. */
function serviceMessageOf({ message, detail }: v.InferOutput<typeof Failure>['error']): string | undefined {
  const words = [message, detail].filter((text) => text !== null && text !== undefined && text !== '').join(': ')
  return words === '' ? undefined : plainText(words).slice(0, MAX_SERVICE_MESSAGE_LENGTH)
}

/** Seconds of a Retry-After in either form (RFC 9110 §10.2.3), at most a day; undefined when it cannot be read. */
export function retryAfterOf({ headers }: Pick<Answer, 'headers'>, nowMs: number): number | undefined {
  const value = headers['retry-after']?.trim() ?? ''
  const seconds = /^\d+$/.test(value) ? Number(value) : Math.ceil((Date.parse(value) - nowMs) / 1000)
  return Number.isNaN(seconds) ? undefined : Math.min(Math.max(seconds, 1), MAX_RETRY_AFTER_S)
}

/** A `result` of the expected shape. @throws PushError `servicenow_unavailable` when it has another shape */
export function resultAs<S extends v.GenericSchema>(schema: S, result: unknown): v.InferOutput<S> {
  const expected = v.safeParse(schema, result)
  if (!expected.success) throw new PushError('servicenow_unavailable', { reason: 'not_json', retryAfterS: 5 })
  return expected.output
}
