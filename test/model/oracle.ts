// What must hold whatever happened: nothing twice, nothing lost, newest fields, true answers.
import type { PushResult } from '../../lib/push/push-result.ts'
import type { Fate } from './caller.ts'
import type { Database, Incident } from './model-servicenow.ts'
import { isExcused } from './oracle-writes.ts'
import { keyOf } from './request.ts'
import type { Caller } from './scenario.ts'
import { databasesOf, ownersOf, type Stage } from './stage.ts'
import { violate } from './world.ts'

type Comments = readonly (readonly [id: string, text: string])[]

/** How often a text may and must stand in a journal: once per comment id that has it. */
const idsOf = (text: string, comments: Comments) =>
  new Set(comments.filter((comment) => comment[1] === text).map(([id]) => id)).size

const rowsOf = (text: string, { journal }: Incident) => journal.filter((row) => row.text === text)

/** At the moment of a 200: it names the right incident of the right instance, and everything is in it. */
export function checkAnswer({ world }: Stage, { caller, externalId, sender, result }: Fate): void {
  if (result === undefined) return
  const { origin, database } = sender.serviceNow
  const incident = database.incidents.get(result.id)
  if (incident === undefined || !result.url.startsWith(origin)) {
    violate(world, `${caller.name} was answered with an incident of another instance`)
    return
  }
  if (externalId !== undefined && incident.id !== externalId)
    violate(world, `${caller.name} was answered with another incident than it named`)
  if (result.title !== incident.number || !result.url.endsWith(`sys_id=${incident.id}`))
    violate(world, `${caller.name} was answered with a wrong title or url`)
  if (caller.comments.length !== (result.comments?.length ?? 0))
    violate(world, `${caller.name}'s answer does not list all comments`)
  if (sender.hasLostCorrelation && !isWarned(result))
    violate(world, `${caller.name}'s answer does not tell that the correlation id was dropped`)
  caller.comments.forEach(([id, text], at) => {
    if (isExcused(world, incident.id, text)) return
    if (rowsOf(text, incident).length < idsOf(text, caller.comments))
      violate(world, `comment lost: ${caller.name} was answered 200 without ${id} "${text}"`)
    const listed = result.comments?.[at]
    if (listed?.commentId !== id || !isTrueDate(world, database, listed.pushedDate, text, incident))
      violate(world, `${caller.name}'s answer lists ${id} wrongly: ${JSON.stringify(listed)}`)
  })
}

const isWarned = ({ warnings }: PushResult) => warnings?.some(({ code }) => code === 'correlation_dropped') === true

// A comment is dated by its write: by the journal row, or the incident's change while the row was still to come.
function isTrueDate(
  { scheduler, steps }: Stage['world'],
  { skew }: Database,
  date: NonNullable<PushResult['comments']>[number]['pushedDate'],
  text: string,
  incident: Incident,
): boolean {
  const time = Date.parse(date)
  const apart = steps.some(({ fault }) => fault.startsWith('reset-journal-late')) ? 61_000 : 1000
  return (
    time <= scheduler.now() + skew &&
    rowsOf(text, incident).some(({ createdAt }) => Math.abs(time - createdAt) <= apart)
  )
}

/** When all is over. */
export function checkEnd(stage: Stage, fates: readonly Fate[]): void {
  const { world, scenario } = stage
  for (const fate of fates) checkFate(stage, fate)
  if (fates.length < scenario.callers.length) violate(world, 'stuck: not every caller has begun')
  for (const database of databasesOf(stage)) {
    for (const incident of database.incidents.values()) {
      for (const key of new Set(scenario.callers.map(keyOf))) {
        const { source = database } = database
        const own = fates.filter(
          ({ sender, tried }) => sender.key === key && (tried.has(database) || tried.has(source)),
        )
        checkCase(stage, { key, database, incident, fates: own })
      }
    }
  }
}

/** The pushes of one case that were tried at one instance, and one incident there. */
type Part = { key: string; database: Database; incident: Incident; fates: readonly Fate[] }

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
  const comments = done.flatMap(({ caller }) => caller.comments)
  for (const [id, text] of comments) {
    if (rowsOf(text, incident).length < idsOf(text, comments) && !isExcused(world, incident.id, text))
      violate(world, `comment lost: ${id} "${text}" in ${incident.id}`)
  }
  if (scenario.isAppending === true) checkAppended(stage, incident)
  else if (isOrdered) checkFields(stage, part, done)
}

/** No text more often than the case has it; in an incident that two cases use, each may have written it. */
function checkTwice({ world, scenario }: Stage, { key, incident }: Part, isOthers: boolean): void {
  const comments = scenario.callers.filter((caller) => keyOf(caller) === key).flatMap((caller) => caller.comments)
  const rows = incident.journal.filter(({ by }) => !isOthers || by === key)
  for (const text of new Set(rows.map((row) => row.text))) {
    if (rows.filter((row) => row.text === text).length > idsOf(text, comments))
      violate(world, `comment twice: "${text}" in ${incident.id}`)
  }
}

// The case version starts anew when the incident changes (docs/never-twice.md), so a late older push that names
// an incident of before may overwrite its fields. Not checked: the fields of a named incident beside another of the
// case, when versions differ; nor those of one that lost its correlation id, and then the record of it.
function isNamedAmongOthers({ database, incident, fates }: Part): boolean {
  const named = new Set(fates.map(({ externalId }) => externalId).filter((externalId) => externalId !== undefined))
  const others = [...database.incidents.values()].filter(({ id }) => id !== incident.id)
  return (
    (incident.createdBy === undefined || incident.columns['correlation_id'] === undefined) &&
    hasVersions(fates) &&
    (named.size > 1 || others.some((other) => other.titles.length + other.journal.length > 0))
  )
}

// The like for an instance to which the connector came back, and for one where the incident lacks something that was
// written before the connector moved.
function isVisitedAnew({ visited, world }: Stage, { database, incident }: Part): boolean {
  if (new Set(visited.map(({ origin }) => origin)).size < visited.length) return true
  const original = database.source?.incidents.get(incident.id)
  const isBehind =
    original?.journal.some((row) => !incident.journal.includes(row)) === true ||
    original?.titles.some((title) => !incident.titles.includes(title)) === true
  return isBehind || (visited.length > 1 && world.drops.some(({ incidentId }) => incidentId === incident.id))
}

const hasVersions = (fates: readonly Fate[]) => new Set(fates.map(({ caller }) => caller.version)).size > 1

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

// No run reaches the year 2027: a later version is none.
const versionOf = (caller: Caller | undefined) =>
  caller?.version === undefined || caller.version > Date.UTC(2027, 0) ? undefined : caller.version

/** An older version never overwrites a newer one. */
function checkOrder({ world, scenario }: Stage, { key, incident }: Part): void {
  if (scenario.isAppending === true) return
  const own = scenario.callers.filter((caller) => keyOf(caller) === key)
  let newest = 0
  for (const { text, by } of incident.titles) {
    const version = by === key ? versionOf(own.find(({ title }) => title === text)) : undefined
    if (version === undefined) continue
    if (version < newest) violate(world, `older fields over newer ones in ${incident.id}`)
    newest = Math.max(newest, version)
  }
}

/** The newest version's fields stand; without versions those of a push that nothing else overlapped or followed. */
function checkFields({ world }: Stage, { incident, fates }: Part, done: readonly Fate[]): void {
  const title = incident.columns['short_description'] ?? ''
  if (incident.edited === 'on record' && title !== 'edited')
    violate(world, `an analyst's edit of ${incident.id} was undone`)
  if (incident.edited !== undefined) return
  const newest = Math.max(...fates.map(({ caller }) => versionOf(caller) ?? 0))
  const last = done.find(({ caller, startedAt }) =>
    versionOf(caller) === undefined
      ? fates.every((other) => other.caller === caller || (other.endedAt ?? Infinity) <= startedAt)
      : versionOf(caller) === newest,
  )
  if (last !== undefined && title !== last.caller.title)
    violate(world, `fields lost: ${incident.id} has "${title}", not "${last.caller.title}"`)
}

/** An appended text stands once, and for ever. */
function checkAppended({ world }: Stage, { columns, titles }: Incident): void {
  const text = columns['short_description'] ?? ''
  const linesOf = (whole: string) => whole.split('\n').map((line) => line.trim())
  for (const line of new Set(titles.flatMap((title) => linesOf(title.text)))) {
    const times = linesOf(text).filter((other) => other === line).length
    if (times !== 1) violate(world, `text appended ${times === 0 ? 'and lost' : 'twice'}: "${line}" in "${text}"`)
  }
}
