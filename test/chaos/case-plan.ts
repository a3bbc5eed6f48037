// What happens to one case, drawn from the seed: its versions with their comments and edits, who pushes which of them
// when and how, and when an analyst writes a note meanwhile.
import type { Chance } from './chance.ts'

/** How a caller takes an answer: waits as told, waits less, or gives up. The queue delivers again by itself. */
export type Manner = 'told' | 'eager' | 'quits'
export type FunctionName = 'execute' | 'execute-queued'

type Comment = {
  commentId: string
  comment: string
  createdAt?: string
  updatedAt?: string
  createdBy?: { fullName: string; username: string }
}

/** A version of the case, as a request sends it. */
export type Version = {
  number: number
  title: string
  description: string
  /** `text` as it must stand in the journal. */
  comments: readonly { id: string; text: string }[]
  subActionParams: Record<string, unknown>
}

/** One caller: a request that is sent until it succeeds, or its caller gives up. */
export type Call = { name: string; atMs: number; version: Version; through: FunctionName; manner: Manner }

export type CasePlan = {
  id: string
  versions: readonly Version[]
  calls: readonly Call[]
  noteAtMs: number | undefined
}

type State = { title: string; description: string; comments: readonly Comment[] }
type Draw = { chance: Chance; id: string; isSigned: boolean }

const CREATED_AT = '2026-03-31T08:00:00.000Z'
const BY = { fullName: 'Jane Doe', username: 'jdoe' }
const THROUGH = ['execute', 'execute', 'execute-queued'] as const
const MANNERS = ['told', 'told', 'eager', 'quits'] as const
const MINUTE_MS = 60_000

/** @param spanMs within which the calls begin */
export function planCase(chance: Chance, id: string, spanMs: number): CasePlan {
  const draw = { chance, id, isSigned: chance.happens(`${id} signed`, 0.3) }
  const count = Math.round(chance.between(`${id} versions`, [1, 5]))
  const versions: Version[] = []
  const calls: Call[] = []
  let state: State = { title: `Case ${id}`, description: `Seen in ${id}.`, comments: [] }
  let atMs = 0
  for (let number = 1; number <= count; number += 1) {
    state = changed(draw, state, number)
    versions.push(versionOf(draw, state, number))
    calls.push(...callsOf(draw, versions, atMs, spanMs))
    atMs += chance.between(`${id} pause ${number}`, [0, (0.9 * spanMs) / count])
  }
  const noteAtMs = chance.happens(`${id} note`, 0.4) ? chance.between(`${id} note at`, [0, spanMs]) : undefined
  return { id, versions, calls, noteAtMs }
}

/** More pushes of a settled case whose fields stay as they are: the newest version again, and one with a comment. */
export function planSequel(chance: Chance, { id, versions }: CasePlan): CasePlan {
  const last = versions.at(-1)
  if (last === undefined) throw new RangeError(`${id} has no version`)
  const draw = { chance, id, isSigned: false }
  const number = last.number + 1
  const comments = last.subActionParams['comments'] as readonly Comment[]
  const state = { title: last.title, description: last.description, comments: [...comments, added(draw, number, 0)] }
  const newest = versionOf(draw, state, number)
  const again = { name: `${number}-again`, atMs: 0, version: last, through: 'execute-queued', manner: 'told' } as const
  const calls = callsOf(draw, [newest], chance.between(`${id} sequel at`, [0, 3_000]), 3_000)
  return { id, versions: [...versions, newest], calls: [again, ...calls], noteAtMs: undefined }
}

/** The next state: at least one of more comments, an edited comment, other fields. */
function changed({ chance, id, isSigned }: Draw, state: State, number: number): State {
  const label = `${id} version ${number}`
  const isEdited = state.comments.length > 0 && chance.happens(`${label} edits`, 0.35)
  const edited = isEdited ? chance.pick(`${label} edited`, state.comments) : undefined
  const comments = state.comments.map((comment) =>
    comment === edited
      ? {
          ...comment,
          comment: `${comment.comment}, as corrected in ${number}`,
          ...(isSigned ? { updatedAt: timeOf(number) } : {}),
        }
      : comment,
  )
  const isRenamed = number > 1 && chance.happens(`${label} renames`, 0.5)
  const count = Math.round(chance.between(`${label} comments`, [isEdited || isRenamed ? 0 : 1, 3]))
  const more = Array.from({ length: count }, (_, index) => added({ chance, id, isSigned }, number, index))
  return {
    title: isRenamed ? `Case ${id}, retitled in ${number}` : state.title,
    description:
      isRenamed && chance.happens(`${label} describes`, 0.5) ? `Seen in ${id} and ${number}.` : state.description,
    comments: [...comments, ...more],
  }
}

function added({ chance, id, isSigned }: Draw, number: number, index: number): Comment {
  const commentId = `${id}-c${number}-${index}`
  // Of one text under several ids, as many must stand in the journal.
  const comment = chance.happens(`${commentId} ok`, 0.25)
    ? 'ok'
    : `Comment ${index} in ${number} of ${id}.\nSecond line.`
  return { commentId, comment, ...(isSigned ? { createdAt: timeOf(number), createdBy: BY } : {}) }
}

const timeOf = (number: number) => new Date(Date.parse(CREATED_AT) + number * MINUTE_MS).toISOString()

function versionOf({ id }: Draw, { title, description, comments }: State, number: number): Version {
  return {
    number,
    title,
    description,
    comments: comments.map((comment) => ({ id: comment.commentId, text: journalTextOf(comment) })),
    subActionParams: {
      savedObjectId: id,
      title,
      description,
      createdAt: CREATED_AT,
      createdBy: BY,
      ...(number === 1 ? {} : { updatedAt: timeOf(number), updatedBy: BY }),
      comments,
    },
  }
}

function journalTextOf({ comment, createdAt, updatedAt, createdBy }: Comment): string {
  return createdBy === undefined
    ? comment
    : `${comment} (added at ${updatedAt ?? createdAt ?? ''} by ${createdBy.fullName})`
}

/** The calls around the newest version: its own, perhaps the same at once or again, and perhaps an older one late. */
function callsOf({ chance, id }: Draw, versions: readonly Version[], atMs: number, spanMs: number): Call[] {
  const newest = versions.at(-1)
  if (newest === undefined) return []
  const { number } = newest
  const call = (kind: string, version: Version, laterMs: number, through?: FunctionName): Call => {
    const name = `${number}-${kind}`
    const label = `${id} ${name}`
    return {
      name,
      atMs: atMs + laterMs,
      version,
      through: through ?? chance.pick(`${label} through`, THROUGH),
      manner: chance.pick(`${label} manner`, MANNERS),
    }
  }
  const first = call('first', newest, 0)
  const calls = [first]
  const later = (kind: string, range: number) => chance.between(`${id} ${number} ${kind} later`, [0, range])
  if (chance.happens(`${id} ${number} twin`, 0.4))
    calls.push(call('twin', newest, 0, first.through === 'execute' ? 'execute-queued' : 'execute'))
  if (chance.happens(`${id} ${number} repeats`, 0.25)) calls.push(call('repeat', newest, later('repeat', spanMs / 3)))
  const older = versions.slice(0, -1)
  if (older.length > 0 && chance.happens(`${id} ${number} late`, 0.4))
    calls.push(call('late', chance.pick(`${id} ${number} which late`, older), later('late', spanMs / 3)))
  return calls
}
