// The wall clock, as an argument: tests move it, and the core never reads the system's clock.

export type Clock = {
  /** Wall clock, epoch ms. */
  now(): number
}

/** A clock by which one can also wait. */
export type WaitingClock = Clock & {
  /** Resolves after this many milliseconds. */
  sleep(ms: number): Promise<unknown>
}

/** Resolves after this many milliseconds. Loading `node:timers/promises` would cost 3 ms of every cold start. */
export const sleep = (ms: number): Promise<void> => new Promise((resolve) => void setTimeout(resolve, ms))

/** The clock of this host. */
export const systemClock: WaitingClock = { now: () => Date.now(), sleep }

/** Seconds from now until a time, both in epoch ms; at least one, as a Retry-After needs. */
export function secondsUntil(timeMs: number, nowMs: number): number {
  return Math.max(1, Math.ceil((timeMs - nowMs) / 1000))
}
