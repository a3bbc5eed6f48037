// Cases nobody thought of: two to four pushes with drawn versions, comments, incidents and times.
import { close, edit, given, move, remap, remove } from './analyst.ts'
import { draw, pick } from './random.ts'
import type { Caller, Event, Scenario, When } from './scenario.ts'

export const DRAWN = 'drawn'

const TITLES = ['one', 'two', 'three']
const DISTINCT = [
  ['c1', 'first'],
  ['c2', 'second'],
  ['c2', 'second, edited'],
  ['c3', 'third'],
] as const
// Of equal texts every push brings all so far, as Kibana does: whose a single entry is could not be told otherwise.
const EQUAL = [
  ['c1', 'ok'],
  ['c2', 'ok'],
  ['c3', 'not ok'],
  ['c4', 'ok'],
] as const
const NOTE = ['', 'a note'] as const
const KINDS = [
  'named',
  'switched',
  'deleted',
  'equal texts',
  'plain',
  'plain',
  'two connectors',
  'moved',
  'remapped',
  'edited',
  'edited',
  'closed',
] as const
type Kind = (typeof KINDS)[number]

/** @param seed every seed its own scenario, for ever */
export function drawnScenario(seed: number): Scenario {
  const kind = pick(seed, 'kind', KINDS)
  const isVersioned = draw(seed, 'versioned') < 0.75
  const names = ['P1', 'P2', 'P3', 'P4'].slice(0, 2 + Math.floor(draw(seed, 'callers') * 3))
  const callers = names.map((name, at): Caller => {
    // The incident that follows another says so in its description.
    const { description, impact } = valuesOf(seed, name)
    const values = {
      ...(kind === 'closed' || description === undefined ? {} : { description }),
      ...(impact === undefined ? {} : { impact }),
    }
    const version = Math.floor(draw(seed, `version ${name}`) * TITLES.length)
    const pool = kind === 'equal texts' ? EQUAL : DISTINCT
    const few = Math.floor(draw(seed, `few ${name}`) * 5)
    const comments = pool.filter(([id], place) =>
      kind === 'equal texts' ? place < few : draw(seed, `comment ${name} ${id} ${place}`) < 0.4,
    )
    const unique = comments.filter(([id], place) => comments.findIndex((other) => other[0] === id) === place)
    const externalId = namedBy(seed, kind, name)
    if (at > 0 && draw(seed, `by incident ${name}`) < 0.25) return commenting(seed, kind, names, at)
    return {
      name,
      ...whenOf(seed, name, names[at - 1]),
      title: TITLES[version] ?? '',
      ...(isVersioned ? { version: (version + 1) * 1000 } : {}),
      ...values,
      comments: unique,
      ...(externalId === undefined ? {} : { externalId }),
      ...connectorOf(seed, kind, name),
    }
  })
  return {
    name: DRAWN,
    callers,
    events: eventsOf(seed, kind),
    ...(kind === 'named' || kind === 'switched' ? { before: given('X1', 'X2') } : {}),
    deadline: pick(seed, 'deadline', [29, 29, 120]),
    leavesClosed: kind === 'closed',
    isMerging: draw(seed, 'merging') < 0.3,
    isImporting: kind !== 'two connectors' && draw(seed, 'importing') < 0.2,
  }
}

/** One that knows an incident: its comment is one of the others', or it has no id and a text of its own. */
function commenting(seed: number, kind: Kind, names: readonly string[], at: number): Caller {
  const [name = '', before = ''] = [names[at], names[at - 1]]
  const isShared = kind !== 'equal texts' && draw(seed, `shares ${name}`) < 0.5
  return {
    name,
    ...whenOf(seed, name, before),
    comments: [isShared ? pick<readonly [string, string]>(seed, `comments ${name}`, DISTINCT) : NOTE],
    knows: pick(seed, `knows ${name}`, ['live', 'P1', before]),
    ...connectorOf(seed, kind, name),
  }
}

const connectorOf = (seed: number, kind: Kind, name: string) =>
  kind === 'two connectors' && draw(seed, `connector ${name}`) < 0.5 ? { connector: 'other' } : {}

/** Columns besides the title: given, cleared or left out, each by itself. */
function valuesOf(seed: number, name: string): Pick<Caller, 'description' | 'impact'> {
  const description = pick(seed, `description ${name}`, ['absent', '', 'long', 'long', 'longer'])
  const impact = pick(seed, `impact ${name}`, ['absent', '', '1', '2'])
  return { ...(description === 'absent' ? {} : { description }), ...(impact === 'absent' ? {} : { impact }) }
}

function namedBy(seed: number, kind: Kind, name: string): string | undefined {
  if (kind === 'named') return draw(seed, `named ${name}`) < 0.5 ? 'X1' : undefined
  if (kind === 'switched') return pick(seed, `named ${name}`, ['X1', 'X2'])
  if (kind === 'closed' && name !== 'P1' && draw(seed, `named ${name}`) < 0.5) return 'P1'
  return kind === 'plain' && name !== 'P1' && draw(seed, `named ${name}`) < 0.2 ? 'live' : undefined
}

function eventsOf(seed: number, kind: Kind): Event[] {
  const once = { name: kind, after: 'P1', at: pick(seed, 'event at', [0.1, 0.6, 5, 40]) }
  if (kind === 'deleted') return [{ ...once, does: remove }]
  if (kind === 'closed') return [{ ...once, does: close }]
  if (kind === 'remapped') return [{ ...once, does: remap('comments') }]
  if (kind === 'edited')
    return [{ ...once, does: edit(pick(seed, 'edits', ['short_description', 'description', 'impact'])) }]
  const way = pick(seed, 'way', ['new', 'copied', 'renamed'] as const)
  return kind === 'moved' ? [{ ...once, does: move('https://second.service-now.com', way) }] : []
}

function whenOf(seed: number, name: string, before: string | undefined): When {
  const at = pick(seed, `at ${name}`, [0.1, 1, 7, 21, 45, 90])
  return before === undefined || draw(seed, `overlaps ${name}`) < 0.5 ? { at } : { after: before, at }
}
