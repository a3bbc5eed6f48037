// `npm run test:model -- --seconds 60 --seed 1 [--pairs]`: single faults, then random ones as long as asked.
// `--replay <address>` plays one run again and prints its history. Exit code 1 on a violation.
import { runCommand, wholeNumber } from '../../scripts/command-line.ts'
import { DRAWN } from './drawn-scenario.ts'
import { pairs, randomRun, replay, report, shrink, singles } from './explore.ts'
import type { Run } from './run.ts'
import { SCENARIOS } from './scenarios.ts'

const USAGE = `Usage: npm run test:model -- [--seconds N] [--seed S] [--pairs] [--only SCENARIO] [--most N]
       npm run test:model -- --replay ADDRESS

Runs the core against a ServiceNow and a ledger in memory, in virtual time: every single fault of every scenario,
then up to seven faults at random as long as there is time. Each violation is shrunk to the fewest faults and
printed as a history. Exit code 1 on a violation.

  --seconds N       how long it goes on, single faults included (default: 60)
  --seed S          of the random faults; by default from the clock
  --pairs           every pair of faults instead of every single one
  --only SCENARIO   the faults of this scenario alone, before the random ones
  --most N          how many violations end the campaign (default: 1)
  --replay ADDRESS  plays the run of a violation again, by the first line of its history
  --help            show this text

Example: npm run test:model -- --seconds 600 --seed 1`

type Options = { seconds: number; seed: number; pairs: boolean; only: string | undefined; most: number }

// Neighboring seeds must not share their runs.
const firstOf = (seed: number) => Math.imul(seed, 0x9e3779b1) >>> 1

const say = (text: string) => process.stderr.write(`${text}\n`)

/** @returns the exit code */
async function campaign({ seconds, seed, pairs: arePairs, only, most }: Options): Promise<number> {
  const begun = performance.now()
  const end = begun + seconds * 1000
  let runs = 0
  let said = begun
  const broken: Run[] = []
  const isOver = () => broken.length >= most
  const take = (one: Run) => {
    runs += 1
    if (one.violations.length > 0) broken.push(one)
    if (performance.now() - said < 5000) return
    said = performance.now()
    say(`${((said - begun) / 1000).toFixed(0)} s: ${runs} runs, last ${one.scenario.name}, ${broken.length} broken`)
  }
  for (const scenario of SCENARIOS.filter(({ name }) => only === undefined || name === only)) {
    for await (const one of arePairs ? pairs(scenario) : singles(scenario)) {
      if (isOver()) break
      take(one)
    }
  }
  for (let count = 1; !isOver() && performance.now() < end; count += 1) take(await randomRun(firstOf(seed) + count))
  for (const one of broken) say(report(await shrink(one)))
  say(`${runs} runs in ${((performance.now() - begun) / 1000).toFixed(1)} s, seed ${seed}, ${broken.length} violations`)
  return broken.length === 0 ? 0 : 1
}

async function again(address: string): Promise<number> {
  const played = await replay(address)
  say(report(played))
  return played.violations.length === 0 ? 0 : 1
}

function expectScenario(option: string, given: string): void {
  if (!SCENARIOS.some(({ name }) => name === given))
    throw new RangeError(`${option} names no scenario: ${given}. The names are in test/model/scenarios.ts`)
}

process.exitCode = await runCommand({
  script: 'test:model',
  usage: USAGE,
  options: {
    seconds: { type: 'string', default: '60' },
    seed: { type: 'string' },
    pairs: { type: 'boolean', default: false },
    only: { type: 'string' },
    most: { type: 'string', default: '1' },
    replay: { type: 'string' },
  },
  prepare: (values) => {
    const { replay: address, only } = values
    if (address !== undefined) {
      const [name = ''] = address.split('/')
      if (name !== DRAWN) expectScenario('--replay', name)
      return () => again(address)
    }
    if (only !== undefined) expectScenario('--only', only)
    const options = {
      seconds: wholeNumber('--seconds', values.seconds, 0),
      seed: values.seed === undefined ? Date.now() % 1_000_000_000 : wholeNumber('--seed', values.seed, 0),
      pairs: values.pairs,
      only,
      most: wholeNumber('--most', values.most),
    }
    return () => campaign(options)
  },
})
