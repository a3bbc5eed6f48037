// A caller: sends a request, waits for the answer or for the gateway's patience to end, and sends the same again as
// the answer says. Every try is a process of its own, with a clock of its own.
import { PushError } from '../../lib/errors.ts'
import type { PushResult } from '../../lib/push/push-result.ts'
import { pushCase } from '../../lib/push/push-case.ts'
import { newHealth, type Health } from '../../lib/push/health.ts'
import { liveOf } from './analyst.ts'
import { incidentsOf } from './border.ts'
import { ledgerOf } from './model-ledger.ts'
import { JOURNAL } from './model-servicenow.ts'
import { draw, pick } from './random.ts'
import { CASE, casePushOf, connectorOf } from './request.ts'
import type { Caller, Manner } from './scenarios.ts'
import { createProcess } from './scheduler.ts'
import type { Stage } from './stage.ts'
import { note, violate } from './world.ts'

/** Hosts' clocks are at most 4 s apart. */
const SKEWS = [-2000, 0, 2000]

/** How a caller fared. Times true, epoch ms. */
export type Fate = {
  caller: Caller
  externalId: string | undefined
  manner: Manner
  startedAt: number
  endedAt?: number
  tries: number
  result?: PushResult
  error?: PushError
}

/** Sends until there is a final answer; then calls `ended`. */
export function sendAll(stage: Stage, caller: Caller, ended: (fate: Fate) => void): Fate {
  const { world, serviceNow } = stage
  const { scheduler } = world
  const externalId = caller.externalId === 'live' ? liveOf(serviceNow)?.id : caller.externalId
  const manner =
    caller.manner ??
    (world.seed === 0
      ? 'patient'
      : pick<Manner>(world.seed, `manner ${caller.name}`, ['patient', 'patient', 'eager', 'queue', 'quits']))
  const fate: Fate = { caller, externalId, manner, startedAt: scheduler.now(), tries: 0 }
  const end = () => {
    fate.endedAt = scheduler.now()
    ended(fate)
  }
  const again = (seconds: number) => {
    if (manner === 'quits') end()
    else
      scheduler.at(scheduler.now() + seconds * 1000, () => {
        sendOnce(stage, fate, hear)
      })
  }
  const hear = (answer: PushResult | PushError | 'silence') => {
    if (answer === 'silence') again(waitOf(manner, 1))
    else if (answer instanceof PushError) {
      fate.error = answer
      if (answer.retryable) again(waitOf(manner, answer.retryAfterS ?? 1))
      else end()
    } else {
      fate.result = answer
      end()
    }
  }
  sendOnce(stage, fate, hear)
  return fate
}

const waitOf = (manner: Manner, told: number) => (manner === 'eager' ? 10 : manner === 'queue' ? 180 : told)

function sendOnce(
  { world, scenario, serviceNow, ledger }: Stage,
  fate: Fate,
  hear: (answer: PushResult | PushError | 'silence') => void,
): void {
  const { scheduler, seed } = world
  fate.tries += 1
  const name = `${fate.caller.name}/${fate.tries}`
  const process = createProcess(scheduler, name, skewOf(seed, name, fate.tries))
  const patience = (scenario.deadline ?? 29) * 1000
  let isHeard = false
  const once = (answer: PushResult | PushError | 'silence') => {
    if (isHeard) return
    isHeard = true
    note(
      world,
      name,
      answer === 'silence'
        ? 'no answer'
        : answer instanceof PushError
          ? `answers ${answer.code}, ${answer.effect}, retry after ${answer.retryAfterS ?? 'nothing'}`
          : `answers ${JSON.stringify(answer)}`,
    )
    hear(answer)
  }
  scheduler.at(scheduler.now() + patience + 1000, () => {
    once('silence')
  })
  note(world, name, `begins, clock ${process.skew} ms`)
  void pushCase({
    casePush: casePushOf(fate.caller, fate.externalId, scenario),
    connector: connectorOf(scenario),
    incidents: incidentsOf(world, serviceNow, process),
    ledger: ledgerOf(world, ledger, process),
    health: healthOf(seed, name),
    clock: process.clock,
    settleMs: 75_000,
    deadlineMs: process.clock.now() + patience,
    requestKey: CASE,
  }).then(once, (error: unknown) => {
    if (!(error instanceof PushError)) violate(world, `an error that is none of ours: ${String(error)}`)
    else once(error)
  })
}

// Half of the processes have seen the journal keep a comment; the others read their first one back.
function healthOf(seed: number, name: string): Health {
  const health = newHealth()
  if (draw(seed, `warm ${name}`) <= 0.5) health.journalSeenAtMs.set(JOURNAL, Infinity)
  return health
}

// The plain run alternates, so that every takeover is by the clock that is ahead.
function skewOf(seed: number, name: string, tries: number): number {
  if (seed !== 0) return pick(seed, `skew ${name}`, SKEWS)
  return (Number(name.slice(1, 2)) + tries) % 2 === 0 ? -2000 : 2000
}
