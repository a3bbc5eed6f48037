// The model test of "never twice, never lost": the core itself, in virtual time, against a ServiceNow and a ledger in
// memory whose every call may fail in every way. Longer: npm run test:model.
import { describe, expect, test } from '@jest/globals'
import { addressOf, randomRun, report, shrink, singles } from './explore.ts'
import type { Run } from './run.ts'
import { SCENARIOS } from './scenarios.ts'

Error.stackTraceLimit = 0 // the runs throw thousands of errors

const RANDOM_RUNS = Number(process.env['MODEL_RUNS'] ?? 2000)
const SEED = Number(process.env['MODEL_SEED'] ?? Date.now() % 1_000_000_000)

async function expectUnbroken(run: Run): Promise<void> {
  if (run.violations.length > 0) throw new Error(report(await shrink(run)))
}

describe('every single fault', () => {
  test.each(SCENARIOS.map((scenario) => [scenario.name, scenario] as const))(
    'is survived: %s',
    async (_name, scenario) => {
      let runs = 0
      for await (const run of singles(scenario)) {
        await expectUnbroken(run)
        runs += 1
      }
      expect(runs).toBeGreaterThan(60)
    },
  )
})

test(`up to seven faults at once are survived (MODEL_SEED=${SEED})`, async () => {
  const addresses = new Set<string>()
  for (let count = 0; count < RANDOM_RUNS; count += 1) {
    const run = await randomRun(SEED + count)
    await expectUnbroken(run)
    addresses.add(addressOf(run))
  }
  expect(addresses.size).toBe(RANDOM_RUNS)
})
