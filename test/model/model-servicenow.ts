// ServiceNow in memory: incidents with their columns and journals, committed when the scheduler says so. No
// idempotency, every journal write appends; times in whole seconds of a clock of its own. Its states of before are
// kept for the replicas that lag behind.
import type { IncidentHead, IncidentRow, JournalEntry } from '../../lib/push/ports.ts'
import { BETWEEN, partsOf } from '../../lib/push/merged-text.ts'
import { digestOf } from '../../lib/push/text.ts'
import { note, type World } from './world.ts'

/** Who wrote: the ledger key of its case, and its process. */
export type Author = { by: string; from: string }

/** A comment in a journal. Those of one `entry` share it. */
export type Row = Author & { text: string; column: string; createdAt: number; entry: number }

/** An analyst's edit of a column. `pushed`: the digest of the value that the ledger held for pushed, if any. */
export type Edit = { at: number; isInDoubt: boolean; pushed: string | undefined }

export type Incident = Readonly<{
  id: string
  number: string
  createdAt: number
  updatedAt: number
  columns: Readonly<Record<string, string>>
  journal: readonly Row[]
  isLive: boolean
  /** A search shows it though it is gone. */
  isStillFound?: true
  /** The ledger key of the case whose push created it. */
  createdBy?: string
  /** It has the correlation id, but no push may touch it. */
  isForeign: boolean
  /** By column, the last edit of an analyst. */
  edits: Readonly<Record<string, Edit>>
  /** Every value of a field that a push wrote, in order. */
  writes: readonly (Author & { column: string; text: string })[]
}>

type Incidents = ReadonlyMap<string, Incident>

/** What is stored, at however many addresses. */
export type Database = {
  incidents: Incidents
  /** What was stored before each change, the oldest first. `until`: true time of the change. */
  before: { until: number; incidents: Incidents }[]
  /** Begins the sys_ids of this database. */
  prefix: string
  /** Its clock ahead of true time, ms. */
  skew: number
  /** The database that it was copied from. */
  source?: Database
  /** What its access rules make every write lose. */
  drops?: Dropped
}

/** An instance: an address, and what is stored there. */
export type ServiceNow = { origin: string; database: Database }

export const JOURNAL = 'work_notes'
/** The columns of which it is known who wrote what. */
const FIELDS: readonly string[] = ['short_description', 'description', 'impact']
export const JOURNALS: readonly string[] = [JOURNAL, 'comments']

export const createDatabase = (prefix: string, skew: number): Database => ({
  incidents: new Map(),
  before: [],
  prefix,
  skew,
})

/** What was stored so many ms ago. */
export function past({ scheduler }: World, { incidents, before }: Database, agoMs: number): Incidents {
  return agoMs === 0 ? incidents : (before.find(({ until }) => until > scheduler.now() - agoMs)?.incidents ?? incidents)
}

const timeOf = ({ scheduler }: World, { skew }: Database) => Math.floor((scheduler.now() + skew) / 1000) * 1000

/** Stores an incident, in place of the one of the same id. */
export function store(world: World, database: Database, incident: Incident): Incident {
  database.before.push({ until: world.scheduler.now(), incidents: database.incidents })
  database.incidents = new Map(database.incidents).set(incident.id, incident)
  return incident
}

export function insert(world: World, database: Database, rest: Partial<Incident>): Incident {
  const at = timeOf(world, database)
  const count = database.incidents.size + 1
  return store(world, database, {
    id: `${database.prefix}${count}`,
    number: `INC${count}`,
    createdAt: at,
    updatedAt: at,
    columns: {},
    journal: [],
    isLive: true,
    isForeign: false,
    edits: {},
    writes: [],
    ...rest,
  })
}

/** What a write that is answered as done does not store. */
export type Dropped = 'journal' | 'correlation'

/** One write as it is done. */
export type Commit = Author & {
  /** Undefined: a new incident. */
  id: string | undefined
  columns: Readonly<Record<string, string>>
  /** How much later the journal row follows, ms. */
  journalDelay: number
  drops: Dropped | undefined
  isImport: boolean
}

/** Commits the fields at once, the journal row later. Undefined when the incident is gone. */
export function commit(world: World, database: Database, write: Commit): Incident | undefined {
  const { by, from, id, columns, journalDelay, drops } = write
  const given = Object.entries(columns)
  const fields = given.filter(([name]) => !isJournal(name) && !(drops === 'correlation' && name === 'correlation_id'))
  const before = id === undefined ? created(world, database, write) : liveIncident(database.incidents, id)
  if (before === undefined) return undefined
  const writes = fields.filter(([name]) => FIELDS.includes(name)).map(([column, text]) => ({ column, text, by, from }))
  const incident = store(world, database, {
    ...before,
    columns: { ...before.columns, ...Object.fromEntries(fields) },
    updatedAt: timeOf(world, database),
    writes: [...before.writes, ...writes],
  })
  const lost = drops === undefined ? '' : `, drops ${drops}`
  note(world, 'SN', () => `  commits ${incident.id} ${JSON.stringify(columns)}${lost}`)
  for (const [column, text] of given.filter(([name]) => isJournal(name))) {
    if (drops === 'journal' || journalDelay === Infinity) continue
    const append = () => {
      appendTo(world, database, incident.id, { column, text, by, from })
    }
    if (journalDelay === 0) append()
    else world.scheduler.at(world.scheduler.now() + journalDelay, append)
  }
  return database.incidents.get(incident.id)
}

// An import that brings the correlation id of an incident updates it.
function created(world: World, database: Database, { by, columns, isImport }: Commit): Incident {
  const same = isImport
    ? correlated(database.incidents, columns['correlation_id'] ?? '', 0).find(({ isLive }) => isLive)
    : undefined
  return same ?? insert(world, database, { createdBy: by })
}

const isJournal = (name: string) => JOURNALS.includes(name)

function appendTo(world: World, database: Database, id: string, row: Omit<Row, 'createdAt' | 'entry'>): void {
  const incident = database.incidents.get(id)
  if (incident === undefined) return
  const createdAt = timeOf(world, database)
  const entry = incident.journal.length
  const rows = row.text.split(BETWEEN).map((text) => ({ ...row, text, createdAt, entry }))
  store(world, database, { ...incident, journal: [...incident.journal, ...rows] })
  note(world, 'SN', `  ${row.column} of ${id}: ${row.text}`)
}

export function headOf({ id, number, createdAt, updatedAt }: Incident): IncidentHead {
  return { id, number, createdAtMs: createdAt, updatedAtMs: updatedAt }
}

/** Whether an analyst closed it. */
export const isClosed = ({ columns }: Incident) => columns['state'] === '7'

export function liveIncident(incidents: Incidents, id: string): Incident | undefined {
  const incident = incidents.get(id)
  return incident?.isLive === true ? incident : undefined
}

/** An incident with some of its columns; its journals answer as empty. */
export function rowOf(incident: Incident, names: readonly string[]): IncidentRow {
  const columns = names.map((name) => [name, incident.columns[name] ?? ''])
  return { ...headOf(incident), columns: Object.fromEntries(columns) as Record<string, string> }
}

/** The live incidents of this correlation id created since then, the oldest first. */
export function correlated(incidents: Incidents, correlationId: string, since: number): Incident[] {
  return [...incidents.values()]
    .filter(
      ({ isLive, isStillFound, createdAt, columns }) =>
        (isLive || isStillFound === true) && createdAt >= since && columns['correlation_id'] === correlationId,
    )
    .sort((a, b) => a.createdAt - b.createdAt)
}

/** The entries of one column since then; older ones are left out. */
export function entriesOf({ journal }: Incident, column: string, since: number): JournalEntry[] {
  const rows = journal.filter((row) => row.column === column && row.createdAt >= since)
  return [...Map.groupBy(rows, ({ entry }) => entry).values()].map((shared) => {
    const text = shared.map((row) => row.text).join(BETWEEN)
    return { digest: digestOf(text), parts: partsOf(text), createdAtMs: shared[0]?.createdAt ?? 0 }
  })
}
