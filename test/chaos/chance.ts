// Chance of a campaign: every draw is a function of the seed and a label (test/model/random.ts), so the plans of the
// cases and of the workers follow from the seed. Real time does not: which request meets a fault depends on when it
// arrives, so a seed repeats the plans, but not exactly the run.
import { draw, pick } from '../model/random.ts'

export type Range = readonly [least: number, most: number]

export type Chance = {
  happens(label: string, probability: number): boolean
  pick<T>(label: string, choices: readonly T[]): T
  /** A number between these two. */
  between(label: string, range: Range): number
}

export function chanceOf(seed: number): Chance {
  return {
    happens: (label, probability) => draw(seed, label) < probability,
    pick: (label, choices) => pick(seed, label, choices),
    between: (label, [least, most]) => least + draw(seed, label) * (most - least),
  }
}
