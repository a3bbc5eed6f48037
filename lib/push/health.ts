// What a process remembers of a connector's instance from one push to the next: faults of its configuration, which
// would break the promise silently.

/** Times by journal column, epoch ms. */
type Seen = Pick<Map<string, number>, 'get'> & { set: (column: string, atMs: number) => unknown }

/** Changed in place by every push of the connector. */
export type Health = {
  /** Until when creates are refused, epoch ms: one lost its correlation id, so that no look would ever find it. */
  createsRefusedUntilMs: number
  /** When a written comment was last seen to stand in this journal column, epoch ms. */
  readonly journalSeenAtMs: Seen
}

export const newHealth = (): Health => ({ createsRefusedUntilMs: 0, journalSeenAtMs: new Map() })

/** After this time one create is tried again. */
const REFUSAL_MS = 300_000

/** A journal that was seen to keep comments is believed this long. */
const BELIEF_MS = 24 * 3_600_000

export function refuseCreates(health: Health, nowMs: number): void {
  health.createsRefusedUntilMs = nowMs + REFUSAL_MS
}

/** Whether the next comment has to be read back: none was seen in this column, or not for a day. */
export function isUnseen({ journalSeenAtMs }: Health, column: string, nowMs: number): boolean {
  return nowMs - (journalSeenAtMs.get(column) ?? -Infinity) >= BELIEF_MS
}
