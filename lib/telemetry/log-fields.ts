// What a log line may hold beside its message: an allow-list.

export type LogFields = {
  requestId?: string | undefined
  caseId?: string | undefined
  connectorId?: string | undefined
  keyId?: string | undefined
  code?: string | undefined
  reason?: string | undefined
  cause?: string | undefined
  /** Of a connector or the environment: each place that is wrong, and what was expected there. */
  problems?: readonly string[] | undefined
  incident?: string | undefined
  entry?: string | undefined
  comments?: number | undefined
  warnings?: readonly string[] | undefined
  /** Calls of ServiceNow, and how long it took, ms. */
  calls?: number | undefined
  durationMs?: number | undefined
  retryAfter?: number | undefined
  eventId?: string | undefined
  receives?: number | undefined
}

const FIELDS = [
  'requestId',
  'caseId',
  'connectorId',
  'keyId',
  'code',
  'reason',
  'cause',
  'problems',
  'incident',
  'entry',
  'comments',
  'warnings',
  'calls',
  'durationMs',
  'retryAfter',
  'eventId',
  'receives',
] as const

/** The fields of the list, as far as they are there. */
export function listed(fields: LogFields): LogFields {
  return Object.fromEntries(FIELDS.flatMap((name) => (fields[name] === undefined ? [] : [[name, fields[name]]])))
}
