// From a case to an incident, pure: its columns, the comments' texts, the correlation id. With
// planned-fields.ts the only translation between the two vocabularies.
import { createHash } from 'node:crypto'
import type { CaseComment, CasePush } from '../case/parse-case.ts'
import { OBSERVABLES } from '../case/security-fields.ts'
import type { Connector } from '../connectors/connector.ts'
import { PushError } from '../errors.ts'
import { QUERY_SYNTAX, SAFE_ID } from '../schema/identifiers.ts'
import { fieldProblems } from './check-fields.ts'
import { closingOf, digestsOf, plannedFields, textsOf, type PlannedFields } from './planned-fields.ts'
import type { FieldDigests } from './pushed-fields.ts'
import { withSignature } from './signature.ts'
import { statesLeftOf } from './states.ts'
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
  /** Whether comments that are written at once share an entry of the journal. */
  isMerged: boolean
  /** The states in which the case leaves an incident for another; undefined: in none. */
  statesLeft: readonly string[] | undefined
  /** Columns whose values close the incident, after which it may take no comment. */
  closingColumns: ReadonlySet<string>
}

/** Comments are internal unless a mapping says otherwise (kibana #93916). */
const DEFAULT_JOURNAL = { target: 'work_notes', actionType: 'append' }

/** How a connector turns cases into incidents. */
export type Rules = Omit<Connector, 'id' | 'name' | 'apiUrl'>

/**
 * @param casePush a parsed case
 * @param connector how it becomes an incident
 * @param caseKey what identifies the case: the correlation id when the caller gives none
 * @throws PushError `invalid_request` when the case names a column that this connector does not take from a caller
 */
export function planIncident(casePush: CasePush, connector: Rules, caseKey: string): IncidentPlan {
  const { defaults } = connector
  const correlationId = correlationIdOf(casePush.correlationId ?? caseKey)
  const fields = plannedFields(casePush, connector, 'update')
  const { columns: closing, isClosing } = closingOf(casePush, connector)
  // What closes an incident is no part of its creation: more comments may follow.
  const created = without(
    without(plannedFields(casePush, connector, 'create'), isClosing ? closing : NONE),
    laterOf(connector),
  )
  const commented = planComments(casePush.comments, connector)
  const problems = fieldProblems(casePush, connector, commented.journalColumn)
  if (problems.length > 0) throw new PushError('invalid_request', { problems })
  const givenId = casePush.correlationId === undefined ? {} : { correlation_id: overwritten(correlationId) }
  return {
    correlationId,
    externalId: casePush.externalId,
    movesCase: true,
    version: casePush.version,
    creation: {
      correlation_display: 'Elastic Case',
      ...openerOf(connector),
      ...defaults,
      ...textsOf(created),
      correlation_id: correlationId,
    },
    created: digestsOf({ ...created, ...givenId }),
    fields: { ...fields, ...givenId },
    statesLeft: statesLeftOf(connector),
    closingColumns: isClosing ? closing : NONE,
    ...commented,
  }
}

// The application of Elastic keeps what was observed beside a record, so that it has to be there.
const laterOf = ({ usesTableApi }: Rules): ReadonlySet<string> => (usesTableApi ? NONE : new Set(OBSERVABLES))

const NONE: ReadonlySet<string> = new Set()

const without = (fields: PlannedFields, columns: ReadonlySet<string>): PlannedFields =>
  Object.fromEntries(Object.entries(fields).filter(([column]) => !columns.has(column)))

// Kibana names the account as the one who called and opened, of whatever login has one (elastic-execute-api.md §4).
function openerOf({ login, table }: Rules): Record<string, string> {
  if (login.kind !== 'basic') return {}
  const { username } = login
  return CALLED_TABLES.includes(table) ? { caller_id: username, opened_by: username } : { opened_by: username }
}

const CALLED_TABLES = ['incident', 'sn_si_incident']

/** Comments and the journal column that takes them. A mapping may leave comments out. */
export function planComments(
  comments: readonly CaseComment[],
  { mapping, comments: mode }: Pick<Rules, 'mapping' | 'comments'>,
): Pick<IncidentPlan, 'journalColumn' | 'comments' | 'isMerged'> {
  const { target, actionType } = mapping?.comments ?? DEFAULT_JOURNAL
  const isMerged = mode === 'merged'
  if (actionType === 'nothing') return { journalColumn: undefined, comments: [], isMerged }
  return { journalColumn: target, comments: comments.map(planComment), isMerged }
}

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
