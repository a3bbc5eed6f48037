// What is known of a case after a look at ServiceNow: the record, with what was found in place of what was in doubt.
import { newestOf, type CaseRecord, type Doubt, type KnownIncident, type WrittenComment } from './case-record.ts'
import { isPushed, withPossible, withPushed, type PushedFields } from './pushed-fields.ts'

/** What a look found: an incident that a push in doubt created, or comments in an incident known before. */
export type Found = { incident: KnownIncident; isCreated: boolean; comments: readonly WrittenComment[] }

/** The record after a look: what was found is recorded, and the doubts' versions count as pushed. */
export function recordAfterLook(record: CaseRecord, doubts: readonly Doubt[], found: Found): CaseRecord {
  return {
    ...record,
    incident: found.incident,
    comments: [...record.comments, ...found.comments],
    version: newestOf(record.version, ...doubts.map(({ version }) => version)),
    fields: fieldsAfterLook(record, doubts, found),
  }
}

/**
 * What is known of the columns after a look. A column whose doubts all carried the value that is recorded keeps it. If
 * all carried one other value, no older than the recorded ones, and the look proves that it landed, it is that one.
 * Otherwise it may be any of them.
 */
function fieldsAfterLook(record: CaseRecord, doubts: readonly Doubt[], found: Found): PushedFields {
  const columns = new Set(doubts.flatMap(({ fields = {} }) => Object.keys(fields)))
  return [...columns].reduce((fields, column) => {
    const carrying = doubts.flatMap((doubt) => carried(doubt, column))
    const [first] = carrying
    if (first === undefined || carrying.every(({ digest }) => isPushed(fields, column, digest))) return fields
    const isAgreed = carrying.every(
      ({ digest, version }) =>
        digest === first.digest && (version === undefined || newestOf(version, record.version) === version),
    )
    if (isAgreed && provesColumn(record, doubts, found, column)) return withPushed(fields, { [column]: first.digest })
    return carrying.reduce((possible, { digest }) => withPossible(possible, { [column]: digest }), fields)
  }, record.fields)
}

function carried({ fields = {}, version }: Doubt, column: string) {
  const digest = fields[column]
  return digest === undefined ? [] : [{ digest, version }]
}

// A value landed if the incident was created, by whichever of the doubts, with it; or if a comment was found that every
// doubt about it sent along with it. In an adopted incident a comment may be older than any doubt and proves nothing.
function provesColumn(record: CaseRecord, doubts: readonly Doubt[], found: Found, column: string): boolean {
  const isCarried = (doubt: Doubt) => carried(doubt, column).length > 0
  if (found.isCreated) return doubts.every((doubt) => doubt.fields === undefined || isCarried(doubt))
  if (record.isAdopted === true) return false
  return found.comments.some(({ commentId, digest }) => {
    const about = doubts.filter(({ comments }) =>
      comments.some((comment) => comment.commentId === commentId && comment.digest === digest),
    )
    return about.length > 0 && about.every(isCarried)
  })
}
