// Chance with an address: every draw is a function of the seed and a label, so that leaving out one fault moves
// nothing else. Seed 0 draws the middle of everything: the plain run.

/** A number from 0 (inclusive) to 1 (exclusive). */
export function draw(seed: number, label: string): number {
  if (seed === 0) return 0.5
  let hash = 0x811c9dc5 ^ seed
  for (let at = 0; at < label.length; at += 1) hash = Math.imul(hash ^ label.charCodeAt(at), 0x01000193)
  hash = Math.imul(hash ^ (hash >>> 15), 0x85ebca6b)
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35)
  return ((hash ^ (hash >>> 16)) >>> 0) / 2 ** 32
}

export function pick<T>(seed: number, label: string, choices: readonly T[]): T {
  const chosen = choices[Math.floor(draw(seed, label) * choices.length)]
  if (chosen === undefined) throw new RangeError(`nothing to pick for ${label}`)
  return chosen
}
