// How the time of a push is divided: what is left for its writes, its looks and its release.
import type { Clock } from '../clock.ts'
import type { Push } from './known.ts'
import type { Budget } from './ports.ts'

/** How long a push that a caller waits for may wait while another holds its case, ms. */
export const PATIENCE_MS = 10_000

/** When a push must be over so that its release still fits in what a Lambda has left; epoch ms. */
export function deadlineOf(remainingMs: number, clock: Clock): number {
  return clock.now() + remainingMs - 1_000
}

/** A write does not begin with less than 5 s left, takes 20 s at most, and leaves 4 s for a look and the release. */
export function writeBudget({ deadlineMs }: Push): Budget {
  return { startByMs: deadlineMs - 5_000, untilMs: deadlineMs - 4_000, limitMs: 20_000 }
}

/** A look takes all the time there is, and leaves 1 s for the release: on a slow instance a shorter one never ends. */
export function lookBudget({ deadlineMs }: Push): Budget {
  return { startByMs: deadlineMs - 1_500, untilMs: deadlineMs - 1_000, limitMs: Infinity }
}
