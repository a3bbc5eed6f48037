// The one decision of a push: what to write next, worked out from what it was given and what it knows. Pure.
import type { CaseRecord } from './case-record.ts'
import type { Known, Push } from './known.ts'
import { endsWith, type AppendedText, type IncidentPlan, type PlannedComment } from './plan-incident.ts'

type Columns = Readonly<Record<string, string>>

type Content = {
  columns: Columns
  /** Digest of the case's field values, if the write carries them. */
  fieldsDigest: string | undefined
  /** The comment that the write carries. */
  comment: PlannedComment | undefined
}

export type Create = Readonly<Content & { kind: 'create' }>

export type Update = Readonly<
  Content & {
    kind: 'update'
    incidentId: string
    /** Columns whose text is appended to their current value. */
    append: Readonly<Record<string, AppendedText>>
  }
>

/** One write, not yet sent. */
export type Write = Create | Update

/** Nothing is left to write: all of the case stands in this incident. */
export type Finished = Readonly<{ kind: 'finished'; incidentId: string }>

/**
 * What is still missing: the incident itself, its changed fields, the first unwritten comment. A create and an update
 * of fields carry that comment along; every further comment is one update with the journal column alone, so that
 * fields are sent once and analysts' edits survive.
 */
export function nextWrite({ plan }: Push, { record, unwritten }: Known): Write | Finished {
  const [comment] = unwritten
  const note = comment === undefined || plan.journalColumn === undefined ? {} : { [plan.journalColumn]: comment.text }
  const incidentId = plan.externalId ?? record.incident?.id
  const { fieldsDigest } = plan
  if (incidentId === undefined) return { kind: 'create', columns: { ...plan.creation, ...note }, fieldsDigest, comment }
  const update = { kind: 'update', incidentId, comment } as const
  if (needsFields(plan, record))
    return { ...update, columns: { ...plan.update, ...note }, append: plan.append, fieldsDigest }
  if (comment === undefined) return { kind: 'finished', incidentId }
  return { ...update, columns: note, append: {}, fieldsDigest: undefined }
}

// Fields go when their values differ from the last ones pushed, and never from an older version of the case.
const needsFields = (plan: IncidentPlan, record: CaseRecord) => hasChanged(plan, record) && !isOlder(plan, record)

/** Whether fields are not sent although they differ, because the case is older than what was pushed before. */
export const withheld = ({ plan }: Push, { record }: Known) => hasChanged(plan, record) && isOlder(plan, record)

function hasChanged(plan: IncidentPlan, record: CaseRecord): boolean {
  const hasFields = Object.keys(plan.update).length + Object.keys(plan.append).length > 0
  return hasFields && record.fieldsDigest !== plan.fieldsDigest
}

const isOlder = (plan: IncidentPlan, record: CaseRecord) =>
  plan.version !== undefined && record.version !== undefined && plan.version < record.version

/**
 * An update whose appended texts are made whole: behind the current value of their column, unless that ends with the
 * text already.
 * @param current the values of the columns of `append`; a column that the user may not read is absent
 */
export function withAppended(update: Update, current: Columns): Update {
  const columns = { ...update.columns }
  for (const [name, { text, unsigned }] of Object.entries(update.append)) {
    const before = current[name] ?? ''
    if (endsWith(before, unsigned)) continue
    columns[name] = before === '' ? text : `${before} \r\n${text}`
  }
  return { ...update, columns, append: {} }
}
