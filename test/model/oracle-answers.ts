// What must hold at the moment of an answer: it names the right incident of the right instance, everything is in it,
// and what it tells of it is true.
import type { PushError } from '../../lib/errors.ts'
import type { CommentResult } from '../../lib/push/push-comment.ts'
import type { PushResult } from '../../lib/push/push-result.ts'
import type { Fate } from './caller.ts'
import { isClosed, type Database, type Incident } from './model-servicenow.ts'
import { isExcused } from './oracle-writes.ts'
import { commentsOf } from './request.ts'
import type { Sender, Stage } from './stage.ts'
import { violate } from './world.ts'

export type Comments = readonly (readonly [id: string, text: string])[]

/** How often a text may and must stand in a journal: once per comment id that has it. */
export const idsOf = (text: string, comments: Comments) =>
  new Set(comments.filter((comment) => comment[1] === text).map(([id]) => id)).size

export const rowsOf = (text: string, { journal }: Incident) => journal.filter((row) => row.text === text)

/** The last answer to a caller, if it got one. */
export function checkAnswer(stage: Stage, fate: Fate): void {
  const { world } = stage
  const { caller, sender, result, error } = fate
  if (result === undefined) {
    if (error !== undefined && sender.knows !== undefined) checkNotFound(stage, fate, error)
    return
  }
  const { database } = sender.serviceNow
  const incident = database.incidents.get(result.id)
  if (incident === undefined) {
    violate(world, `${caller.name} was answered with an incident of another instance`)
    return
  }
  const comments = commentsOf(caller)
  for (const [id, text] of comments) {
    if (!isExcused(world, incident.id, text) && rowsOf(text, incident).length < idsOf(text, comments))
      violate(world, `comment lost: ${caller.name} was answered 200 without ${id} "${text}"`)
  }
  if ('status' in result) checkComment(stage, fate, result, incident)
  else checkPush(stage, fate, result, incident)
}

function checkPush(stage: Stage, { caller, externalId, sender }: Fate, result: PushResult, incident: Incident): void {
  const { world } = stage
  const { origin, database } = sender.serviceNow
  if (!result.url.startsWith(origin)) violate(world, `${caller.name} was answered with an incident of another instance`)
  const named = externalId === undefined ? undefined : database.incidents.get(externalId)
  if (externalId !== undefined && incident.id !== externalId && (named === undefined || !isClosed(named)))
    violate(world, `${caller.name} was answered with another incident than it named`)
  if (result.title !== incident.number || !result.url.endsWith(`sys_id=${incident.id}`))
    violate(world, `${caller.name} was answered with a wrong title or url`)
  if (caller.comments.length !== (result.comments?.length ?? 0))
    violate(world, `${caller.name}'s answer does not list all comments`)
  if (sender.hasLostCorrelation && !isWarned(result))
    violate(world, `${caller.name}'s answer does not tell that the correlation id was dropped`)
  if (!isClaimed(stage, sender, incident.id) && !world.steps.some(({ operation, fault }) => isFailed(operation, fault)))
    violate(world, `${caller.name} was answered with ${incident.id}, which nobody has claimed`)
  commentsOf(caller).forEach(([id, text], at) => {
    if (isExcused(world, incident.id, text)) return
    const listed = result.comments?.[at]
    if (listed?.commentId !== id || !isTrueDate(world, database, listed.pushedDate, text, incident))
      violate(world, `${caller.name}'s answer lists ${id} wrongly: ${JSON.stringify(listed)}`)
  })
}

const isWarned = ({ warnings }: PushResult) => warnings?.some(({ code }) => code === 'correlation_dropped') === true

// A claim that fails changes no answer; the next push makes it.
const isFailed = (operation: string, fault: string) => operation === 'claim' && fault !== ''

const isClaimed = ({ ledger }: Stage, { serviceNow }: Sender, id: string) =>
  ledger.claims.has(`${serviceNow.origin} ${id}`)

/** A comment was written by the very try that says so, and by another one where it stood there already. */
function checkComment(stage: Stage, { caller, sender }: Fate, result: CommentResult, incident: Incident): void {
  const { world, ledger } = stage
  const { knows, process, connector, serviceNow } = sender
  const { name } = caller
  const known = serviceNow.database.incidents.get(knows ?? '')
  if (result.id !== knows && (known === undefined || !isClosed(known)))
    violate(world, `${name} was answered with another incident than it knows`)
  if (ledger.claims.get(`${serviceNow.origin} ${incident.id}`)?.startsWith(`${connector.id}#`) !== true)
    violate(world, `${name} was answered with ${incident.id}, which its connector has not claimed`)
  for (const [id, text] of commentsOf(caller)) {
    if (result.commentId !== id) violate(world, `${name} was answered with the comment id ${result.commentId}`)
    if (isExcused(world, incident.id, text)) continue
    if (!isTrueDate(world, serviceNow.database, result.pushedDate, text, incident))
      violate(world, `${name} was answered with a wrong date: ${result.pushedDate}`)
    const isOwn = result.status === 'written'
    if (!rowsOf(text, incident).some(({ from }) => (from === process.name) === isOwn))
      violate(world, `${name} was answered ${result.status}, which is not true`)
  }
}

/** Not found is what no case of the connector has claimed, and what is gone. */
function checkNotFound({ world }: Stage, { caller, sender }: Fate, error: PushError): void {
  if (error.code !== 'incident_not_found') return
  const { knows = '', wasClaimed, serviceNow } = sender
  if (error.reason === 'not_pushed' && wasClaimed) violate(world, `${caller.name} did not find ${knows} in the ledger`)
  if (error.reason !== 'not_pushed' && serviceNow.database.incidents.get(knows)?.isLive === true)
    violate(world, `${caller.name} did not find ${knows}, which is there`)
}

// A comment is dated by its write: by the journal row, or the incident's change while the row was still to come.
function isTrueDate(
  { scheduler, steps }: Stage['world'],
  { skew }: Database,
  date: string,
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
