// A caller: sends a request, waits for the answer or for the gateway's patience to end, and sends the same again as
// the answer says. Every try is a process of its own, with a clock of its own.
import { PushError } from '../../lib/errors.ts'
import type { PushResult } from '../../lib/push/push-result.ts'
import { PATIENCE_MS } from '../../lib/push/budgets.ts'
import { pushCase } from '../../lib/push/push-case.ts'
import { liveOf } from './analyst.ts'
import { incidentsOf } from './border.ts'
import { hostOf } from './hosts.ts'
import { ledgerOf } from './model-ledger.ts'
import type { Database } from './model-servicenow.ts'
import { pick } from './random.ts'
import { CASE, casePushOf, connectorOf, keyOf } from './request.ts'
import type { Caller, Manner } from './scenario.ts'
import { createProcess } from './scheduler.ts'
import type { Sender, Stage } from './stage.ts'
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
  /** Its latest try. */
  sender: Sender
  /** Where it was tried. */
  tried: Set<Database>
  result?: PushResult
  error?: PushError
}

/** Sends until there is a final answer; then calls `ended`. */
export function sendAll(stage: Stage, caller: Caller, ended: (fate: Fate) => void): Fate {
  const { world, serviceNow } = stage
  const { scheduler } = world
  const externalId = caller.externalId === 'live' ? liveOf(serviceNow.database)?.id : caller.externalId
  const manner =
    caller.manner ??
    (world.seed === 0
      ? 'patient'
      : pick<Manner>(world.seed, `manner ${caller.name}`, ['patient', 'patient', 'eager', 'queue', 'quits']))
  const sender = senderOf(stage, caller, 1)
  const fate: Fate = {
    caller,
    externalId,
    manner,
    startedAt: scheduler.now(),
    tries: 1,
    sender,
    tried: new Set([serviceNow.database]),
  }
  const end = () => {
    fate.endedAt = scheduler.now()
    ended(fate)
  }
  const again = (seconds: number) => {
    if (manner === 'quits') end()
    else
      scheduler.at(scheduler.now() + seconds * 1000, () => {
        fate.tries += 1
        fate.sender = senderOf(stage, caller, fate.tries)
        fate.tried.add(stage.serviceNow.database)
        sendOnce(stage, fate, hear)
      })
  }
  const hear = (answer: PushResult | PushError | 'silence') => {
    if (answer === 'silence') again(waitOf(manner, 1))
    else if (answer instanceof PushError) {
      fate.error = answer
      if (answer.retryable) again(waitOf(manner, answer.retryAfterS ?? (answer.code === 'misconfigured' ? 60 : 1)))
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

/** The n-th try of a caller: a process with a clock of its own, and what its connector names now. */
function senderOf(stage: Stage, caller: Caller, tries: number): Sender {
  const { world, serviceNow } = stage
  const name = `${caller.name}/${tries}`
  const process = createProcess(world.scheduler, name, skewOf(world.seed, name, tries))
  const connector = connectorOf(stage, caller)
  const host = hostOf(stage, connector.id, process)
  return {
    process,
    host,
    connector,
    key: keyOf(caller),
    serviceNow,
    hasWritten: false,
    sent: [],
    isUnclear: false,
    hasLostCorrelation: false,
  }
}

function sendOnce(stage: Stage, fate: Fate, hear: (answer: PushResult | PushError | 'silence') => void): void {
  const { world, scenario } = stage
  const { scheduler } = world
  const { process, host, connector } = fate.sender
  const { name } = process
  const patience = (scenario.deadline ?? 29) * 1000
  let isHeard = false
  const once = (answer: PushResult | PushError | 'silence') => {
    if (isHeard) return
    isHeard = true
    note(world, name, () =>
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
    connector,
    incidents: incidentsOf(stage, fate.sender),
    ledger: ledgerOf(stage, fate.sender),
    health: host.health,
    clock: process.clock,
    settleMs: 75_000,
    waitMs: fate.manner === 'queue' ? 0 : PATIENCE_MS,
    deadlineMs: process.clock.now() + patience,
    requestKey: CASE,
  }).then(once, (error: unknown) => {
    if (!(error instanceof PushError)) violate(world, `an error that is none of ours: ${String(error)}`)
    else once(error)
  })
}

// The plain run alternates, so that every takeover is by the clock that is ahead.
function skewOf(seed: number, name: string, tries: number): number {
  if (seed !== 0) return pick(seed, `skew ${name}`, SKEWS)
  return (Number(name.slice(1, 2)) + tries) % 2 === 0 ? -2000 : 2000
}
