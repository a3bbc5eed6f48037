// `npm run test:model -- --seconds 60 --seed 1 [--pairs]`: single faults, then random ones as long as asked.
// `--replay <address>` plays one run again and prints its history. Exit code 1 on a violation.
import { parseArgs } from 'node:util'
import { pairs, randomRun, replay, report, shrink, singles } from './explore.ts'
import type { Run } from './run.ts'
import { SCENARIOS } from './scenarios.ts'

const { values } = parseArgs({
  options: {
    seconds: { type: 'string', default: '60' },
    seed: { type: 'string' },
    pairs: { type: 'boolean', default: false },
    replay: { type: 'string' },
    only: { type: 'string' },
    most: { type: 'string', default: '1' },
  },
})

// Neighboring seeds must not share their runs.
const firstOf = (seed: number) => Math.imul(seed, 0x9e3779b1) >>> 1

const say = (text: string) => process.stderr.write(`${text}\n`)

async function campaign(): Promise<boolean> {
  const seed = Number(values.seed ?? Date.now() % 1_000_000_000)
  const begun = performance.now()
  const end = begun + Number(values.seconds) * 1000
  let runs = 0
  let said = begun
  const broken: Run[] = []
  const isOver = () => broken.length >= Number(values.most)
  const take = (one: Run) => {
    runs += 1
    if (one.violations.length > 0) broken.push(one)
    if (performance.now() - said < 5000) return
    said = performance.now()
    say(`${((said - begun) / 1000).toFixed(0)} s: ${runs} runs, last ${one.scenario.name}, ${broken.length} broken`)
  }
  for (const scenario of SCENARIOS.filter(({ name }) => values.only === undefined || name === values.only)) {
    for await (const one of values.pairs ? pairs(scenario) : singles(scenario)) {
      if (isOver()) break
      take(one)
    }
  }
  for (let count = 1; !isOver() && performance.now() < end; count += 1) take(await randomRun(firstOf(seed) + count))
  for (const one of broken) say(report(await shrink(one)))
  say(`${runs} runs in ${((performance.now() - begun) / 1000).toFixed(1)} s, seed ${seed}, ${broken.length} violations`)
  return broken.length === 0
}

async function again(address: string): Promise<boolean> {
  const played = await replay(address)
  say(report(played))
  return played.violations.length === 0
}

process.exitCode = (await (values.replay === undefined ? campaign() : again(values.replay))) ? 0 : 1
