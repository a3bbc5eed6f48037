// Closing an incident for a caller (elastic-execute-api.md §7): by its sys_id, or by the correlation id of its case.
// One that is closed already is left as it is, so that the same request may be sent again.
import type { CloseTarget } from '../case/sub-actions.ts'
import { PushError } from '../errors.ts'
import { correlationIdOf } from './plan-incident.ts'
import type { IncidentHead } from './ports.ts'
import { isoDate, type PushResult } from './push-result.ts'
import { placeOf, recordUrl } from './record-place.ts'
import { ledgerKeyOf, type Means } from './run-push.ts'

/** `{}` when there is no such incident. */
export type CloseResult = Omit<PushResult, 'comments' | 'warnings'> | Record<string, never>

/**
 * Writes the state, code and notes that the connector closes with.
 * @throws PushError `unsupported_sub_action` when the connector does not say how its table closes, and what ServiceNow
 *   answers; the outcome of a write that is not known is `outcome_unknown`, and the same request finds out
 */
export async function closeIncident(means: Means, target: CloseTarget): Promise<CloseResult> {
  const { state, code, notes } = means.connector.closing
  if (state === undefined) throw new PushError('unsupported_sub_action', { reason: 'no_close_state' })
  const id = target.externalId ?? (await idOf(means, target.correlationId ?? ''))
  const row = id === undefined ? undefined : await means.incidents.read(id, ['state'], readBudget(means))
  if (row === undefined) return {}
  if (row.columns['state'] === state) return resultOf(means, row)
  const columns = { state, close_code: code, close_notes: notes }
  return resultOf(means, await means.incidents.update(row.id, columns, writeBudget(means)).catch(unknownIfOpen))
}

// The ledger knows the incident in which a case goes on; ServiceNow knows those that were not pushed from here.
async function idOf({ connector, ledger, incidents, ...means }: Means, correlationId: string) {
  const record = await ledger.recordOf(ledgerKeyOf(connector, correlationId))
  if (record?.incident?.instance === placeOf(connector)) return record.incident.id
  const found = await incidents.findByCorrelationId(correlationIdOf(correlationId), 0, readBudget(means))
  return found.at(-1)?.id
}

type Deadline = Pick<Means, 'deadlineMs'>

const readBudget = ({ deadlineMs }: Deadline) => ({
  startByMs: deadlineMs - 6_000,
  untilMs: deadlineMs,
  limitMs: Infinity,
})

const writeBudget = ({ deadlineMs }: Deadline) => ({
  startByMs: deadlineMs - 2_000,
  untilMs: deadlineMs,
  limitMs: 20_000,
})

function unknownIfOpen(error: unknown): never {
  if (error instanceof PushError && error.effect === 'open')
    throw new PushError('outcome_unknown', { retryAfterS: 5, cause: error })
  throw error
}

function resultOf({ connector }: Means, { id, number, updatedAtMs }: IncidentHead): CloseResult {
  return { title: number, id, pushedDate: isoDate(updatedAtMs), url: recordUrl(connector, id) }
}
