// Every answer of ServiceNow sorted once: done, or what went wrong and what the call may have done all the same
// (docs/decisions/0003-settle-time.md; servicenow-api.md §1.5 to §1.7).
import * as v from 'valibot'
import { PushError, type Effect, type PushErrorCode, type PushErrorOptions } from '../errors.ts'
import { plainText } from '../push/text.ts'
import type { Answer } from './exchange.ts'

const Success = v.object({ result: v.unknown() })
const Failure = v.object({ error: v.object({ message: v.nullish(v.string()), detail: v.nullish(v.string()) }) })

/** Seconds to wait after a 429 that does not say how long. */
export const RATE_LIMIT_S = 10

/**
 * The `result` of an answer.
 * @param retryAfterS what the answer asks for, see {@link retryAfterOf}
 * @throws PushError with the effect that the call may have had
 */
export function resultOf(answer: Answer, retryAfterS: number | undefined): unknown {
  const json = jsonOf(answer.body)
  if (answer.status !== 200 && answer.status !== 201) throw failureOf(answer, json, retryAfterS)
  const success = v.safeParse(Success, json)
  if (!success.success) throw withoutResult(answer)
  return success.output.result
}

// A hibernating instance answers 200 with a page; broken JSON, or none, comes behind work that may be done.
function withoutResult(answer: Answer): PushError {
  return isHtml(answer)
    ? sorted('servicenow_unavailable', 'none', answer, { reason: 'hibernating', retryAfterS: 60 })
    : sorted('servicenow_unavailable', 'ended', answer, { reason: 'not_json', retryAfterS: 5 })
}

function failureOf(answer: Answer, json: unknown, retryAfterS: number | undefined): PushError {
  const { status } = answer
  const failure = v.safeParse(Failure, json)
  const serviceMessage = failure.success ? wordsOf(failure.output.error) : undefined
  if (status === 401)
    return sorted('servicenow_unauthorized', 'none', answer, { reason: 'authentication', retryAfterS: 30 })
  if (status === 403) return refusal(answer, serviceMessage)
  if (status === 429)
    return sorted('servicenow_rate_limited', 'none', answer, { retryAfterS: retryAfterS ?? RATE_LIMIT_S })
  if (status === 202)
    return sorted('servicenow_unavailable', 'none', answer, { reason: 'session_queue', retryAfterS: 5 })
  if (status >= 300 && status < 400)
    return sorted('servicenow_unavailable', 'none', answer, { reason: 'redirect', retryAfterS: 60 })
  if (status < 300) return withoutResult(answer)
  if (status === 408 || status === 499) return unavailable('open', answer, retryAfterS)
  if (status >= 400 && status < 500 && isHtml(answer)) return unavailable('none', answer, retryAfterS)
  if (status === 404) return sorted('incident_not_found', 'none', answer, { serviceMessage })
  if (status === 400 || status === 413) return sorted('servicenow_rejected', 'none', answer, { serviceMessage })
  if (status === 405 || status === 406 || status === 415) return unavailable('none', answer, retryAfterS)
  return unavailable(status === 500 && failure.success ? 'ended' : 'open', answer, retryAfterS)
}

const unavailable = (effect: Effect, answer: Answer, retryAfterS = 5) =>
  sorted('servicenow_unavailable', effect, answer, { reason: 'status', retryAfterS })

// 403 is ACL, business rule or data policy, and now and then a success whose read-back was refused (§1.7).
function refusal(answer: Answer, serviceMessage: string | undefined): PushError {
  const isRule = /Business Rule|Data Policy/i.test(serviceMessage ?? '')
  return isRule
    ? sorted('servicenow_rejected', 'ended', answer, { serviceMessage })
    : sorted('servicenow_unauthorized', 'ended', answer, { reason: 'authorization', retryAfterS: 30, serviceMessage })
}

function sorted(code: PushErrorCode, effect: Effect, answer: Answer, options: PushErrorOptions): PushError {
  return new PushError(code, { ...options, effect, sentAtMs: answer.sentAtMs })
}

function jsonOf(body: string): unknown {
  try {
    return JSON.parse(body)
  } catch {
    return undefined
  }
}

const isHtml = ({ headers, body }: Answer) =>
  /^text\/html/i.test(headers['content-type'] ?? '') || /^\s*<(!doctype|html)/i.test(body)

/** ServiceNow's own words, made plain and short: for the caller, never for a log. */
function wordsOf({ message, detail }: v.InferOutput<typeof Failure>['error']): string | undefined {
  const words = [message, detail].filter((text) => text !== null && text !== undefined && text !== '').join(': ')
  return words === '' ? undefined : plainText(words).slice(0, 500)
}

/** Seconds of a Retry-After in either form (RFC 9110 §10.2.3), at most a day; undefined when there is none. */
export function retryAfterOf({ headers }: Pick<Answer, 'headers'>, now: number): number | undefined {
  const value = headers['retry-after']?.trim()
  if (value === undefined) return undefined
  const seconds = /^\d+$/.test(value) ? Number(value) : Math.ceil((Date.parse(value) - now) / 1000)
  return Number.isNaN(seconds) ? undefined : Math.min(Math.max(seconds, 1), 86_400)
}

/** A `result` of the expected shape. @throws PushError `servicenow_unavailable` when it is not */
export function parsed<S extends v.GenericSchema>(schema: S, result: unknown): v.InferOutput<S> {
  const outcome = v.safeParse(schema, result)
  if (!outcome.success) throw new PushError('servicenow_unavailable', { reason: 'not_json', retryAfterS: 5 })
  return outcome.output
}
