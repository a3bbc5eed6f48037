// Waiting for something that another part of the test's process brings about.
import { setTimeout as sleep } from 'node:timers/promises'

/** Waits until `isTrue`; rejects with `what` was awaited after `limitMs`. */
export async function until(what: string, isTrue: () => boolean, limitMs = 12_000): Promise<void> {
  const giveUpMs = performance.now() + limitMs
  while (!isTrue()) {
    if (performance.now() > giveUpMs) throw new Error(`never: ${what}`)
    await sleep(10)
  }
}
