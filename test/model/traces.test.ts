// The histories that broke earlier wordings of the protocol (docs/decisions/0002-ledger.md), each with its faults
// where they were. 1 to 27 broke the design before it was built; those from 28 on were found by this model.
import { describe, expect, test } from '@jest/globals'
import { report } from './explore.ts'
import { run, scripted, type Run } from './run.ts'
import type { Caller, Scenario } from './scenario.ts'
import type { Trace } from './trace.ts'
import { TRACES_1_TO_18 } from './traces-1-to-18.ts'
import { TRACES_19_TO_27 } from './traces-19-to-27.ts'
import { TRACES_28_ON } from './traces-28-on.ts'
import { TRACES_43_ON } from './traces-43-on.ts'
import { TRACES_63_ON } from './traces-63-on.ts'
import { TRACES_80_ON } from './traces-80-on.ts'

const TRACES = [
  ...TRACES_1_TO_18,
  ...TRACES_19_TO_27,
  ...TRACES_28_ON,
  ...TRACES_43_ON,
  ...TRACES_63_ON,
  ...TRACES_80_ON,
]

async function play({ scenario, script }: Trace): Promise<Run> {
  const played = await run(scenario, 0, scripted(script))
  if (played.violations.length > 0) throw new Error(report(played))
  return played
}

describe('a history that broke a weaker protocol stays harmless', () => {
  test.each(TRACES.map((trace) => [`${trace.name} (${trace.number})`, trace] as const))('%s', async (_name, trace) => {
    const played = await play(trace)
    const met = played.steps.filter(({ fault }) => fault !== '').map(({ place }) => place)
    expect(met.sort()).toEqual(Object.keys(trace.script).sort())
    expect(played.fates.filter(({ result }) => result === undefined).map(({ caller }) => caller.name)).toEqual(
      trace.unanswered ?? [],
    )
    for (const [name, id] of Object.entries(trace.incidents ?? {})) {
      expect(played.fates.find(({ caller }) => caller.name === name)?.result?.id).toBe(id)
    }
    for (const [name, most] of Object.entries(trace.within ?? {})) {
      const fate = played.fates.find(({ caller }) => caller.name === name)
      expect(((fate?.endedAt ?? Infinity) - (fate?.startedAt ?? 0)) / 1000).toBeLessThanOrEqual(most)
    }
  })
})

describe('a push without faults', () => {
  const comments = ['one', 'two', 'three', 'four'].map((text, at) => [`c${at}`, text] as const)
  const pushing = (count: number): Caller => ({
    name: 'P1',
    at: 0,
    title: 'one',
    version: 1,
    comments: comments.slice(0, count),
  })
  const calls = async (scenario: Scenario) =>
    (await run(scenario, 0, scripted({}))).steps.map(({ operation }) => operation)

  test.each([
    [0, 1],
    [1, 1],
    [2, 2],
    [4, 4],
  ])('with %i comments costs %i calls of ServiceNow, two of the ledger and a claim', async (count, most) => {
    const made = await calls({ name: 'alone', callers: [pushing(count)] })
    expect(made).toEqual(['acquire', 'create', 'claim', ...Array<string>(most - 1).fill('update'), 'release'])
  })

  // A read in between might meet a replica that does not show the new incident yet, and make another.
  test('costs no look after a create of before that was rejected', async () => {
    const first = { ...pushing(0), description: 'long' }
    const second = { ...pushing(0), description: '', name: 'P2', after: 'P1', at: 1 }
    const { steps } = await run({ name: 'rejected', callers: [first, second] }, 0, (place) =>
      place === 'P1.create#1' ? 'denied-undone' : '',
    )
    expect(steps.slice(-4).map(({ operation }) => operation)).toEqual(['acquire', 'create', 'claim', 'release'])
  })

  test('costs no call of ServiceNow when it is repeated', async () => {
    const made = await calls({
      name: 'again',
      callers: [pushing(2), { ...pushing(2), name: 'P2', after: 'P1', at: 1 }],
    })
    expect(made.slice(-2)).toEqual(['acquire', 'release'])
    expect(made).toHaveLength(7)
  })
})
