// A caller: sends a request, waits for the answer or for the gateway's patience to end, and sends the same again as
// the answer says. Every try is a process of its own.
import { PushError } from '../../lib/errors.ts'
import type { CommentResult } from '../../lib/push/push-comment.ts'
import type { PushResult } from '../../lib/push/push-result.ts'
import { liveOf } from './analyst.ts'
import { attempt, senderOf } from './attempt.ts'
import type { Database } from './model-servicenow.ts'
import { pick } from './random.ts'
import type { Caller, Manner } from './scenario.ts'
import type { Sender, Stage } from './stage.ts'
import { note, violate } from './world.ts'

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
  result?: PushResult | CommentResult
  error?: PushError
}

/** What comes back from one try. */
type Answer = PushResult | CommentResult | PushError | 'silence'

/** The id of an incident that there is nowhere. */
const NOWHERE = 'nowhere'

/** Sends until there is a final answer; then calls `ended`. */
export function sendAll(stage: Stage, caller: Caller, ended: (fate: Fate) => void): Fate {
  const { world, serviceNow } = stage
  const { scheduler } = world
  const manner = mannerOf(stage, caller)
  const knows = caller.knows === undefined ? undefined : (incidentOf(stage, caller.knows) ?? NOWHERE)
  const fate: Fate = {
    caller,
    externalId: caller.externalId === undefined ? undefined : incidentOf(stage, caller.externalId),
    manner,
    startedAt: scheduler.now(),
    tries: 1,
    sender: senderOf(stage, caller, knows, 1),
    tried: new Set([serviceNow.database]),
  }
  const end = () => {
    fate.endedAt = scheduler.now()
    if (fate.result !== undefined) stage.answered.set(caller.name, fate.result.id)
    ended(fate)
  }
  const again = (seconds: number) => {
    if (manner === 'quits') end()
    else
      scheduler.at(scheduler.now() + seconds * 1000, () => {
        fate.tries += 1
        fate.sender = senderOf(stage, caller, knows, fate.tries)
        fate.tried.add(stage.serviceNow.database)
        sendOnce(stage, fate, hear)
      })
  }
  const hear = (answer: Answer) => {
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

/** An incident by its id, or the live one of the case, or the one that another caller was answered. */
function incidentOf({ serviceNow, answered, scenario }: Stage, named: string): string | undefined {
  if (named === 'live') return liveOf(serviceNow.database)?.id
  return scenario.callers.some(({ name }) => name === named) ? answered.get(named) : named
}

function mannerOf({ world: { seed } }: Stage, { name, manner }: Caller): Manner {
  if (manner !== undefined) return manner
  return seed === 0
    ? 'patient'
    : pick<Manner>(seed, `manner ${name}`, ['patient', 'patient', 'eager', 'queue', 'quits'])
}

const waitOf = (manner: Manner, told: number) => (manner === 'eager' ? 10 : manner === 'queue' ? 180 : told)

function sendOnce(stage: Stage, fate: Fate, hear: (answer: Answer) => void): void {
  const { world, scenario } = stage
  const { scheduler } = world
  const { name, skew } = fate.sender.process
  const patienceMs = (scenario.deadline ?? 29) * 1000
  let isHeard = false
  const once = (answer: Answer) => {
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
  scheduler.at(scheduler.now() + patienceMs + 1000, () => {
    once('silence')
  })
  note(world, name, `begins, clock ${skew} ms`)
  void attempt(stage, fate, patienceMs).then(once, (error: unknown) => {
    if (!(error instanceof PushError)) violate(world, `an error that is none of ours: ${String(error)}`)
    else once(error)
  })
}
