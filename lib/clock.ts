// The wall clock, as an argument: tests move it, and the core never reads the system's clock.

export type Clock = {
  /** Wall clock, epoch ms. */
  now(): number
}

/** The clock of this host. */
export const systemClock: Clock = { now: () => Date.now() }

/** Seconds from now until a time, both in epoch ms; at least one, as a Retry-After needs. */
export function secondsUntil(timeMs: number, nowMs: number): number {
  return Math.max(1, Math.ceil((timeMs - nowMs) / 1000))
}
