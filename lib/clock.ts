// The wall clock, as an argument: tests move it, and the core never reads the system's own.

/** Wall clock, epoch ms. */
export type Clock = { now(): number }

/** The clock of this host. */
export const systemClock: Clock = { now: () => Date.now() }

/** Seconds until `timeMs`, both epoch ms: at least one, as a Retry-After. */
export function secondsUntil(timeMs: number, nowMs: number): number {
  return Math.max(1, Math.ceil((timeMs - nowMs) / 1000))
}
