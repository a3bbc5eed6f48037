// The border to ServiceNow as lib/servicenow keeps it: budgets checked in the tick of the send, limits on the
// caller's side, every answer classified once. The faults of a call are laid over it.
import { PushError, type PushErrorCode, type PushErrorOptions } from '../../lib/errors.ts'
import type { Budget, IncidentRow, Incidents } from '../../lib/push/ports.ts'
import { AT_ONCE, isWrite, type Answer, type Call, type CallFault, type Seconds } from './faults.ts'
import { JOURNALS, commit, correlated, entriesOf, headOf, liveIncident, past, rowOf } from './model-servicenow.ts'
import {
  checkClears,
  checkCreateBegins,
  checkWrite,
  checkWriteLeaves,
  noteReading,
  noteUnread,
} from './oracle-writes.ts'
import { draw } from './random.ts'
import { within } from './scheduler.ts'
import type { Sender, Stage } from './stage.ts'
import { meetCall, secondsOf, type Met } from './world.ts'

/** Code and effect of every answer but the good one (lib/servicenow/classify-response.ts). */
const CLASSIFIED: Record<Exclude<Answer, 'done' | 'none'>, [PushErrorCode, PushErrorOptions]> = {
  refused: ['servicenow_unavailable', { effect: 'none', reason: 'network' }],
  limited: ['servicenow_rate_limited', { effect: 'none', retryAfterS: 5 }],
  foreign: ['servicenow_unavailable', { effect: 'none', reason: 'not_servicenow', retryAfterS: 5 }],
  unauthorized: ['servicenow_unauthorized', { effect: 'none', retryAfterS: 30 }],
  rejected: ['servicenow_rejected', { effect: 'none' }],
  forbidden: ['servicenow_unauthorized', { effect: 'ended', retryAfterS: 30 }],
  denied: ['servicenow_rejected', { effect: 'ended' }],
  error: ['servicenow_unavailable', { effect: 'ended', reason: 'status', retryAfterS: 5 }],
  broken: ['servicenow_unavailable', { effect: 'ended', reason: 'not_json', retryAfterS: 5 }],
  html: ['servicenow_unavailable', { effect: 'ended', reason: 'hibernating', retryAfterS: 60 }],
  cancelled: ['servicenow_unavailable', { effect: 'ended', reason: 'cancelled', retryAfterS: 5 }],
  reset: ['servicenow_unavailable', { effect: 'open', reason: 'network' }],
  unreadable: ['misconfigured', { reason: 'journal_unreadable' }],
}

/** ServiceNow as one process sees it. */
export function incidentsOf(stage: Stage, sender: Sender): Incidents {
  const { database } = sender.serviceNow
  // As ServiceNow's `Date` tells.
  const ahead = database.skew - sender.process.skew
  // What a push reads before its first write is taken to be up to date.
  const shown = (behindMs: number) => past(stage.world, database, sender.hasWritten ? behindMs : 0)
  return {
    create: async (columns, budget) => {
      checkCreateBegins(stage, sender)
      sender.isUnclear = true
      const row = await write(stage, sender, undefined, columns, budget).catch((error: unknown) => {
        sender.isUnclear = !(error instanceof PushError && error.effect === 'none')
        throw error
      })
      sender.isUnclear = false
      if (row.columns['correlation_id'] === '') {
        sender.hasLostCorrelation = true
        sender.host.lostCorrelationAt = stage.world.scheduler.now()
      }
      return row
    },
    update: (id, columns, budget) => write(stage, sender, id, columns, budget),
    read: (id, names, budget) =>
      call(stage, sender, 'read', budget, ({ behindMs }) => {
        const incident = liveIncident(shown(behindMs), id)
        return incident && rowOf(incident, names)
      }),
    findByCorrelationId: (correlationId, since, budget) =>
      call(stage, sender, 'find', budget, ({ behindMs }) =>
        correlated(shown(behindMs), correlationId, since + ahead).map(headOf),
      ),
    journal: async (id, { column, sinceMs = -Infinity }, budget) => {
      try {
        const entries = await call(stage, sender, 'journal', budget, ({ behindMs }) => {
          const incident = liveIncident(shown(behindMs), id)
          return incident === undefined ? [] : entriesOf(incident, column, sinceMs + ahead)
        })
        noteReading(stage, sender, column, entries)
        return entries
      } catch (error) {
        noteUnread(stage, sender, column, error)
        throw error
      }
    },
  }
}

function write(
  stage: Stage,
  sender: Sender,
  id: string | undefined,
  columns: Record<string, string>,
  budget: Budget,
): Promise<IncidentRow> {
  const { world } = stage
  const { key: by, serviceNow, process } = sender
  sender.hasWritten = true
  sender.sent.push(...JOURNALS.flatMap((column) => columns[column] ?? []))
  return call(stage, sender, id === undefined ? 'create' : 'update', budget, ({ journalDelay, drops }) => {
    const isImport = stage.scenario.isImporting === true
    const lost = serviceNow.database.drops ?? drops
    const done = { by, from: process.name, id, columns, journalDelay, drops: lost, isImport }
    checkClears(stage, sender, done, liveIncident(serviceNow.database.incidents, id ?? ''))
    const incident = commit(world, serviceNow.database, done)
    if (incident === undefined) return new PushError('incident_not_found')
    checkWrite(stage, sender, incident, done)
    return rowOf(incident, Object.keys(columns))
  })
}

/** How a call happens on the far side. */
type Manner = { journalDelay: number; drops: CallFault['drops']; behindMs: number }
type Happening<T> = (manner: Manner) => T | PushError

function call<T>(stage: Stage, sender: Sender, operation: Call, budget: Budget, happen: Happening<T>): Promise<T> {
  const { scheduler, seed } = stage.world
  const { process } = sender
  const met = meetCall(stage.world, process, operation)
  const { fault, place, frozen } = met
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
      if (isWrite(operation)) checkWriteLeaves(stage, sender)
      const answer = reach(stage, met, operation, happen)
      if (fault.dies === 'after') process.isDead = true
      if (fault.freezes === 'after') process.frozenUntil = scheduler.now() + frozen * 1000
      const ends = Math.min(budget.untilMs - sentAtMs, budget.limitMs)
      const answers = fault.answer === 'none' ? Infinity : fault.answers * 1000
      within(scheduler, process, scheduler.now() + Math.min(ends, answers), () => {
        const heard = answers > ends ? undefined : answer()
        const result = heard === undefined ? errorOf(answers > ends ? 'none' : fault.answer, sentAtMs) : heard.result
        if (result instanceof PushError) reject(result)
        else resolve(result)
      })
    })
  })
}

/** The far side's part: what happens, now or later. Returns the answer of a call that is done, if there is any. */
function reach<T>(
  { world: { scheduler } }: Stage,
  { fault, late, behind }: Met<CallFault>,
  operation: Call,
  happen: Happening<T>,
): () => { result: T | PushError } | undefined {
  let answer: { result: T | PushError } | undefined
  const happens = isWrite(operation) ? fault.commits : AT_ONCE
  if (happens !== undefined) {
    const at = secondsOf(happens, late)
    scheduler.at(scheduler.now() + at * 1000, () => {
      const journalDelay = fault.journal === undefined ? 0 : Math.max(0, delayOf(fault.journal, late) - at) * 1000
      const behindMs = fault.lags === true ? behind * 1000 : 0
      const result = happen({ journalDelay, behindMs, drops: fault.drops })
      if (fault.answer === 'done') answer = { result }
    })
  }
  return () => answer
}

const delayOf = (journal: Seconds | 'never', late: number) =>
  journal === 'never' ? Infinity : secondsOf(journal, late)

// A call whose answer never comes ends as if its connection broke.
function errorOf(answer: Answer, sentAtMs: number): PushError {
  const [code, options] = CLASSIFIED[answer === 'done' || answer === 'none' ? 'reset' : answer]
  const mayBeDone = options.effect === 'ended' || options.effect === 'open'
  return new PushError(code, mayBeDone ? { ...options, sentAtMs } : options)
}
