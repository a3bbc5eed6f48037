// What people do in ServiceNow while cases are pushed.
import { insert, type Incident, type ServiceNow } from './model-servicenow.ts'
import type { Stage } from './stage.ts'
import { note } from './world.ts'
import { CASE } from './request.ts'

/** The oldest live incident of the case that a push created. */
export function liveOf({ incidents }: ServiceNow): Incident | undefined {
  return [...incidents.values()].find(({ isLive, isPushed }) => isLive && isPushed)
}

export function edit({ world, serviceNow, ledger }: Stage): void {
  const incident = liveOf(serviceNow)
  if (incident === undefined) return
  incident.columns['short_description'] = 'edited'
  incident.edited = [...ledger.values()].every(({ record, lease }) => record.doubts.length === 0 && lease === undefined)
    ? 'on record'
    : 'in doubt'
  note(world, 'SN', `  an analyst edits ${incident.id}`)
}

export function remove({ world, serviceNow }: Stage): void {
  const incident = liveOf(serviceNow)
  if (incident === undefined) return
  incident.isLive = false
  note(world, 'SN', `  an analyst deletes ${incident.id}`)
}

export function removeNamed({ world, serviceNow }: Stage): void {
  const incident = serviceNow.incidents.get('X1')
  if (incident !== undefined) incident.isLive = false
  note(world, 'SN', '  an analyst deletes X1')
}

/** Deleted, but a search of a database that lags behind still shows it. */
export function removeFromRecords(stage: Stage): void {
  const incident = liveOf(stage.serviceNow)
  remove(stage)
  if (incident !== undefined) incident.isStillFound = true
}

export function recorrelate({ world, serviceNow }: Stage): void {
  const incident = liveOf(serviceNow)
  if (incident === undefined) return
  incident.columns['correlation_id'] = 'changed'
  note(world, 'SN', `  an analyst changes the correlation id of ${incident.id}`)
}

/** A copy that keeps the correlation id; no push created it. */
export function copy({ world, serviceNow }: Stage): void {
  const incident = liveOf(serviceNow)
  if (incident === undefined) return
  const { id } = insert(world, serviceNow, { ...incident.columns }, { isForeign: true })
  note(world, 'SN', `  an analyst copies ${incident.id}: ${id}`)
}

/** An incident of two days ago that has the case's correlation id. */
export function oldOne({ world, serviceNow }: Stage): void {
  const createdAt = world.scheduler.now() - 2 * 86_400_000
  insert(world, serviceNow, { correlation_id: CASE }, { id: 'X0', createdAt, updatedAt: createdAt, isForeign: true })
}

/** Incidents that are there before. */
export const given =
  (...ids: string[]) =>
  ({ world, serviceNow }: Stage): void => {
    for (const id of ids) insert(world, serviceNow, { short_description: 'before' }, { id })
  }
