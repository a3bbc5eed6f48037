// What a write leaves in the record once it is certain.
import { newest, type WrittenComment } from './case-record.ts'
import type { PlannedComment } from './plan-incident.ts'
import type { IncidentHead } from './ports.ts'
import type { Work } from './known.ts'

/** One write: the columns it sets, the field digest and the comment it carries. */
export type Write = {
  id: string | undefined
  columns: Record<string, string>
  fields: string | undefined
  comment: PlannedComment | undefined
}

/** Records a write that was done. A create is dated by the incident's creation, an update by its last change. */
export function recordDone(work: Work, { id, fields, comment }: Write, head: IncidentHead): void {
  const writtenAt = id === undefined ? head.createdAt : head.updatedAt
  work.firstWrite ??= writtenAt
  work.record = {
    ...work.record,
    incident: { id: head.id, number: head.number, pushedAt: work.firstWrite },
    ...(fields === undefined ? {} : { fields }),
    comments: comment === undefined ? work.record.comments : [...work.record.comments, noted(comment, writtenAt)],
  }
  if (fields !== undefined) recordVersion(work)
}

/** The push's case version counts as pushed. */
export function recordVersion(work: Work): void {
  const version = newest(work.record.version, work.plan.version)
  if (version !== undefined) work.record = { ...work.record, version }
}

/** Fields that were perhaps written: none may be taken for the last ones pushed. */
export function recordFieldsInDoubt(work: Work): void {
  const { fields: _, ...rest } = work.record
  work.record = rest
  recordVersion(work)
}

const noted = ({ commentId, digest }: PlannedComment, at: number): WrittenComment => ({
  commentId,
  digest,
  pushedAt: Math.floor(at / 1000),
})
