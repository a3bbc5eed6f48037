// From a case to an incident, pure: its columns, the comments' texts, the correlation id; and back: a record's link.
// With planned-fields.ts the only translation between the two vocabularies.
import { createHash } from 'node:crypto'
import type { CaseComment, CasePush } from '../case/parse-case.ts'
import type { Mapping } from '../connectors/connector.ts'
import { PushError } from '../errors.ts'
import { QUERY_SYNTAX, SAFE_ID } from '../schema/identifiers.ts'
import { digestsOf, plannedFields, textsOf, type PlannedFields } from './planned-fields.ts'
import type { FieldDigests } from './pushed-fields.ts'
import { withSignature } from './signature.ts'
import { digestOf } from './text.ts'

/** correlation_id is VARCHAR(100) (servicenow-api.md §3). */
const MAX_CORRELATION_ID_LENGTH = 100

/** `commentId` is empty for the one free comment without an id. `digest` recognizes the text in a journal. */
export type PlannedComment = { commentId: string; digest: string; text: string }
/** All that a push of a case may write, before it is known what is already there. */
export type IncidentPlan = {
  correlationId: string
  externalId: string | undefined
  /** Whether naming an incident makes it the case's own from now on. */
  movesCase: boolean
  version: number | undefined
  /** Columns of a create, correlation included. */
  creation: Record<string, string>
  /** The values that a create leaves in its columns, as far as the case gives them. */
  created: FieldDigests
  /** What an update does to each column whose value has changed. */
  fields: PlannedFields
  /** The journal column that takes the comments; undefined when they are mapped to nothing. */
  journalColumn: string | undefined
  comments: PlannedComment[]
}

/** Comments are internal unless a mapping says otherwise (kibana #93916). */
const DEFAULT_JOURNAL = { target: 'work_notes', actionType: 'append' }

/**
 * @param casePush a parsed case
 * @param mapping the connector's mapping, if it has one
 * @param caseKey what identifies the case: the correlation id when the caller gives none
 * @throws PushError `invalid_request` when the case has a text of its own for the column that takes the comments
 */
export function planIncident(casePush: CasePush, mapping: Mapping | undefined, caseKey: string): IncidentPlan {
  const correlationId = correlationIdOf(casePush.correlationId ?? caseKey)
  const created = plannedFields(casePush, mapping, 'create')
  const fields = plannedFields(casePush, mapping, 'update')
  const { journalColumn, comments } = planComments(casePush.comments, mapping)
  if (journalColumn !== undefined && Object.hasOwn(casePush.columns, journalColumn))
    throw new PushError('invalid_request', { problems: [takesComments(journalColumn)] })
  const givenId = casePush.correlationId === undefined ? {} : { correlation_id: overwritten(correlationId) }
  return {
    correlationId,
    externalId: casePush.externalId,
    movesCase: true,
    version: casePush.version,
    creation: { correlation_display: 'Elastic Case', ...textsOf(created), correlation_id: correlationId },
    created: digestsOf({ ...created, ...givenId }),
    fields: { ...fields, ...givenId },
    journalColumn,
    comments,
  }
}

/** Comments and the journal column that takes them. A mapping may leave comments out. */
export function planComments(
  comments: readonly CaseComment[],
  mapping: Mapping | undefined,
): Pick<IncidentPlan, 'journalColumn' | 'comments'> {
  const { target, actionType } = mapping?.comments ?? DEFAULT_JOURNAL
  if (actionType === 'nothing') return { journalColumn: undefined, comments: [] }
  return { journalColumn: target, comments: comments.map(planComment) }
}

// One write may hold one text for a column, and a comment would take its place.
const takesComments = (column: string) => ({
  path: `params.subActionParams.incident.additional_fields.${column}`,
  expected: 'must not be the column that takes the comments',
})

/** The id of a case itself where ServiceNow keeps and finds it whole, else its SHA-256. */
export function correlationIdOf(id: string): string {
  if (id.length <= MAX_CORRELATION_ID_LENGTH && SAFE_ID.test(id) && !QUERY_SYNTAX.test(id)) return id
  return `sha256-${createHash('sha256').update(id).digest('hex')}`
}

const overwritten = (text: string) => ({ action: 'overwrite' as const, text, digest: digestOf(text) })

function planComment({ commentId, comment, added }: CaseComment): PlannedComment {
  const text = withSignature(comment, 'added', added)
  return { commentId: commentId ?? '', text, digest: digestOf(text) }
}

/** The link of an incident, in Kibana's form: two literal `?`, not URL-encoded (elastic-execute-api.md §5). */
export function recordUrl(apiUrl: string, id: string): string {
  return `${apiUrl}/nav_to.do?uri=incident.do?sys_id=${id}`
}
