// What must hold of the columns of an incident, each by itself: the newest version's value stands, no older one over a
// newer one, and no edit of an analyst is undone by a push that has nothing new for its column.
import { digestOf } from '../../lib/push/text.ts'
import type { Fate } from './caller.ts'
import type { Database, Edit, Incident } from './model-servicenow.ts'
import { valuesOf } from './request.ts'
import type { Caller } from './scenario.ts'
import type { Stage } from './stage.ts'
import { violate } from './world.ts'

/** The pushes of one case that were tried at one instance, and one incident there. */
export type Part = {
  key: string
  database: Database
  incident: Incident
  fates: readonly Fate[]
  /** Those at other instances too: a version that may have been pushed there counts here. */
  everywhere: readonly Fate[]
}

// No run reaches the year 2027: a later version is none.
const versionOf = (caller: Caller | undefined) =>
  caller?.version === undefined || caller.version > Date.UTC(2027, 0) ? undefined : caller.version

/** An older version never overwrites a newer one, in any column. */
export function checkOrder({ world, scenario }: Stage, { key, incident }: Part): void {
  if (scenario.isAppending === true) return
  const newest = new Map<string, number>()
  for (const { column, by, from } of incident.writes) {
    const version = by === key ? versionOf(scenario.callers.find(({ name }) => name === nameOf(from))) : undefined
    if (version === undefined) continue
    if (version < (newest.get(column) ?? 0)) violate(world, `older over newer ${column} in ${incident.id}`)
    newest.set(column, Math.max(newest.get(column) ?? 0, version))
  }
}

// Of a process: `P1/2` is the second try of P1.
const nameOf = (process: string) => process.split('/')[0]

/** @param done the pushes that were answered with this incident */
export function checkFields(stage: Stage, part: Part, done: readonly Fate[]): void {
  const { world } = stage
  const { incident } = part
  for (const column of new Set(part.fates.flatMap(({ caller }) => Object.keys(valuesOf(caller, stage.scenario))))) {
    const value = incident.columns[column] ?? ''
    const edit = incident.edits[column]
    if (edit !== undefined) {
      if (value !== 'edited' && mustSurvive(stage, part, column, edit))
        violate(world, `an analyst's edit of ${column} of ${incident.id} was undone`)
      continue
    }
    for (const { given } of decisive(stage, part, done, column)) {
      if (value !== given && !(given === '' && isFromElsewhere(part, column)))
        violate(world, `fields lost: ${column} of ${incident.id} is "${value}", not "${given}"`)
    }
  }
}

/**
 * Whether no push can have had anything new for an edited column: all gave the value that the ledger held for pushed,
 * or all gave none; or all cleared it, which touches no edit. A clear that met an edit forgets the value pushed before,
 * so that the same value after it is new. Exempt is an edit while anything was in doubt, and one in an incident to
 * which a caller turned the case back.
 */
function mustSurvive(stage: Stage, part: Part, column: string, { at, isInDoubt, pushed }: Edit): boolean {
  const { fates } = part
  const isNamed = fates.some(({ externalId }) => externalId !== undefined)
  if (isInDoubt || (isNamed && hasOthers(part))) return false
  const later = fates.filter((fate) => !isOver(stage, fate, at))
  const digests = new Set(later.flatMap(({ caller }) => givenBy(stage, caller, column) ?? []).map(digestOf))
  return digests.size === 0 || (digests.size === 1 && (digests.has(pushed ?? '') || digests.has(digestOf(''))))
}

// Answered before, and no late copy of its acquire may bring its doubt back.
const isOver = ({ world }: Stage, { caller, result, endedAt = Infinity }: Fate, at: number) =>
  result !== undefined &&
  endedAt <= at &&
  !world.steps.some(({ place, fault }) => place.startsWith(`${caller.name}.acquire`) && fault !== '')

const givenBy = ({ scenario }: Stage, caller: Caller, column: string): string | undefined =>
  valuesOf(caller, scenario)[column]

/** The pushes whose values must stand in this column. */
function decisive(stage: Stage, { everywhere }: Part, done: readonly Fate[], column: string) {
  return done.flatMap((fate) => {
    const given = givenBy(stage, fate.caller, column)
    const isDecisive =
      given !== undefined && everywhere.every((other) => other === fate || yields(stage, fate, other, column))
    return isDecisive ? [{ given }] : []
  })
}

/**
 * Whether another push cannot change what this one, which was done, left in the column: it is older; or not newer, and
 * gives the same or was over before. One that is newer and gives no value must not have come first, since then this
 * one's fields were withheld.
 */
function yields(stage: Stage, fate: Fate, other: Fate, column: string): boolean {
  const [version, otherVersion] = [versionOf(fate.caller), versionOf(other.caller)]
  const isVersioned = version !== undefined && otherVersion !== undefined
  const isNewer = isVersioned && otherVersion > version
  const given = givenBy(stage, other.caller, column)
  if (given === undefined) return !isNewer || other.startedAt >= (fate.endedAt ?? Infinity)
  if (isNewer) return false
  if (isVersioned && otherVersion < version) return true
  return given === givenBy(stage, fate.caller, column) || (other.endedAt ?? Infinity) <= fate.startedAt
}

// A clear leaves alone what no push wrote; and what was written while the record held another incident or instance.
function isFromElsewhere(part: Part, column: string): boolean {
  const { key, incident } = part
  const value = incident.columns[column]
  const isOwn = incident.writes.some((write) => write.column === column && write.by === key && write.text === value)
  return !isOwn || hasOthers(part)
}

/** Whether the case turned to another incident as well, here or at another instance. */
function hasOthers({ key, incident, database, fates }: Part): boolean {
  const others = [...database.incidents.values()].filter(({ id }) => id !== incident.id)
  return (
    fates.some(({ tried }) => tried.size > 1 || !tried.has(database)) ||
    fates.some(({ externalId }) => externalId !== undefined && externalId !== incident.id) ||
    others.some(({ writes, journal }) => [...writes, ...journal].some(({ by }) => by === key))
  )
}

/** An appended text stands once, and for ever. */
export function checkAppended({ world }: Stage, { columns, writes }: Incident): void {
  const text = columns['short_description'] ?? ''
  const linesOf = (whole: string) => whole.split('\n').map((line) => line.trim())
  const titles = writes.filter(({ column }) => column === 'short_description')
  for (const line of new Set(titles.flatMap((title) => linesOf(title.text)))) {
    const times = linesOf(text).filter((other) => other === line).length
    if (times !== 1) violate(world, `text appended ${times === 0 ? 'and lost' : 'twice'}: "${line}" in "${text}"`)
  }
}
