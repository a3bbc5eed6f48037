// The one decision of a push: what to write next, worked out from what it was given and what it knows. Pure.
import type { CaseRecord } from './case-record.ts'
import { creationAfter, withFollower } from './closed.ts'
import type { Known, Push } from './known.ts'
import { mergeable, mergedText } from './merged-text.ts'
import type { IncidentPlan, PlannedComment } from './plan-incident.ts'
import { digestsOf, textsOf, type PlannedField, type PlannedFields } from './planned-fields.ts'
import { isPushed, mayBePushed, type FieldDigests } from './pushed-fields.ts'

type Columns = Readonly<Record<string, string>>

type Content = {
  columns: Columns
  /** The values of the fields that the write carries; undefined when it carries none. */
  fields: FieldDigests | undefined
  /** The comments that the write carries, in one entry of the journal. */
  comments: readonly PlannedComment[]
}

export type Create = Readonly<Content & { kind: 'create' }>

export type Update = Readonly<
  Content & {
    kind: 'update'
    incidentId: string
    /** Columns whose new value depends on the current one. */
    conditional: PlannedFields
  }
>

/** One write, not yet sent. */
export type Write = Create | Update

/** Nothing is left to write: all of the case stands in this incident. */
export type Finished = Readonly<{ kind: 'finished'; incidentId: string }>

/**
 * What is still missing: the incident itself, its changed fields, the first unwritten comment. A create and an update
 * of fields carry that comment along; every further comment is one update with the journal column alone, so that
 * fields are sent once and analysts' edits survive. Where comments are merged, all of them go at once. What closes the
 * incident goes with the last comment: a closed one may take no more.
 */
export function nextWrite({ plan }: Push, { record, unwritten }: Known): Write | Finished {
  const comments = plan.isMerged ? mergeable(unwritten) : unwritten.slice(0, 1)
  const note =
    comments.length === 0 || plan.journalColumn === undefined ? {} : { [plan.journalColumn]: mergedText(comments) }
  const incidentId = withFollower(plan, record).externalId ?? record.incident?.id
  if (incidentId === undefined)
    return { kind: 'create', columns: { ...creationAfter(plan, record), ...note }, fields: plan.created, comments }
  const update = { kind: 'update', incidentId, comments } as const
  const isLast = comments.length === unwritten.length
  const changed = isOlder(plan, record) ? {} : changedFields(plan, record)
  const due = isLast ? changed : partition(changed, (_, column) => !plan.closingColumns.has(column))[0]
  if (Object.keys(due).length > 0) return { ...update, ...contentOf(due, note) }
  if (comments.length === 0) return { kind: 'finished', incidentId }
  return { ...update, columns: note, conditional: {}, fields: undefined }
}

function contentOf(changed: PlannedFields, note: Columns) {
  const [overwritten, conditional] = partition(changed, ({ action }) => action === 'overwrite')
  return { columns: { ...textsOf(overwritten), ...note }, conditional, fields: digestsOf(changed) }
}

// A field goes when its value differs from the last one pushed. What the case cleared is cleared only where a value may
// have been pushed, and nothing from an older version of the case goes at all.
function changedFields({ fields }: IncidentPlan, record: CaseRecord): PlannedFields {
  const [changed] = partition(fields, ({ action, digest }, column) => {
    if (action === 'clear' && mayBePushed(record.fields, column).length === 0) return false
    return !isPushed(record.fields, column, digest)
  })
  return changed
}

function partition(
  fields: PlannedFields,
  isFirst: (field: PlannedField, column: string) => boolean,
): [PlannedFields, PlannedFields] {
  const entries = Object.entries(fields)
  const firsts = entries.filter(([column, field]) => isFirst(field, column))
  const rest = entries.filter(([column, field]) => !isFirst(field, column))
  return [Object.fromEntries(firsts), Object.fromEntries(rest)]
}

/** Whether fields are not sent although they differ, because the case is older than what was pushed before. */
export const withheld = ({ plan }: Push, { record }: Known) =>
  isOlder(plan, record) && Object.keys(changedFields(plan, record)).length > 0

const isOlder = (plan: IncidentPlan, record: CaseRecord) =>
  plan.version !== undefined && record.version !== undefined && plan.version < record.version
