// Has the bus reject an outcome now and then, so that a push that is done is delivered once more.
import { setTimeout as sleep } from 'node:timers/promises'
import type { Range } from './chance.ts'
import type { Stage } from './stage.ts'

const PAUSE_MS: Range = [10_000, 40_000]

export async function rejectOutcomes({ chance, chronicle, farSide, schedule, signal }: Stage): Promise<void> {
  for (let count = 1; ; count += 1) {
    await sleep(chance.between(`rejection ${count}`, PAUSE_MS), undefined, { signal })
    if (Date.now() >= schedule.writeTroubleUntilMs) return
    farSide.bus.rejectNext(1)
    chronicle.count('bus', 'outcome rejected')
  }
}
