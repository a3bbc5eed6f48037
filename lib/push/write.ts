// Writing: what is not there yet, in order, each write once. A write whose outcome is not certain is looked for
// before anything else happens.
import { unwritten, type KnownIncident } from './case-record.ts'
import { PushError } from '../errors.ts'
import type { PlannedComment } from './plan-incident.ts'
import { lookAfter } from './resolve-outcome.ts'
import { lookAtNamed, lookForUnrecorded } from './reconcile.ts'
import { normalized } from './text.ts'
import { recordDone, recordVersion, type Write } from './written.ts'
import { lookBudget, outcomeUnknown, writeBudget, type Work } from './known.ts'

/**
 * Writes what the record does not show as written: a create, or an update of changed fields, with the first comment;
 * then every further comment by itself. Brings `work.record` up to date after each.
 * @returns the incident in which everything stands
 * @throws PushError what stopped it; `work.unknown` then names the write in doubt, if there is one
 */
export async function writeRest(work: Work): Promise<KnownIncident> {
  let pending = unwritten(work.plan.comments, work.record.comments)
  let id = targetOf(work)
  while (id === undefined || needsFields(work) || pending.length > 0) {
    if (work.record.doubts.length > 0) throw outcomeUnknown(work.record.doubts, work.clock.now())
    const write = await nextWrite(work, pending[0])
    const asExpected = write === undefined || (await perform(work, write))
    pending =
      asExpected && write !== undefined
        ? pending.slice(write.comment === undefined ? 0 : 1)
        : unwritten(work.plan.comments, work.record.comments)
    id = targetOf(work)
  }
  const incident = work.record.incident ?? (await lookAtNamed(work, id))
  recordVersion(work)
  return incident
}

const targetOf = ({ plan, record }: Work) => plan.externalId ?? record.incident?.id

/** Fields go when their values differ from the last ones pushed, and never from an older version of the case. */
function needsFields({ plan, record }: Work): boolean {
  const isOlder = plan.version !== undefined && record.version !== undefined && plan.version < record.version
  const hasAny = Object.keys(plan.update).length + Object.keys(plan.append).length > 0
  return hasAny && !isOlder && record.fields !== plan.fields
}

/** Undefined when the fields turned out to be there already, or the incident to be gone. */
async function nextWrite(work: Work, comment: PlannedComment | undefined): Promise<Write | undefined> {
  const { plan, record } = work
  const note = comment === undefined || plan.journal === undefined ? {} : { [plan.journal]: comment.text }
  const id = targetOf(work)
  if (id === undefined) return { id, columns: { ...plan.creation, ...note }, fields: plan.fields, comment }
  if (!needsFields(work)) return { id, columns: note, fields: undefined, comment }
  const appended = await appendedColumns(work, id)
  if (appended === undefined) return recreate(work, id)
  const columns = { ...plan.update, ...appended, ...note }
  if (Object.keys(columns).length > 0) return { id, columns, fields: plan.fields, comment }
  work.record = { ...record, fields: plan.fields }
  return undefined
}

/** `append`: behind the current value, unless that ends with the text already. Undefined when the incident is gone. */
async function appendedColumns(
  { plan, incidents, ...work }: Work,
  id: string,
): Promise<Record<string, string> | undefined> {
  const names = Object.keys(plan.append)
  if (names.length === 0) return {}
  const current = await incidents.read(id, names, lookBudget({ plan, incidents, ...work }))
  if (current === undefined) return undefined
  const columns: Record<string, string> = {}
  for (const [name, text] of Object.entries(plan.append)) {
    const before = current.columns[name] ?? ''
    if (normalized(before).endsWith(normalized(text))) continue
    columns[name] = before === '' ? text : `${before} \r\n${text}`
  }
  return columns
}

/** @returns whether exactly this write was done; if not, what is still to be written must be worked out anew */
async function perform(work: Work, write: Write): Promise<boolean> {
  try {
    const head =
      write.id === undefined
        ? await work.incidents.create(write.columns, writeBudget(work))
        : await work.incidents.update(write.id, write.columns, writeBudget(work))
    recordDone(work, write, head)
    return true
  } catch (error) {
    const failure =
      error instanceof PushError ? error : new PushError('servicenow_unavailable', { effect: 'open', cause: error })
    if (failure.effect !== 'none') await lookAfter(work, write, failure)
    else if (failure.code === 'incident_not_found' && write.id !== undefined) await recreate(work, write.id)
    else throw failure
    return false
  }
}

/**
 * A gone incident is created again when the caller named none (and not beside one that a doubt created); once in a
 * push, so that a right to create without a right to update makes no second one.
 */
async function recreate(work: Work, id: string): Promise<undefined> {
  if (work.plan.externalId !== undefined || work.dead !== undefined) throw new PushError('incident_not_found')
  work.dead = id
  if (work.inherited.length > 0) await lookForUnrecorded(work)
  else work.record = { comments: [], doubts: work.record.doubts }
}
