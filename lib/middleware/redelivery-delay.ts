// How long a request that was put off waits for its next delivery: as long as the error asks for, and longer with every
// delivery, so that a short outage costs little and a long one few deliveries.

/** The wait after the first delivery, s. */
const MIN_DELAY_S = 5
/** The longest wait, s, whatever an error asks for. */
export const MAX_DELAY_S = 900
/** Waits add up to three times the last one: after an outage a request waits for about a third of its length. */
const GROWTH = 4 / 3
/** Requests that were put off together come back spread over a quarter of their wait, the longest one too. */
const SPREAD = 1 / 4
const MAX_UNSPREAD_S = MAX_DELAY_S / (1 + SPREAD)

/**
 * Whole seconds until the next delivery, 5 to 900: never fewer than `retryAfterS`, unless that is more than 900.
 * @param retryAfterS what the error asks for, s
 * @param receives how often the queue has delivered the request, this time included
 * @param random a number from 0 to 1
 */
export function redeliveryDelayS(retryAfterS: number | undefined, receives: number, random: number): number {
  const askedS = retryAfterS ?? 0
  const grownS = MIN_DELAY_S * GROWTH ** (receives - 1)
  const spreadS = Math.min(Math.max(grownS, askedS), MAX_UNSPREAD_S) * (1 + SPREAD * random)
  return Math.ceil(askedS > MAX_DELAY_S ? spreadS : Math.max(spreadS, askedS))
}
