// What a successful push answers: the documented `data` (elastic-execute-api.md §1, §5).
import { indexByText, type KnownIncident, type WrittenComment } from './case-record.ts'
import type { IncidentPlan } from './plan-incident.ts'
import { recordUrl, type Place } from './record-place.ts'
import type { Warning } from './warnings.ts'

/** `title` is the incident's number, `id` its sys_id; dates ISO 8601. `comments` is absent when the case has none. */
export type PushResult = {
  title: string
  id: string
  pushedDate: string
  url: string
  comments?: { commentId: string; pushedDate: string }[]
  /** What there is to tell although the push succeeded; absent when there is nothing. */
  warnings?: readonly Warning[]
}

/** Where a case stands after a push. */
export type Pushed = {
  incident: KnownIncident
  comments: readonly WrittenComment[]
  warnings: readonly Warning[]
  /** Whether this push wrote, or finished, anything. */
  hasWritten: boolean
}

/** The answer to a finished push. It lists the comments of the request that have an id. */
export function resultOf(plan: IncidentPlan, { incident, comments, warnings }: Pushed, place: Place): PushResult {
  const writtenAs = indexByText(comments)
  const listed = plan.comments.flatMap((comment) => {
    const written = comment.commentId === '' ? undefined : writtenAs(comment)
    return written === undefined
      ? []
      : [{ commentId: written.commentId, pushedDate: isoDate(written.pushedAtS * 1000) }]
  })
  return {
    title: incident.number,
    id: incident.id,
    pushedDate: isoDate(incident.pushedAtMs),
    url: recordUrl(place, incident.id),
    ...(listed.length === 0 ? {} : { comments: listed }),
    ...(warnings.length === 0 ? {} : { warnings }),
  }
}

/** ISO 8601. */
export const isoDate = (timeMs: number) => new Date(timeMs).toISOString()
