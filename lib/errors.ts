// The one error of this project and its closed table of codes. What an error means (status, retry) follows from its
// code; the messages for callers stand in responses/response-body.ts.

/** HTTP status per code. Whether a retry is worth it follows from the status: exactly after 409 and 5xx. */
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

/** A place in outside data that is wrong: its path and what was expected there, never its value. */
export type Problem = { path: string; expected: string }

/** Problems that one error holds. */
export const MAX_PROBLEMS = 100

/** The first problems of what was rejected, and the number of the rest. */
export type Problems = { problems: readonly Problem[]; moreProblems: number }

/** Problems in words: one of each place, and how many there are besides. */
export function toldProblems({ problems, moreProblems }: Problems): string[] {
  const told = problems.map(({ path, expected }) => `[${path}]: ${expected}`)
  return [...told, ...(moreProblems === 0 ? [] : [`and ${String(moreProblems)} more`])]
}

/**
 * What a failed call may have done in ServiceNow: with `none` nothing; with `ended` it is over and may be done; with
 * `open` it may still be running, or commit later.
 */
export type Effect = 'none' | 'ended' | 'open'

export type PushErrorOptions = {
  /** Seconds after which a retry of the same request is worth it. */
  retryAfterS?: number | undefined
  /** Of more than MAX_PROBLEMS only the first are kept; the rest are counted. */
  problems?: readonly Problem[] | undefined
  /** The number of problems that are not in `problems`. */
  moreProblems?: number | undefined
  /** ServiceNow's own `error.message: error.detail`, for the caller's eyes; never logged. */
  serviceMessage?: string | undefined
  effect?: Effect | undefined
  /** When the call's bytes began to leave, epoch ms. Only for a call to ServiceNow. */
  sentAtMs?: number | undefined
  /** Tells apart the causes of one code, in the log and in the message. */
  reason?: Reason | undefined
  cause?: unknown
}

/** Fixed words that refine a code, where callers or operators need to know more. */
export type Reason =
  | 'authentication'
  | 'authorization'
  | 'penalty'
  | 'network'
  | 'timeout'
  | 'not_json'
  | 'not_servicenow'
  | 'cancelled'
  | 'no_table'
  | 'status'
  | 'hibernating'
  | 'session_queue'
  | 'redirect'
  | 'record_format'
  | 'record_full'
  | 'journal_unreadable'
  | 'correlation_unreadable'
  | 'correlation_dropped'
  | 'journal_dropped'
  | 'connector_changed'
  | 'not_pushed'
  | 'no_close_state'
  | 'no_application'
  | 'import_row'
  | 'ledger'
  | 'outcome'
  | 'outcome_too_large'
  | 'connector'
  | 'no_stack'
  | 'environment'
  | 'too_many_comments'
  | 'too_long_names'
  | 'out_of_time'
  | 'answer_too_long'

/** The name of an error, a fixed word of the library that threw it; never its message. Empty for anything else. */
export const errorName = (error: unknown): string => (error instanceof Error ? error.name : '')

/**
 * The error that `lib/` throws. Its message is its code. (Only the queue's middleware ends a run with a bare `Error`,
 * when it puts an event off that came without a record.)
 */
export class PushError extends Error {
  override readonly name = 'PushError'
  readonly code: PushErrorCode
  readonly status: number
  readonly retryable: boolean
  readonly retryAfterS: number | undefined
  readonly problems: readonly Problem[]
  readonly moreProblems: number
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
    const problems = options.problems ?? []
    this.problems = problems.slice(0, MAX_PROBLEMS)
    this.moreProblems = problems.length - this.problems.length + (options.moreProblems ?? 0)
    this.serviceMessage = options.serviceMessage
    this.effect = options.effect ?? 'none'
    this.sentAtMs = options.sentAtMs
    this.reason = options.reason
  }
}
