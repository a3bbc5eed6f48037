// What must hold of a settled case whatever happened: one incident, every comment once, the newest fields, true
// answers. Pure: it judges what others have gathered.
import * as v from 'valibot'
import { ERROR_STATUS } from '../../lib/errors.ts'
import type { Answer } from './answers.ts'
import type { Version } from './case-plan.ts'

/** The account that the functions have in ServiceNow. */
export type FoundIncident = {
  sys_id: string
  number: string
  title: string
  description: string
  /** Texts that the functions' account wrote, oldest first. */
  journal: readonly string[]
}

/** A title that a request to ServiceNow carried, in the order of arrival; certain when it was surely carried out. */
export type WrittenTitle = { title: string; isCertain: boolean }

export type Evidence = {
  /** Versions of which any request was sent, in their order. */
  versions: readonly Version[]
  answers: readonly Answer[]
  /** All incidents that have the case's correlation id. */
  incidents: readonly FoundIncident[]
  writtenTitles: readonly WrittenTitle[]
  deadLetters: readonly string[]
  /** The title that an analyst gave the incident once it was quiet. */
  editedTitle: string | undefined
}

export function violationsIn(evidence: Evidence): string[] {
  const { incidents, deadLetters, answers } = evidence
  return [
    ...(incidents.length === 1 ? [] : [`${incidents.length} incidents`]),
    ...incidents.flatMap((incident) => commentViolations(evidence, incident)),
    ...incidents.flatMap((incident) => fieldViolations(evidence, incident)),
    ...orderViolations(evidence),
    ...answers.flatMap((answer) => answerViolations(evidence, answer)),
    ...deadLetters.map((reason) => `a dead letter: ${reason}`),
  ]
}

/** How often each text stands for these versions: once for each comment id that has it. */
function timesByText(versions: readonly Version[]): Map<string, number> {
  const ids = new Map<string, Set<string>>()
  for (const { id, text } of versions.flatMap(({ comments }) => comments)) {
    const having = ids.get(text) ?? new Set()
    ids.set(text, having.add(id))
  }
  return new Map([...ids].map(([text, having]) => [text, having.size]))
}

function commentViolations({ versions, answers }: Evidence, { sys_id, journal }: FoundIncident): string[] {
  const done = new Set(answers.filter(({ status }) => status === 200).map(({ version }) => version))
  const most = timesByText(versions)
  const least = timesByText(versions.filter(({ number }) => done.has(number)))
  const found = Map.groupBy(journal, (text) => text)
  const times = (text: string) => found.get(text)?.length ?? 0
  return [
    ...[...least].flatMap(([text, count]) =>
      times(text) < count ? [`a lost comment: ${times(text)} instead of ${count} of ${quoted(text)} in ${sys_id}`] : [],
    ),
    ...[...most].flatMap(([text, count]) =>
      times(text) > count
        ? [`a repeated comment: ${times(text)} instead of ${count} of ${quoted(text)} in ${sys_id}`]
        : [],
    ),
    ...[...found.keys()].filter((text) => !most.has(text)).map((text) => `a text that nobody sent: ${quoted(text)}`),
  ]
}

function fieldViolations({ versions, editedTitle }: Evidence, { title, description }: FoundIncident): string[] {
  const newest = versions.at(-1)
  if (newest === undefined) return []
  const expected = editedTitle ?? newest.title
  const loss = editedTitle === undefined ? 'fields lost' : "an analyst's edit undone"
  return [
    ...(title === expected ? [] : [`${loss}: ${quoted(title)} instead of ${quoted(expected)}`]),
    ...(description.startsWith(newest.description) ? [] : [`description lost: ${quoted(description)}`]),
  ]
}

/** An older version never overwrites a newer one. */
function orderViolations({ versions, writtenTitles }: Evidence): string[] {
  const ageOf = (title: string) => versions.findIndex((version) => version.title === title)
  let newest = -1
  return writtenTitles.flatMap(({ title, isCertain }) => {
    const age = ageOf(title)
    if (age < newest) return [`older fields over newer ones: ${quoted(title)}`]
    if (isCertain) newest = age
    return []
  })
}

const Data = v.object({
  id: v.string(),
  title: v.string(),
  url: v.string(),
  pushedDate: v.pipe(v.string(), v.isoTimestamp()),
  comments: v.optional(
    v.array(v.object({ commentId: v.string(), pushedDate: v.pipe(v.string(), v.isoTimestamp()) })),
    [],
  ),
})

function answerViolations(evidence: Evidence, answer: Answer): string[] {
  const problem = answer.status === 200 ? problemOfSuccess(evidence, answer) : problemOfError(answer)
  return problem === undefined ? [] : [`${answer.name} was answered ${problem}`]
}

function problemOfSuccess({ incidents, versions }: Evidence, { data, version }: Answer): string | undefined {
  const parsed = v.safeParse(Data, data)
  if (!parsed.success) return `200 with ${JSON.stringify(data)}`
  const { id, title, url, comments } = parsed.output
  const incident = incidents.find(({ sys_id }) => sys_id === id)
  if (incident === undefined) return `with an incident that is not the case's: ${id}`
  if (incident.number !== title || !url.endsWith(`sys_id=${id}`)) return `with another title or url: ${title}, ${url}`
  const asked = versions.find(({ number }) => number === version)?.comments.map((comment) => comment.id)
  const listed = comments.map(({ commentId }) => commentId)
  return String(asked) === String(listed) ? undefined : `with a list of other comments: ${String(listed)}`
}

/** Every request of a campaign is in order, so no error may be final. */
function problemOfError({ status, code, retry, retryAfterS }: Answer): string | undefined {
  const shown = `${status} ${code}, retry ${String(retry)}`
  if (!Object.entries(ERROR_STATUS).some(([known, itsStatus]) => known === code && itsStatus === status))
    return `with an undocumented error: ${shown}`
  if (retry !== true) return `with a final error: ${shown}`
  return retryAfterS !== undefined && retryAfterS < 1 ? `with a wrong Retry-After: ${retryAfterS}` : undefined
}

const quoted = (text: string) => JSON.stringify(text)
