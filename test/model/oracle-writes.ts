// What must hold at the moment of a write: its push holds the lease, it goes into the case's own incident, clears only
// what came from there, makes no second incident, and none while creates are refused. And which comments ServiceNow
// dropped without a chance to notice.
import { PushError } from '../../lib/errors.ts'
import { BETWEEN } from '../../lib/push/merged-text.ts'
import { digestOf } from '../../lib/push/text.ts'
import type { JournalEntry } from '../../lib/push/ports.ts'
import { JOURNALS, isClosed, type Commit, type Database, type Incident } from './model-servicenow.ts'
import { ownersOf, type Sender, type Stage } from './stage.ts'
import { violate, type World } from './world.ts'

/** A comment that a write did not store though it was answered as done. */
export type Drop = {
  incidentId: string
  column: string
  text: string
  sender: Sender
  /** Its process has read the journal since. */
  isRead: boolean
  /** Its process could not notice: it had seen this journal keep a comment, or could not read it. */
  isExcused: boolean
}

/** Creates are refused for five minutes; two hosts' clocks may be 4 s apart. */
const REFUSED_MS = 300_000 - 5000

export function checkCreateBegins({ world }: Stage, { host }: Sender): void {
  const { lostCorrelationAt } = host
  if (lostCorrelationAt !== undefined && world.scheduler.now() - lostCorrelationAt < REFUSED_MS)
    violate(world, 'creates go on although ServiceNow drops correlation ids')
}

/** When the first byte of a write leaves. One by incident goes into that of the case whose lease it holds. */
export function checkWriteLeaves({ world, ledger }: Stage, sender: Sender): void {
  const { key, knows, owner, process, connector, serviceNow } = sender
  if (ledger.get(key)?.lease?.owner !== owner) violate(world, `${process.name} writes without the lease of ${key}`)
  if (knows === undefined) return
  if (ledger.claims.get(`${serviceNow.origin} ${knows}`) !== key || !key.startsWith(`${connector.id}#`))
    violate(world, `${process.name} writes into ${knows}, which is not one of ${key}`)
}

/** Before a write is done: it empties no column of a value that this case has never pushed there. */
export function checkClears({ world }: Stage, sender: Sender, { by, columns }: Commit, before?: Incident): void {
  // Of an incident that was taken while both creates were in doubt the values count as the case's own, too
  // (docs/never-twice.md, "Two connectors, both answers lost").
  const isTaken = before?.createdBy !== undefined && before.createdBy !== by
  if (before === undefined || isTaken) return
  for (const [column, text] of Object.entries(columns)) {
    const value = before.columns[column] ?? ''
    if (text !== '' || value === '') continue
    const isOwn = before.writes.some((write) => write.column === column && write.by === by && write.text === value)
    // Between the look at the column and the write nobody can see an edit.
    const isUnseen = (before.edits[column]?.at ?? 0) >= sender.startedAt
    if (!isOwn && !isUnseen)
      violate(world, `${sender.process.name} cleared ${column} of ${before.id}, which held "${value}" from elsewhere`)
  }
}

/** Once a write was done. */
export function checkWrite(stage: Stage, sender: Sender, incident: Incident, { id, columns, drops }: Commit): void {
  const { world } = stage
  if (incident.isForeign) violate(world, `a write into ${incident.id}, which is not the case's`)
  if (id === undefined) checkCreated(stage, sender, incident)
  if (drops !== 'journal') return
  for (const column of JOURNALS) {
    const text = columns[column]
    if (text === undefined) continue
    const isExcused = sender.host.seen.has(column)
    for (const part of text.split(BETWEEN))
      world.drops.push({ incidentId: incident.id, column, text: part, sender, isRead: false, isExcused })
  }
}

function checkCreated(stage: Stage, { key, serviceNow }: Sender, created: Incident): void {
  const { database } = serviceNow
  for (const other of database.incidents.values()) {
    if (other.id === created.id || !other.isLive || isClosed(other) || !isEntered(stage.world, key, other)) continue
    if (!isTaken(stage, key, database, other) && !isLost(stage, key, other)) violate(stage.world, 'a second incident')
  }
}

// Fields that an error left behind by themselves are no push into that incident: its caller was told of the error.
function isEntered({ steps }: World, key: string, { createdBy, writes, journal }: Incident): boolean {
  const hasFields = writes.some(({ by }) => by === key) && !steps.some(({ fault }) => fault === 'error-fields')
  return createdBy === key || hasFields || journal.some(({ by }) => by === key)
}

// One that another case created or has claimed.
const isTaken = (stage: Stage, key: string, database: Database, { id, createdBy }: Incident) =>
  (createdBy !== undefined && createdBy !== key) || [...ownersOf(stage, database, id)].some((owner) => owner !== key)

/** Another case's incident is taken only while a create of one's own is in doubt. */
export function checkClaim(
  { world, ledger }: Stage,
  { key, process, serviceNow, isUnclear }: Sender,
  id: string,
): void {
  const { createdBy = key } = serviceNow.database.incidents.get(id) ?? {}
  const inherited = ledger.get(key)?.record.doubts.length ?? 0
  if (createdBy !== key && !isUnclear && inherited < 2)
    violate(world, `${process.name} took ${id} of ${createdBy} without a doubt`)
}

// Without its correlation id an incident is found only while it is recorded.
const isLost = ({ ledger }: Stage, key: string, { id, createdBy, columns }: Incident) =>
  createdBy === key && columns['correlation_id'] === undefined && ledger.get(key)?.record.incident?.id !== id

/** A process has read a journal: one that sees a comment of its own there believes that journal from now on. */
export function noteReading({ world }: Stage, sender: Sender, column: string, entries: readonly JournalEntry[]): void {
  const digests = new Set(entries.map(({ digest }) => digest))
  if (sender.sent.some((text) => digests.has(digestOf(text)))) sender.host.seen.add(column)
  for (const drop of world.drops) if (drop.sender === sender && drop.column === column) drop.isRead = true
}

/** A process could not read a journal: then the answer to its write counts, for ever if it will never be able to. */
export function noteUnread({ world }: Stage, sender: Sender, column: string, error: unknown): void {
  if (error instanceof PushError && error.code === 'misconfigured') sender.host.seen.add(column)
  for (const drop of world.drops) if (drop.sender === sender && !drop.isRead) drop.isExcused = true
}

export const isExcused = ({ drops }: World, incidentId: string, text: string): boolean =>
  drops.some((drop) => drop.isExcused && drop.incidentId === incidentId && drop.text === text)
