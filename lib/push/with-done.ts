// What is known once a write was done.
import { incidentFrom, isSameId, withFields, type Known, type Push } from './known.ts'
import type { Write } from './next-write.ts'
import type { PlannedComment } from './plan-incident.ts'
import type { IncidentHead } from './ports.ts'

/** Records a write that was done. A create is dated by the incident's creation, an update by its last change. */
export function withDone(push: Push, known: Known, { kind, fields, comments }: Write, head: IncidentHead): Known {
  const writtenAtMs = kind === 'create' ? head.createdAtMs : head.updatedAtMs
  const firstWriteAtMs = known.firstWriteAtMs ?? writtenAtMs
  const before = known.record.incident
  const claimedAtMs = before !== undefined && isSameId(before.id, head.id) ? before.claimedAtMs : undefined
  const incident = { ...incidentFrom(push, head), pushedAtMs: firstWriteAtMs, claimedAtMs }
  const done = { ...known, isOpen: true, firstWriteAtMs, record: { ...known.record, incident } }
  const commented = comments.reduce<Known>((all, comment) => withComment(all, comment, writtenAtMs), done)
  return fields === undefined ? commented : withFields(push, commented, fields)
}

function withComment(known: Known, comment: PlannedComment, writtenAtMs: number): Known {
  const { commentId, digest } = comment
  const written = { commentId, digest, pushedAtS: Math.floor(writtenAtMs / 1000) }
  return {
    ...known,
    record: { ...known.record, comments: [...known.record.comments, written] },
    unwritten: known.unwritten.filter((other) => other !== comment),
  }
}
