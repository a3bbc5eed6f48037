// What people do in ServiceNow while cases are pushed, and what administrators do to the connector.
import {
  createDatabase,
  insert,
  isClosed,
  store,
  type Database,
  type Dropped,
  type Edit,
  type Incident,
} from './model-servicenow.ts'
import type { Stage } from './stage.ts'
import { note } from './world.ts'
import { CASE } from './request.ts'

/** The oldest incident of the case that a push created, live and open. */
export function liveOf({ incidents }: Database): Incident | undefined {
  return [...incidents.values()].find(
    (incident) => incident.isLive && incident.createdBy !== undefined && !isClosed(incident),
  )
}

// What happens to the live incident of the case, if there is one.
const happens =
  (what: string, change: (incident: Incident, stage: Stage) => Incident) =>
  (stage: Stage): void => {
    const { world, serviceNow } = stage
    const incident = liveOf(serviceNow.database)
    if (incident === undefined) return
    store(world, serviceNow.database, change(incident, stage))
    note(world, 'SN', `  an analyst ${what} ${incident.id}`)
  }

export const edit = (column: string) =>
  happens(`edits ${column} of`, (incident, stage) => ({
    ...incident,
    columns: { ...incident.columns, [column]: 'edited' },
    edits: { ...incident.edits, [column]: editOf(stage, incident, column) },
  }))

function editOf({ world, ledger }: Stage, { id }: Incident, column: string): Edit {
  const items = [...ledger.values()]
  const isKnown = items.every(({ record, lease }) => record.doubts.length === 0 && lease === undefined)
  const [holding, ...others] = items.filter(({ record }) => record.incident?.id === id)
  const [pushed, ...possible] = holding?.record.fields[column] ?? []
  const isInDoubt = !isKnown || holding === undefined || others.length + possible.length > 0
  return { at: world.scheduler.now(), isInDoubt, pushed }
}

export const remove = happens('deletes', (incident) => ({ ...incident, isLive: false }))

/** Closed: a connector may open another incident then. */
export const close = happens('closes', (incident) => ({ ...incident, columns: { ...incident.columns, state: '7' } }))

/** Deleted, but a search of a database that lags behind still shows it. */
export const removeFromRecords = happens('deletes', (incident) => ({ ...incident, isLive: false, isStillFound: true }))

export const recorrelate = happens('changes the correlation id of', (incident) => ({
  ...incident,
  columns: { ...incident.columns, correlation_id: 'changed' },
}))

export function removeNamed({ world, serviceNow: { database } }: Stage): void {
  const incident = database.incidents.get('X1')
  if (incident !== undefined) store(world, database, { ...incident, isLive: false })
  note(world, 'SN', '  an analyst deletes X1')
}

/** A copy that keeps the correlation id; no push created it. */
export function copy({ world, serviceNow: { database } }: Stage): void {
  const incident = liveOf(database)
  if (incident === undefined) return
  const { id } = insert(world, database, { columns: incident.columns, isForeign: true })
  note(world, 'SN', `  an analyst copies ${incident.id}: ${id}`)
}

/** An incident of two days ago that has the case's correlation id. */
export function oldOne({ world, serviceNow: { database } }: Stage): void {
  const createdAt = world.scheduler.now() - 2 * 86_400_000
  const columns = { correlation_id: CASE }
  insert(world, database, { id: 'X0', columns, createdAt, updatedAt: createdAt, isForeign: true })
}

/** Incidents that are there before. */
export const given =
  (...ids: string[]) =>
  ({ world, serviceNow: { database } }: Stage): void => {
    for (const id of ids)
      insert(world, database, { id, columns: { short_description: 'before', description: 'before' } })
  }

/** Incidents like these that are closed. */
export const closedBefore =
  (...ids: string[]) =>
  ({ world, serviceNow: { database } }: Stage): void => {
    for (const id of ids) insert(world, database, { id, columns: { short_description: 'before', state: '7' } })
  }

/** What the connector names from now on: an instance of before, or one that is new, a copy, or the same once more. */
export const move =
  (origin: string, kind: 'new' | 'copied' | 'renamed' = 'new') =>
  (stage: Stage): void => {
    const { world, visited, serviceNow } = stage
    const { database } = serviceNow
    const before = visited.find((instance) => instance.origin === origin)?.database
    const created = createDatabase(`${visited.length}-`, -database.skew)
    const copied = { ...created, source: database, incidents: database.incidents, skew: database.skew }
    const made = { new: created, copied, renamed: database }
    stage.serviceNow = { origin, database: before ?? made[kind] }
    visited.push(stage.serviceNow)
    note(world, '', `the connector names ${origin}`)
  }

/** Comments go into another column from now on. */
export const remap =
  (column: string) =>
  (stage: Stage): void => {
    stage.journalColumn = column
    note(stage.world, '', `comments are mapped to ${column}`)
  }

/** Access rules: what every write loses from now on. */
export const drop =
  (drops: Dropped | undefined) =>
  ({ world, serviceNow }: Stage): void => {
    if (drops === undefined) delete serviceNow.database.drops
    else serviceNow.database.drops = drops
    note(world, 'SN', `  drops ${drops ?? 'nothing'}`)
  }
