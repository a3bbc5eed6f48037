// Which runs are made: every single fault of every scenario, pairs, and up to seven at random from a seed. What broke
// is made small and printed so that it can be played again.
import { DRAWN, drawnScenario } from './drawn-scenario.ts'
import { faultsOf, type Operation } from './faults.ts'
import { draw, pick } from './random.ts'
import { run, scripted, type Run } from './run.ts'
import type { Scenario } from './scenario.ts'
import { SCENARIOS } from './scenarios.ts'
import { told, type Mischief, type Script } from './world.ts'

export const MAX_FAULTS = 7

/** Scripts of one fault more than `script`: at every operation that took place after its last fault. */
export function oneMore({ steps }: Run, script: Script): Script[] {
  const last = steps.findLastIndex(({ fault }) => fault !== '')
  return steps
    .slice(last + 1)
    .flatMap(({ place, operation }) => faultsOf(operation).map((fault) => ({ ...script, [place]: fault })))
}

/** Every single fault of a scenario, one run after the other. */
export async function* singles(scenario: Scenario, seed = 0): AsyncGenerator<Run> {
  const plain = await run(scenario, seed, scripted({}))
  yield plain
  for (const script of oneMore(plain, {})) yield await run(scenario, seed, scripted(script))
}

/** Every pair of faults: thousands per scenario. */
export async function* pairs(scenario: Scenario, seed = 0): AsyncGenerator<Run> {
  for await (const single of singles(scenario, seed)) {
    for (const script of oneMore(single, scriptOf(single))) yield await run(scenario, seed, scripted(script))
  }
}

/** Up to seven faults, drawn from the seed: as likely at each operation. */
function drawn(seed: number): Mischief {
  const likely = pick(seed, 'likely', [0.1, 0.2, 0.4])
  let left = 1 + Math.floor(draw(seed, 'how many') * MAX_FAULTS)
  return (place: string, operation: Operation) => {
    if (left === 0 || draw(seed, `whether ${place}`) >= likely) return ''
    left -= 1
    return pick(seed, `which ${place}`, faultsOf(operation))
  }
}

/** The run of a seed: the scenario too is chosen by it, or made up. */
export function randomRun(seed: number): Promise<Run> {
  return run(draw(seed, 'made up') < 0.5 ? drawnScenario(seed) : pick(seed, 'scenario', SCENARIOS), seed, drawn(seed))
}

export function scriptOf({ steps }: Run): Script {
  return Object.fromEntries(steps.filter(({ fault }) => fault !== '').map(({ place, fault }) => [place, fault]))
}

/** The same violation with as few faults as can be. */
export async function shrink(broken: Run): Promise<Run> {
  for (const [place] of Object.entries(scriptOf(broken))) {
    const { [place]: _, ...rest } = scriptOf(broken)
    const smaller = await run(broken.scenario, broken.seed, scripted(rest))
    if (smaller.violations.length > 0) return shrink(smaller)
  }
  return broken
}

const printed = (script: Script) =>
  Object.entries(script)
    .map(([place, fault]) => `${place}=${fault}`)
    .join(',')

/** What `--replay` takes: scenario, seed and script. */
export function addressOf(played: Run): string {
  return [played.scenario.name, played.seed, printed(scriptOf(played))].join('/')
}

export function replay(address: string): Promise<Run> {
  const [name, seed = '0', script = ''] = address.split('/')
  const scenario = name === DRAWN ? drawnScenario(Number(seed)) : SCENARIOS.find((candidate) => candidate.name === name)
  if (scenario === undefined) throw new RangeError(`no scenario ${name ?? ''}`)
  const faults = script
    .split(',')
    .filter((entry) => entry !== '')
    .map((entry) => entry.split('=') as [string, string])
  return run(scenario, Number(seed), scripted(Object.fromEntries(faults)))
}

export function report(broken: Run): string {
  return [
    addressOf(broken),
    ...broken.violations.map((violation) => `  broken: ${violation}`),
    ...told(broken.history),
  ].join('\n')
}
