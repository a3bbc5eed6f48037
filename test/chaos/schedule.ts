// When a campaign stops which kind of trouble, so that every doubt is settled and every case judged before its end.

export type Schedule = {
  beganMs: number
  /** Workers of the queue are killed, stopped and cut off from DynamoDB until then: their doubts last 186 s. */
  queueTroubleUntilMs: number
  /** The same for workers of the HTTP API: their doubts last 103 s. */
  apiTroubleUntilMs: number
  /** Calls of ServiceNow fail until then: their doubts last 75 s. New requests begin until then. */
  writeTroubleUntilMs: number
  /** Whatever an answer says, its caller tries again by then. */
  lastTriesMs: number
  endMs: number
}

/** Below this a campaign has no time for both a fault and its settling. */
export const MIN_SECONDS = 120

/** Seconds before the end at which each trouble stops at the latest. */
export const STOPS_S = { queue: 220, api: 135, write: 105, tries: 28 } as const

/** A write is settled 75 s after its first byte; the rest is margin. */
export const SETTLED_MS = 80_000

/** A longer campaign leaves more time for a busy machine. */
const MAX_RESERVE_S = 40

export function scheduleOf(seconds: number, beganMs: number): Schedule {
  const endMs = beganMs + seconds * 1000
  const reserveS = Math.min(MAX_RESERVE_S, (seconds - MIN_SECONDS) / 8)
  const before = (stopsS: number) => endMs - (stopsS + reserveS) * 1000
  return {
    beganMs,
    queueTroubleUntilMs: before(STOPS_S.queue),
    apiTroubleUntilMs: before(STOPS_S.api),
    writeTroubleUntilMs: before(STOPS_S.write),
    lastTriesMs: before(STOPS_S.tries),
    endMs,
  }
}
