// ServiceNow in memory: incidents with their columns and journals, committed when the scheduler says so. No
// idempotency, every journal write appends; times in whole seconds of a clock of its own.
import type { IncidentHead, IncidentRow, JournalEntry } from '../../lib/push/ports.ts'
import { digestOf } from '../../lib/push/text.ts'
import { note, violate, type World } from './world.ts'

export type Row = { text: string; createdAt: number }

export type Incident = {
  id: string
  number: string
  createdAt: number
  updatedAt: number
  columns: Record<string, string>
  journal: Row[]
  isLive: boolean
  /** A search shows it though it is gone. */
  isStillFound?: true
  /** Whether a push created it. */
  isPushed: boolean
  /** It has the correlation id, but no push may touch it. */
  isForeign: boolean
  /** An analyst changed its fields, while the ledger knew all about it or not. */
  edited?: 'on record' | 'in doubt'
  /** Every title written by a push, in order. */
  titles: string[]
}

export type ServiceNow = {
  incidents: Map<string, Incident>
  /** Ahead of true time, ms. */
  skew: number
  /** Calls that reached it. */
  calls: number
}

export const JOURNAL = 'work_notes'

const timeOf = (world: World, { skew }: ServiceNow) => Math.floor((world.scheduler.now() + skew) / 1000) * 1000

export function insert(
  world: World,
  serviceNow: ServiceNow,
  columns: Record<string, string>,
  rest: Partial<Incident> = {},
): Incident {
  const at = timeOf(world, serviceNow)
  const count = serviceNow.incidents.size + 1
  const incident: Incident = {
    id: `sys${count}`,
    number: `INC${count}`,
    createdAt: at,
    updatedAt: at,
    columns,
    journal: [],
    isLive: true,
    isPushed: false,
    isForeign: false,
    titles: [],
    ...rest,
  }
  serviceNow.incidents.set(incident.id, incident)
  return incident
}

/** Commits the fields at once, the journal row `journalDelay` ms later. Undefined when the incident is gone. */
export function commit(
  world: World,
  serviceNow: ServiceNow,
  id: string | undefined,
  columns: Record<string, string>,
  journalDelay: number,
): Incident | undefined {
  const { [JOURNAL]: text, ...fields } = columns
  const incident = id === undefined ? insert(world, serviceNow, {}, { isPushed: true }) : serviceNow.incidents.get(id)
  if (incident?.isLive !== true) return undefined
  Object.assign(incident.columns, fields)
  incident.updatedAt = timeOf(world, serviceNow)
  if (fields['short_description'] !== undefined) incident.titles.push(fields['short_description'])
  note(world, 'SN', `  commits ${incident.id} ${JSON.stringify(columns)}`)
  if (incident.isForeign) violate(world, `a write into ${incident.id}, which is not the case's`)
  if (text !== undefined && journalDelay === 0) append(world, serviceNow, incident, text)
  else if (text !== undefined && journalDelay !== Infinity)
    world.scheduler.at(world.scheduler.now() + journalDelay, () => {
      append(world, serviceNow, incident, text)
    })
  if (
    id === undefined &&
    [...serviceNow.incidents.values()].some((other) => other !== incident && other.isLive && isEntered(world, other))
  )
    violate(world, 'a second incident')
  return incident
}

// Fields that an error left behind by themselves are no push into that incident: its caller was told of the error.
function isEntered({ steps }: World, { isPushed, titles, journal }: Incident): boolean {
  return isPushed || journal.length > 0 || (titles.length > 0 && !steps.some(({ fault }) => fault === 'error-fields'))
}

function append(world: World, serviceNow: ServiceNow, incident: Incident, text: string): void {
  incident.journal.push({ text, createdAt: timeOf(world, serviceNow) })
  note(world, 'SN', `  journal of ${incident.id}: ${text}`)
}

export function headOf({ id, number, createdAt, updatedAt }: Incident): IncidentHead {
  return { id, number, createdAtMs: createdAt, updatedAtMs: updatedAt }
}

export function liveIncident({ incidents }: ServiceNow, id: string): Incident | undefined {
  const incident = incidents.get(id)
  return incident?.isLive === true ? incident : undefined
}

/** An incident with some of its columns; its journals answer as empty. */
export function rowOf(incident: Incident, names: readonly string[]): IncidentRow {
  const columns = names.map((name) => [name, incident.columns[name] ?? ''])
  return { ...headOf(incident), columns: Object.fromEntries(columns) as Record<string, string> }
}

/** The live incidents of this correlation id created since then, the oldest first. */
export function correlated({ incidents }: ServiceNow, correlationId: string, since: number): Incident[] {
  return [...incidents.values()]
    .filter(
      ({ isLive, isStillFound, createdAt, columns }) =>
        (isLive || isStillFound === true) && createdAt >= since && columns['correlation_id'] === correlationId,
    )
    .sort((a, b) => a.createdAt - b.createdAt)
}

/** The entries since then, and perhaps older ones. */
export function entriesOf({ journal }: Incident, since: number): JournalEntry[] {
  return journal
    .filter(({ createdAt }) => createdAt >= since)
    .map(({ text, createdAt }) => ({ digest: digestOf(text), createdAtMs: createdAt }))
}
