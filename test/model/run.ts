// One run: a scenario, a seed and a script of faults, played from the first request to the last answer.
import { sendAll, type Fate } from './caller.ts'
import { checkEnd } from './oracle.ts'
import { checkAnswer } from './oracle-answers.ts'
import { newStore } from './model-ledger.ts'
import { JOURNAL, createDatabase } from './model-servicenow.ts'
import { draw } from './random.ts'
import type { Scenario, When } from './scenario.ts'
import { createScheduler } from './scheduler.ts'
import type { Stage } from './stage.ts'
import { note, violate, type Mischief, type Script, type Step, type World } from './world.ts'

const START = Date.UTC(2026, 0, 5)

export type Run = {
  scenario: Scenario
  seed: number
  steps: readonly Step[]
  history: World['history']
  violations: readonly string[]
  fates: readonly Fate[]
  stage: Stage
}

/** Faults as the script says and nowhere else. */
export const scripted =
  (script: Script): Mischief =>
  (place) =>
    script[place] ?? ''

/** @param seed of times, delays, clocks and manners; 0 is the plain run */
export async function run(scenario: Scenario, seed: number, mischief: Mischief): Promise<Run> {
  const world: World = {
    scheduler: createScheduler(START),
    seed,
    steps: [],
    history: [],
    violations: [],
    mischief,
    counts: {},
    drops: [],
    start: START,
  }
  const skew = Math.round((draw(seed, 'ServiceNow') - 0.5) * 1_200_000)
  const serviceNow = { origin: 'https://model.service-now.com', database: createDatabase('sys', skew) }
  const stage: Stage = {
    world,
    scenario,
    ledger: newStore(),
    serviceNow,
    visited: [serviceNow],
    journalColumn: JOURNAL,
    hosts: new Map(),
    answered: new Map(),
    turns: new Map(),
  }
  const fates: Fate[] = []
  const finished = new Set<string>()
  const waiting: { name: string; when: When; begin: () => void }[] = []
  const after = (name: string) => {
    finished.add(name)
    for (const next of waiting.filter(({ when }) => when.after === name)) schedule(next)
  }
  const schedule = ({ name, when, begin }: (typeof waiting)[number]) => {
    const factor = seed === 0 ? 1 : [0.1, 1, 1, 3][Math.floor(draw(seed, `when ${name}`) * 4)]
    world.scheduler.at(world.scheduler.now() + when.at * 1000 * (factor ?? 1), begin)
  }
  scenario.before?.(stage)
  for (const caller of scenario.callers) {
    const begin = () => {
      fates.push(
        sendAll(stage, caller, (fate) => {
          checkAnswer(stage, fate)
          after(caller.name)
        }),
      )
    }
    waiting.push({ name: caller.name, when: caller, begin })
  }
  for (const event of scenario.events ?? []) {
    const begin = () => {
      event.does(stage)
      after(event.name)
    }
    waiting.push({ name: event.name, when: event, begin })
  }
  for (const first of waiting.filter(({ when }) => when.after === undefined)) schedule(first)
  // What follows a violation proves nothing more.
  await world.scheduler.runUntil(START + 3 * 3_600_000, () => world.violations.length > 0)
  note(world, '', 'over')
  if (world.violations.length === 0) {
    checkEnd(stage, fates)
    checkPatience(world, fates)
  }
  return { scenario, seed, steps: world.steps, history: world.history, violations: world.violations, fates, stage }
}

/** No caller waits longer than the faults that it met explain. */
function checkPatience(world: World, fates: readonly Fate[]): void {
  const faults = world.steps.filter(({ fault }) => fault !== '').length
  for (const { caller, startedAt, endedAt } of fates) {
    if (endedAt !== undefined && endedAt - startedAt > (10 + 7 * faults) * 60_000)
      violate(world, `stuck: ${caller.name} took ${(endedAt - startedAt) / 1000} s`)
  }
}
