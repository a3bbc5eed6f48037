// When a worker is killed or stopped: now and then, either at once or in the very moment in which a chosen byte of its
// calls passes, which is where a push is most vulnerable.
import { setTimeout as sleep } from 'node:timers/promises'
import type { FunctionName } from './case-plan.ts'
import type { Range } from './chance.ts'
import { EVERYBODY, type Chronicle } from './chronicle.ts'
import type { Stage } from './stage.ts'
import type { Worker } from './worker.ts'

/** A byte of a worker's calls, as its proxies see it pass. */
export type Moment = `${'acquire' | 'release' | 'write' | 'look'} ${'sent' | 'answered'}`

/** What waits for a moment of one worker. */
export type Ambush = {
  lay(moment: Moment, strike: () => void): void
  /** Called by the proxies. */
  pass(moment: Moment): void
  lift(): void
}

export function createAmbush(): Ambush {
  let laid: { moment: Moment; strike: () => void } | undefined
  return {
    lay: (moment, strike) => {
      laid = { moment, strike }
    },
    pass: (moment) => {
      if (laid?.moment !== moment) return
      const { strike } = laid
      laid = undefined
      strike()
    },
    lift: () => {
      laid = undefined
    },
  }
}

const PAUSE_MS: Range = [5_000, 35_000]
/** How long a strike waits for its moment. */
const MAX_WAIT_MS = 8_000

const KILL_MOMENTS: readonly (Moment | 'at once')[] = [
  'at once',
  'acquire sent',
  'acquire answered',
  'write sent',
  'write answered',
  'look answered',
  'release sent',
  'release answered',
]

/** Above all with the lease in hand and a write still to come. */
const STOP_MOMENTS: readonly (Moment | 'at once')[] = [
  'at once',
  'acquire sent',
  'acquire answered',
  'acquire answered',
  'acquire answered',
  'write answered',
  'write answered',
  'look answered',
  'release sent',
]

/** Seconds. At the HTTP API a lease ends after 34 s, and after 103 s another push may write in place of the stopped. */
const STOPS_S: Record<FunctionName, readonly Range[]> = {
  execute: [
    [0.1, 2],
    [2, 20],
    [34, 60],
    [104, 120],
  ],
  'execute-queued': [
    [0.1, 2],
    [2, 20],
    [20, 60],
  ],
}

export type Harassed = { worker: Worker; ambush: Ambush; untilMs: number }

/** Kills and stops the worker until its time; then wakes it. */
export async function harass({ chance, chronicle, signal }: Stage, harassed: Harassed): Promise<void> {
  const { worker, ambush, untilMs } = harassed
  for (let count = 1; ; count += 1) {
    const label = `${worker.name} strike ${count}`
    await sleep(chance.between(`${label} pause`, PAUSE_MS), undefined, { signal })
    if (Date.now() >= untilMs) return
    const isKill = chance.happens(`${label} kills`, 0.6)
    const moment = chance.pick(`${label} moment`, isKill ? KILL_MOMENTS : STOP_MOMENTS)
    const stopMs = 1000 * chance.between(`${label} stop`, chance.pick(`${label} how long`, STOPS_S[worker.runs]))
    const struck = Promise.withResolvers<undefined>()
    const strike = () => {
      struck.resolve(undefined)
      if (isKill) kill(worker, moment, chronicle)
      else stop(worker, moment, stopMs, chronicle)
    }
    if (moment === 'at once') strike()
    else ambush.lay(moment, strike)
    await Promise.race([struck.promise, sleep(MAX_WAIT_MS, undefined, { signal })])
    ambush.lift()
    if (!worker.isStopped()) continue
    await sleep(Math.max(0, Math.min(stopMs, untilMs - Date.now())), undefined, { signal })
    worker.wake()
    chronicle.note(EVERYBODY, `${worker.name} wakes`)
  }
}

function kill(worker: Worker, moment: string, chronicle: Chronicle): void {
  if (!worker.isUp()) return
  worker.kill()
  chronicle.count('kill', moment)
  chronicle.note(EVERYBODY, `${worker.name} is killed, ${moment}`)
}

function stop(worker: Worker, moment: string, stopMs: number, chronicle: Chronicle): void {
  if (!worker.isUp()) return
  worker.stop()
  chronicle.count('stop', moment)
  chronicle.note(EVERYBODY, `${worker.name} is stopped for ${(stopMs / 1000).toFixed(1)} s, ${moment}`)
}
