// The wall clock, as an argument: tests move it, and the core never reads the system's clock.

import { setTimeout as sleep } from 'node:timers/promises'

export type Clock = {
  /** Wall clock, epoch ms. */
  now(): number
}

/** A clock by which one can also wait. */
export type WaitingClock = Clock & {
  /** Resolves after this many milliseconds. */
  sleep(ms: number): Promise<unknown>
}

/** The clock of this host. */
export const systemClock: WaitingClock = { now: () => Date.now(), sleep: (ms) => sleep(ms) }

/** Seconds from now until a time, both in epoch ms; at least one, as a Retry-After needs. */
export function secondsUntil(timeMs: number, nowMs: number): number {
  return Math.max(1, Math.ceil((timeMs - nowMs) / 1000))
}
