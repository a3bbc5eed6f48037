// How far ServiceNow's clock is from this host's: an instance may be minutes off, and the times of its records are
// compared with those of the ledger.

/** What this process has learned of one instance's clock; ms that it is ahead. */
export type ClockOffset = {
  /** By the `Date` of the latest answer, which a load balancer may have set. */
  byDateMs?: number
  /** By the time of creation that a create's own answer showed: the clock that dates the records. */
  byCreateMs?: number
}

/** Learns from the `Date` of an answer that has just come. */
export function noteDate(offset: ClockOffset, date: string | undefined, nowMs: number): void {
  const dateMs = Date.parse(date ?? '')
  if (!Number.isNaN(dateMs)) offset.byDateMs = dateMs - nowMs
}

/** Learns from the time of creation, if the answer shows it, of a record that has just been created. */
export function noteCreate(offset: ClockOffset, createdAtMs: number | undefined, nowMs: number): void {
  if (createdAtMs !== undefined) offset.byCreateMs = createdAtMs - nowMs
}

/** A time of ServiceNow's on this host's clock, both in epoch ms. */
export function onThisClock(offset: ClockOffset, timeMs: number): number {
  return timeMs - (offset.byCreateMs ?? offset.byDateMs ?? 0)
}
