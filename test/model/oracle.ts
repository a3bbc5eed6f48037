// What must hold when all is over: nothing twice, nothing lost, newest fields, an answer for everybody.
import type { Fate } from './caller.ts'
import { idsOf, rowsOf } from './oracle-answers.ts'
import { checkAppended, checkFields, checkOrder, type Part } from './oracle-fields.ts'
import { isClosed } from './model-servicenow.ts'
import { isExcused } from './oracle-writes.ts'
import { commentsOf } from './request.ts'
import { databasesOf, ownersOf, type Stage } from './stage.ts'
import { violate } from './world.ts'

export function checkEnd(stage: Stage, fates: readonly Fate[]): void {
  const { world, scenario } = stage
  for (const fate of fates) checkFate(stage, fate)
  if (fates.length < scenario.callers.length) violate(world, 'stuck: not every caller has begun')
  for (const database of databasesOf(stage)) {
    for (const incident of database.incidents.values()) {
      for (const key of new Set(fates.map(({ sender }) => sender.key))) {
        const { source = database } = database
        const everywhere = fates.filter(({ sender }) => sender.key === key)
        const own = everywhere.filter(({ tried }) => tried.has(database) || tried.has(source))
        checkCase(stage, { key, database, incident, fates: own, everywhere })
      }
    }
  }
}

function checkCase(stage: Stage, part: Part): void {
  const { world, scenario } = stage
  const { database, incident, fates } = part
  const done = fates.filter(
    ({ result, sender }) => result?.id === incident.id && sender.serviceNow.database === database,
  )
  const isOthers = isTaken(stage, part)
  const isOrdered = !isNamedAmongOthers(part) && !isVisitedAnew(stage, part) && !isOthers
  checkTwice(stage, part, isOthers)
  if (isOrdered) checkOrder(stage, part)
  if (!incident.isLive) return
  const comments = done.flatMap(({ caller }) => commentsOf(caller))
  for (const [id, text] of comments) {
    if (rowsOf(text, incident).length < idsOf(text, comments) && !isExcused(world, incident.id, text))
      violate(world, `comment lost: ${id} "${text}" in ${incident.id}`)
  }
  if (scenario.isAppending === true) checkAppended(stage, incident)
  // What was left is behind.
  else if (isOrdered && !isClosed(incident)) checkFields(stage, part, done)
}

/**
 * No text more often than the case has it; in an incident that two cases use, each may have written it. Exempt is an
 * incident where a comment was dropped unnoticed: it is taken for a later one of the same text, which then counts as
 * dropped (docs/never-twice.md, "A journal that drops texts from today on").
 */
function checkTwice({ world }: Stage, { key, incident, fates }: Part, isOthers: boolean): void {
  if (incident.journal.some(({ text }) => isExcused(world, incident.id, text))) return
  const comments = fates.flatMap(({ caller }) => commentsOf(caller))
  const rows = incident.journal.filter(({ by }) => !isOthers || by === key)
  for (const text of new Set(rows.map((row) => row.text))) {
    if (rows.filter((row) => row.text === text).length > idsOf(text, comments))
      violate(world, `comment twice: "${text}" in ${incident.id}`)
  }
}

// The case version starts anew when the incident changes (docs/never-twice.md), so a late older push that names
// an incident of before may overwrite its fields; a comment by incident turns the case to that incident as well. Not
// checked: the fields of a named incident beside another of the case, when versions differ; nor those of one that lost
// its correlation id, and then the record of it.
function isNamedAmongOthers({ database, incident, fates }: Part): boolean {
  const named = new Set(fates.flatMap(({ externalId }) => externalId ?? []))
  const others = [...database.incidents.values()].filter(({ id }) => id !== incident.id)
  return (
    (incident.createdBy === undefined || incident.columns['correlation_id'] === undefined) &&
    hasVersions(fates) &&
    (named.size > 1 || others.some((other) => other.writes.length + other.journal.length > 0))
  )
}

// The like for an instance to which the connector came back, or to which a push went that had begun before it moved but
// waited for one that began later; and for one where the incident lacks something that was written before it moved.
function isVisitedAnew({ visited, world, turns }: Stage, { key, database, incident }: Part): boolean {
  const went = turns.get(key) ?? []
  if (new Set(visited.map(({ origin }) => origin)).size < visited.length || new Set(went).size < went.length)
    return true
  const original = database.source?.incidents.get(incident.id)
  const isBehind =
    original?.journal.some((row) => !incident.journal.includes(row)) === true ||
    original?.writes.some((write) => !incident.writes.includes(write)) === true
  return isBehind || (visited.length > 1 && world.drops.some(({ incidentId }) => incidentId === incident.id))
}

const hasVersions = (fates: readonly Fate[]) =>
  new Set(fates.filter(({ sender }) => sender.knows === undefined).map(({ caller }) => caller.version)).size > 1

// Of an incident that another case has taken, or that was taken from it, only the comments are the case's own.
const isTaken = (stage: Stage, { key, database, incident }: Part) =>
  (incident.createdBy !== undefined && incident.createdBy !== key) ||
  [...ownersOf(stage, database, incident.id)].some((owner) => owner !== key)

// Only an answer that says so may end a push without success.
function checkFate({ world }: Stage, { caller, endedAt, result, error, manner }: Fate): void {
  if (endedAt === undefined) violate(world, `stuck: ${caller.name} never got a final answer`)
  else if (result === undefined && manner !== 'quits' && error?.retryable !== false)
    violate(world, `${caller.name} ended without an answer`)
}
