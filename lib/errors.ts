// The one error of this project and its closed table of codes. What an error means (status, retry)
// is a property of its code; the words for callers are in response.ts.

/** HTTP status per code. `retry` is derived: true exactly for 409 and 5xx (docs/errors of the README). */
export const ERROR_STATUS = {
  invalid_request: 400,
  unsupported_sub_action: 400,
  forbidden: 403,
  unknown_connector: 404,
  incident_not_found: 404,
  push_in_progress: 409,
  payload_too_large: 413,
  unsupported_media_type: 415,
  servicenow_rejected: 422,
  misconfigured: 500,
  servicenow_unauthorized: 502,
  servicenow_unavailable: 503,
  servicenow_rate_limited: 503,
  credentials_unavailable: 503,
  push_incomplete: 503,
  outcome_unknown: 504,
} as const

export type PushErrorCode = keyof typeof ERROR_STATUS

/** An offending place in outside data: its path and what was expected there. Never its value. */
export type Problem = { path: string; expected: string }

/**
 * What a failed call may have done in ServiceNow:
 * `none` nothing; `ended` it is over and perhaps done; `open` it may still be running or commit later.
 */
export type Effect = 'none' | 'ended' | 'open'

export type PushErrorOptions = {
  /** Seconds after which the same request is worth sending again. */
  retryAfterS?: number | undefined
  problems?: readonly Problem[] | undefined
  /** ServiceNow's own `error.message: error.detail`, for the caller's eyes; never logged. */
  serviceMessage?: string | undefined
  effect?: Effect | undefined
  /** When the call's bytes began to leave, epoch ms. Only with an effect. */
  sentAtMs?: number | undefined
  /** A fixed word telling apart causes of one code, e.g. `authentication` (log and wording). */
  reason?: Reason | undefined
  cause?: unknown
}

/** Fixed words that refine a code where callers or operators need to know more. */
export type Reason =
  | 'authentication'
  | 'authorization'
  | 'penalty'
  | 'network'
  | 'timeout'
  | 'not_json'
  | 'status'
  | 'hibernating'
  | 'session_queue'
  | 'redirect'
  | 'record_format'
  | 'record_full'
  | 'journal_unreadable'
  | 'correlation_unreadable'
  | 'ledger'
  | 'outcome'
  | 'outcome_too_large'
  | 'connector'
  | 'no_stack'
  | 'environment'
  | 'too_many_comments'
  | 'too_long_names'
  | 'out_of_time'

/** The name of an error, a fixed word of the library that threw it; never its message. Empty for anything else. */
export const errorName = (error: unknown): string => (error instanceof Error ? error.name : '')

/** The only error that leaves `lib/`. Its message is its code: words are made in response.ts. */
export class PushError extends Error {
  override readonly name = 'PushError'
  readonly code: PushErrorCode
  readonly status: number
  readonly retryable: boolean
  readonly retryAfterS: number | undefined
  readonly problems: readonly Problem[]
  readonly serviceMessage: string | undefined
  readonly effect: Effect
  readonly sentAtMs: number | undefined
  readonly reason: Reason | undefined

  constructor(code: PushErrorCode, options: PushErrorOptions = {}) {
    super(code, options.cause === undefined ? undefined : { cause: options.cause })
    this.code = code
    this.status = ERROR_STATUS[code]
    this.retryable = this.status === 409 || this.status >= 500
    this.retryAfterS = options.retryAfterS
    this.problems = options.problems ?? []
    this.serviceMessage = options.serviceMessage
    this.effect = options.effect ?? 'none'
    this.sentAtMs = options.sentAtMs
    this.reason = options.reason
  }
}
