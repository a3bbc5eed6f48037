// The border to ServiceNow as lib/servicenow keeps it: budgets checked in the tick of the send, limits on the
// caller's side, every answer sorted once. The faults of a call are laid over it.
import { PushError, type PushErrorCode, type PushErrorOptions } from '../../lib/errors.ts'
import type { Budget, Incidents } from '../../lib/push/ports.ts'
import { AT_ONCE, type Answer, type CallFault, type Operation } from './faults.ts'
import { commit, correlated, entriesOf, headOf, liveIncident, rowOf, type ServiceNow } from './model-servicenow.ts'
import { draw } from './random.ts'
import { within, type Process } from './scheduler.ts'
import { meetCall, secondsOf, type World } from './world.ts'

/** Code and effect of every answer but the good one (docs/never-twice.md). */
const SORTED: Record<Exclude<Answer, 'done' | 'none'>, [PushErrorCode, PushErrorOptions]> = {
  refused: ['servicenow_unavailable', { effect: 'none', reason: 'network' }],
  limited: ['servicenow_rate_limited', { effect: 'none', retryAfterS: 5 }],
  html: ['servicenow_unavailable', { effect: 'none', reason: 'not_json' }],
  unauthorized: ['servicenow_unauthorized', { effect: 'none', retryAfterS: 30 }],
  rejected: ['servicenow_rejected', { effect: 'none' }],
  forbidden: ['servicenow_unauthorized', { effect: 'ended' }],
  denied: ['servicenow_rejected', { effect: 'ended' }],
  error: ['servicenow_unavailable', { effect: 'ended' }],
  broken: ['servicenow_unavailable', { effect: 'ended', reason: 'not_json' }],
  reset: ['servicenow_unavailable', { effect: 'open', reason: 'network' }],
  unreadable: ['misconfigured', { reason: 'journal_unreadable' }],
}

/** ServiceNow as one process sees it. */
export function incidentsOf(world: World, serviceNow: ServiceNow, process: Process): Incidents {
  // As ServiceNow's `Date` tells.
  const ahead = serviceNow.skew - process.skew
  const gone = () => new PushError('incident_not_found')
  const write = (id: string | undefined, columns: Record<string, string>, budget: Budget) =>
    call(world, serviceNow, process, id === undefined ? 'create' : 'update', budget, (journalDelay) => {
      const incident = commit(world, serviceNow, id, columns, journalDelay)
      return incident === undefined ? gone() : rowOf(incident, Object.keys(columns))
    })
  return {
    create: (columns, budget) => write(undefined, columns, budget),
    update: write,
    read: (id, names, budget) =>
      call(world, serviceNow, process, 'read', budget, () => {
        const incident = liveIncident(serviceNow, id)
        return incident && rowOf(incident, names)
      }),
    findByCorrelationId: (correlationId, since, budget) =>
      call(world, serviceNow, process, 'find', budget, () =>
        correlated(serviceNow, correlationId, since + ahead).map(headOf),
      ),
    journal: (id, { sinceMs = -Infinity }, budget) =>
      call(world, serviceNow, process, 'journal', budget, () => {
        const incident = liveIncident(serviceNow, id)
        return incident === undefined ? [] : entriesOf(incident, sinceMs + ahead)
      }),
  }
}

type Happening<T> = (journalDelay: number) => T | PushError

function call<T>(
  world: World,
  serviceNow: ServiceNow,
  process: Process,
  operation: Operation,
  budget: Budget,
  happen: Happening<T>,
): Promise<T> {
  const { scheduler, seed } = world
  const { fault, place, late, frozen } = meetCall(world, process, operation)
  const connected = scheduler.now() + Math.round(10 + draw(seed, `connect ${place}`) * 80)
  if (fault.freezes === 'before') process.frozenUntil = scheduler.now() + frozen * 1000
  return new Promise((resolve, reject) => {
    within(scheduler, process, connected, () => {
      const sentAtMs = process.clock.now()
      if (sentAtMs > budget.startByMs) {
        reject(new PushError('push_incomplete', { effect: 'none', reason: 'out_of_time', retryAfterS: 1 }))
        return
      }
      if (fault.dies === 'before') process.isDead = true
      if (process.isDead) return
      serviceNow.calls += 1
      const heard = reach({
        world,
        fault,
        late,
        sentAtMs,
        happen,
        isWrite: operation === 'create' || operation === 'update',
      })
      if (fault.dies === 'after') process.isDead = true
      if (fault.freezes === 'after') process.frozenUntil = scheduler.now() + frozen * 1000
      const ends = Math.min(budget.untilMs - sentAtMs, budget.limitMs)
      const answers = fault.answer === 'none' ? Infinity : fault.answers * 1000
      within(scheduler, process, scheduler.now() + Math.min(ends, answers), () => {
        const answer = answers > ends ? errorOf('reset', sentAtMs) : heard()
        if (answer instanceof PushError) reject(answer)
        else resolve(answer)
      })
    })
  })
}

type Reach<T> = {
  world: World
  fault: CallFault
  late: number
  sentAtMs: number
  happen: Happening<T>
  isWrite: boolean
}

/** The far side's part: what happens there, now or later. Returns what the caller will have heard. */
function reach<T>({ world: { scheduler }, fault, late, sentAtMs, happen, isWrite }: Reach<T>): () => T | PushError {
  let answer: T | PushError = errorOf(
    fault.answer === 'done' || fault.answer === 'none' ? 'reset' : fault.answer,
    sentAtMs,
  )
  const happens = isWrite ? fault.commits : AT_ONCE
  if (happens !== undefined) {
    const at = secondsOf(happens, late)
    scheduler.at(scheduler.now() + at * 1000, () => {
      const result = happen(
        fault.journal === undefined
          ? 0
          : fault.journal === 'never'
            ? Infinity
            : Math.max(0, secondsOf(fault.journal, late) - at) * 1000,
      )
      if (fault.answer === 'done') answer = result
    })
  }
  return () => answer
}

function errorOf(answer: Exclude<Answer, 'done' | 'none'>, sentAtMs: number): PushError {
  const [code, options] = SORTED[answer]
  return new PushError(code, {
    ...options,
    ...(options.effect === 'ended' || options.effect === 'open' ? { sentAtMs } : {}),
  })
}
