// Writing: one write is made whole, sent once, and what came of it returned. A write whose answer is unclear is looked
// for before anything else happens.
import { PushError } from '../errors.ts'
import { lookBudget, writeBudget } from './budgets.ts'
import { warningsOf } from './check-answer.ts'
import { leaveClosed } from './closed.ts'
import { refuseCreates } from './health.ts'
import { withFields, type Known, type Push } from './known.ts'
import type { Update, Write } from './next-write.ts'
import type { IncidentRow, WrittenRow } from './ports.ts'
import { withoutColumns } from './pushed-fields.ts'
import { readBack, shownJournal } from './read-back.ts'
import { loseIncident } from './reconcile.ts'
import { resolveOutcome } from './resolve-outcome.ts'
import { STATE_COLUMNS, isClosed } from './states.ts'
import type { Warning } from './warnings.ts'
import { withCurrent } from './with-current.ts'

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
  const isUnchecked = push.plan.statesLeft !== undefined && !known.isOpen
  const current = await currentOf(push, write, isUnchecked)
  if (current === undefined) return loseIncident(push, known, write.incidentId)
  if (isUnchecked && isClosed(push.plan.statesLeft, current.columns)) return leaveClosed(push, known, current)
  const { update, kept } = withCurrent(write, current.columns, known.record.fields)
  const seen = withKept({ ...known, isOpen: true }, kept)
  // All of it stands there already.
  if (Object.keys(update.columns).length === 0) return withFields(push, seen, update.fields ?? {})
  return yield* send(push, seen, update)
}

/** What the update depends on, as far as it depends on anything. */
type Current = Pick<IncidentRow, 'id' | 'number' | 'columns'>

/** Undefined when the incident is gone. @param isUnchecked whether the update depends on the state, too */
async function currentOf(push: Push, write: Update, isUnchecked: boolean): Promise<Current | undefined> {
  const { incidentId, conditional } = write
  const names = [...Object.keys(conditional), ...(isUnchecked ? STATE_COLUMNS : [])]
  if (names.length === 0) return { id: incidentId, number: '', columns: {} }
  return push.incidents.read(incidentId, names, lookBudget(push))
}

// What stands there is not from here, so that no later push clears it either.
function withKept(known: Known, columns: readonly string[]): Known {
  const { record, warnings } = known
  const told = columns.map((column): Warning => ({ code: 'not_cleared', column }))
  return {
    ...known,
    record: { ...record, fields: withoutColumns(record.fields, columns) },
    warnings: [...warnings, ...told],
  }
}

async function* send(push: Push, known: Known, write: Write): AsyncGenerator<Known, Known> {
  const sinceMs = push.clock.now()
  let answer: WrittenRow
  try {
    answer = await answerTo(push, known, write)
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

function answerTo(push: Push, known: Known, write: Write): Promise<WrittenRow> {
  const { incidents } = push
  const shown = shownJournal(push, known, write)
  return write.kind === 'create'
    ? incidents.create(write.columns, writeBudget(push), shown)
    : incidents.update(write.incidentId, write.columns, writeBudget(push), shown)
}
