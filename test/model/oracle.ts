// What must hold whatever happened: nothing twice, nothing lost, newest fields, true answers.
import type { PushResult } from '../../lib/push/push-result.ts'
import type { Fate } from './caller.ts'
import type { Incident, ServiceNow } from './model-servicenow.ts'
import type { Scenario } from './scenarios.ts'
import { violate, type World } from './world.ts'

type Comments = readonly (readonly [id: string, text: string])[]

/** How often a text may and must stand in a journal: once per comment id that has it. */
const idsOf = (text: string, comments: Comments) =>
  new Set(comments.filter((comment) => comment[1] === text).map(([id]) => id)).size

const rowsOf = (text: string, { journal }: Incident) => journal.filter((row) => row.text === text)

/** At the moment of a 200: it names the right incident and everything is in it. */
export function checkAnswer(world: World, serviceNow: ServiceNow, { caller, externalId, result }: Fate): void {
  const incident = serviceNow.incidents.get(result?.id ?? '')
  if (result === undefined || incident === undefined) return
  if (externalId !== undefined && incident.id !== externalId)
    violate(world, `${caller.name} was answered with another incident than it named`)
  if (result.title !== incident.number || !result.url.endsWith(`sys_id=${incident.id}`))
    violate(world, `${caller.name} was answered with a wrong title or url`)
  if (caller.comments.length !== (result.comments?.length ?? 0))
    violate(world, `${caller.name}'s answer does not list all comments`)
  caller.comments.forEach(([id, text], at) => {
    if (rowsOf(text, incident).length < idsOf(text, caller.comments))
      violate(world, `comment lost: ${caller.name} was answered 200 without ${id} "${text}"`)
    const listed = result.comments?.[at]
    if (listed?.commentId !== id || !isTrueDate(world, serviceNow, listed.pushedDate, text, incident))
      violate(world, `${caller.name}'s answer lists ${id} wrongly: ${JSON.stringify(listed)}`)
  })
}

// A comment is dated by its write: by the journal row, or the incident's change while the row was still to come.
function isTrueDate(
  { scheduler, steps }: World,
  { skew }: ServiceNow,
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
export function checkEnd(world: World, scenario: Scenario, serviceNow: ServiceNow, fates: readonly Fate[]): void {
  const all = scenario.callers.flatMap(({ comments }) => comments)
  for (const fate of fates) checkFate(world, fate)
  if (fates.length < scenario.callers.length) violate(world, 'stuck: not every caller has begun')
  for (const incident of serviceNow.incidents.values()) {
    const done = fates.filter(({ result }) => result?.id === incident.id)
    const hasMoved = isNamedAmongOthers(incident, serviceNow, fates)
    if (!hasMoved) checkOrder(world, scenario, incident)
    for (const { text } of incident.journal) {
      if (rowsOf(text, incident).length > idsOf(text, all)) violate(world, `comment twice: "${text}" in ${incident.id}`)
    }
    if (!incident.isLive) continue
    for (const [id, text] of done.flatMap(({ caller }) => caller.comments)) {
      if (
        rowsOf(text, incident).length <
        idsOf(
          text,
          done.flatMap(({ caller }) => caller.comments),
        )
      )
        violate(world, `comment lost: ${id} "${text}" in ${incident.id}`)
    }
    if (scenario.isAppending === true) checkAppended(world, incident, done)
    else if (!hasMoved) checkFields(world, incident, done, fates)
  }
}

// The case version starts anew when the incident changes (docs/never-twice.md), so a late older push that names
// an incident of before may overwrite its fields. Not checked: the fields of a named incident beside another of the
// case, when versions differ.
function isNamedAmongOthers({ id, isPushed }: Incident, { incidents }: ServiceNow, fates: readonly Fate[]): boolean {
  const named = new Set(fates.map(({ externalId }) => externalId).filter((externalId) => externalId !== undefined))
  const versions = new Set(fates.map(({ caller }) => caller.version))
  return (
    !isPushed &&
    versions.size > 1 &&
    (named.size > 1 ||
      [...incidents.values()].some((other) => other.id !== id && other.titles.length + other.journal.length > 0))
  )
}

// Only an answer that says so may end a push without success.
function checkFate(world: World, { caller, endedAt, result, error, manner }: Fate): void {
  if (endedAt === undefined) violate(world, `stuck: ${caller.name} never got a final answer`)
  else if (result === undefined && manner !== 'quits' && error?.retryable !== false)
    violate(world, `${caller.name} ended without an answer`)
}

/** An older version never overwrites a newer one. */
function checkOrder(world: World, { callers, isAppending }: Scenario, { id, titles }: Incident): void {
  const versions = titles.map((title) => callers.find((caller) => caller.title === title)?.version)
  let newest = 0
  for (const version of isAppending === true ? [] : versions) {
    if (version === undefined) continue
    if (version < newest) violate(world, `older fields over newer ones in ${id}`)
    newest = Math.max(newest, version)
  }
}

/** The newest version's fields stand; without versions those of a push that nothing else overlapped or followed. */
function checkFields(world: World, incident: Incident, done: readonly Fate[], fates: readonly Fate[]): void {
  if (incident.edited === 'on record' && incident.columns['short_description'] !== 'edited')
    violate(world, `an analyst's edit of ${incident.id} was undone`)
  if (incident.edited !== undefined) return
  const newest = Math.max(...fates.map(({ caller }) => caller.version ?? 0))
  const last = done.find(({ caller, startedAt }) =>
    caller.version === undefined
      ? fates.every((other) => other.caller === caller || (other.endedAt ?? Infinity) <= startedAt)
      : caller.version === newest,
  )
  if (last !== undefined && incident.columns['short_description'] !== last.caller.title) {
    violate(
      world,
      `fields lost: ${incident.id} has "${incident.columns['short_description'] ?? ''}", not "${last.caller.title}"`,
    )
  }
}

/** An appended text stands once. */
function checkAppended(world: World, incident: Incident, done: readonly Fate[]): void {
  const text = incident.columns['short_description'] ?? ''
  for (const { caller } of done) {
    const times = text.split('\n').filter((line) => line.trim() === caller.title).length
    if (times > 1) violate(world, `text appended twice: "${text}"`)
  }
}
