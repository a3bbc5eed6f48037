// Writing: one write is made whole, sent once, and what came of it returned. A write whose answer is unclear is looked
// for before anything else happens.
import { PushError } from '../errors.ts'
import { lookBudget, writeBudget } from './budgets.ts'
import { warningsOf } from './check-answer.ts'
import { refuseCreates } from './health.ts'
import { withFields, type Known, type Push } from './known.ts'
import { withAppended, type Update, type Write } from './next-write.ts'
import type { IncidentRow } from './ports.ts'
import { readBack } from './read-back.ts'
import { loseIncident } from './reconcile.ts'
import { resolveOutcome } from './resolve-outcome.ts'

/**
 * Performs one write and yields what must be kept even if the next step throws.
 * @returns what is known then; if the write was not done, the caller decides anew what is missing
 * @throws PushError what stopped it; if the outcome is unknown, the last value yielded holds the doubt
 */
export async function* perform(push: Push, known: Known, write: Write): AsyncGenerator<Known, Known> {
  if (write.kind === 'create') {
    if (push.health.createsRefusedUntilMs > push.clock.now()) throw correlationDropped()
    return yield* send(push, known, write)
  }
  const update = await withCurrent(push, write)
  if (update === undefined) return loseIncident(push, known, write.incidentId)
  // Every text to append stands there already.
  if (Object.keys(update.columns).length === 0) return withFields(push, known, update.fieldsDigest)
  return yield* send(push, known, update)
}

/** Undefined when the incident is gone. */
async function withCurrent(push: Push, update: Update): Promise<Update | undefined> {
  const names = Object.keys(update.append)
  if (names.length === 0) return update
  const current = await push.incidents.read(update.incidentId, names, lookBudget(push))
  return current && withAppended(update, current.columns)
}

async function* send(push: Push, known: Known, write: Write): AsyncGenerator<Known, Known> {
  const sinceMs = push.clock.now()
  let answer: IncidentRow
  try {
    answer = await answerTo(push, write)
  } catch (error) {
    const failure =
      error instanceof PushError ? error : new PushError('servicenow_unavailable', { effect: 'open', cause: error })
    if (failure.effect !== 'none') return yield* resolveOutcome(push, known, write, failure)
    if (failure.code !== 'incident_not_found' || write.kind === 'create') throw failure
    return loseIncident(push, known, write.incidentId)
  }
  return yield* readBack(push, withWarnings(push, known, write, answer), write, answer, sinceMs)
}

// A create that lost its correlation id is recorded, but no lost one would ever be found.
function withWarnings(push: Push, known: Known, write: Write, answer: IncidentRow): Known {
  const warnings = warningsOf(write, answer, push.plan.journalColumn)
  if (warnings.some(({ code }) => code === 'correlation_dropped')) refuseCreates(push.health, push.clock.now())
  return { ...known, warnings: [...known.warnings, ...warnings] }
}

const correlationDropped = () => new PushError('misconfigured', { reason: 'correlation_dropped' })

function answerTo(push: Push, write: Write): Promise<IncidentRow> {
  const { incidents } = push
  return write.kind === 'create'
    ? incidents.create(write.columns, writeBudget(push))
    : incidents.update(write.incidentId, write.columns, writeBudget(push))
}
