// From a case to an incident, pure: which columns take which text, the comments' texts, the correlation id;
// and back: a record's link. The only translation between the two vocabularies.
import { createHash } from 'node:crypto'
import type { CaseComment, CasePush, Stamp } from '../case/parse-case.ts'
import type { Mapping } from '../connectors/connector.ts'
import { PushError } from '../errors.ts'
import { QUERY_SYNTAX } from '../schema/identifiers.ts'
import { digestOf, normalized, plainText, truncate } from './text.ts'

/** short_description is VARCHAR(160), correlation_id VARCHAR(100) (servicenow-api.md §3). */
const MAX_TITLE_LENGTH = 160
const MAX_CORRELATION_ID_LENGTH = 100

/** `commentId` is empty for the one free comment without an id. `digest` recognizes the text in a journal. */
export type PlannedComment = { commentId: string; digest: string; text: string }

/** A text to append, and what it is recognized by: without the signature, which every change of the case renews. */
export type AppendedText = { text: string; unsigned: string }

/** All that a push of a case may write, before it is known what is already there. */
export type IncidentPlan = {
  correlationId: string
  externalId: string | undefined
  version: number | undefined
  /** Columns of a create, correlation included. */
  creation: Record<string, string>
  /** Columns of an update. */
  update: Record<string, string>
  /** Columns of an update whose text is appended to what is there. */
  append: Record<string, AppendedText>
  /** Recognizes the field values as the caller gave them; dates and users of the last line do not count. */
  fieldsDigest: string
  /** The journal column that takes the comments; undefined when they are mapped to nothing. */
  journalColumn: string | undefined
  comments: PlannedComment[]
}

const DEFAULT_MAPPING: Mapping = {
  title: { target: 'short_description', actionType: 'overwrite' },
  description: { target: 'description', actionType: 'overwrite' },
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
  const correlationId = casePush.correlationId ?? correlationIdOf(caseKey)
  const creation = columnsOf(casePush, mapping ?? DEFAULT_MAPPING, 'creation')
  const update = columnsOf(casePush, mapping ?? DEFAULT_MAPPING, 'update')
  const journal = mapping?.comments ?? DEFAULT_JOURNAL
  if (journal.actionType !== 'nothing' && Object.hasOwn(casePush.columns, journal.target))
    throw new PushError('invalid_request', { problems: [takesComments(journal.target)] })
  const givenId = casePush.correlationId === undefined ? {} : { correlation_id: casePush.correlationId }
  return {
    correlationId,
    externalId: casePush.externalId,
    version: casePush.version,
    creation: {
      correlation_display: 'Elastic Case',
      ...creation.overwrite,
      ...mapValues(creation.append, ({ text }) => text),
      correlation_id: correlationId,
    },
    update: { ...update.overwrite, ...givenId },
    append: update.append,
    fieldsDigest: digestOf(
      JSON.stringify([casePush.title, casePush.description, Object.entries(casePush.columns).sort()]),
    ),
    journalColumn: journal.actionType === 'nothing' ? undefined : journal.target,
    comments: journal.actionType === 'nothing' ? [] : casePush.comments.map(planComment),
  }
}

// One write may hold one text for a column, and a comment would take its place.
const takesComments = (column: string) => ({
  path: `params.subActionParams.incident.additional_fields.${column}`,
  expected: 'must not be the column that takes the comments',
})

/** The case key itself where ServiceNow keeps and finds it whole, else its SHA-256. */
export function correlationIdOf(caseKey: string): string {
  if (caseKey.length <= MAX_CORRELATION_ID_LENGTH && !QUERY_SYNTAX.test(caseKey)) return caseKey
  return `sha256-${createHash('sha256').update(caseKey).digest('hex')}`
}

type Columns = { overwrite: Record<string, string>; append: Record<string, AppendedText> }

function columnsOf(casePush: CasePush, mapping: Mapping, on: 'creation' | 'update'): Columns {
  const columns: Columns = { overwrite: mapValues(casePush.columns, plainText), append: {} }
  const title = plainText(casePush.title)
  const isTruncated =
    mapping.title?.target === 'short_description' &&
    mapping.title.actionType !== 'nothing' &&
    title.length > MAX_TITLE_LENGTH
  const texts = {
    title: isTruncated ? truncate(title, MAX_TITLE_LENGTH) : title,
    description: descriptionOf(casePush, isTruncated ? title : '', on),
  }
  for (const source of ['title', 'description'] as const) {
    const { target, actionType } = mapping[source] ?? { target: '', actionType: 'nothing' as const }
    const text = texts[source]
    if (text === '') continue
    if (actionType === 'overwrite') columns.overwrite[target] = text
    if (actionType === 'append') columns.append[target] = { text, unsigned: plainText(casePush[source] ?? '') }
  }
  return columns
}

// A title that was truncated stands whole on top; an update without a description leaves the one in ServiceNow alone.
function descriptionOf(casePush: CasePush, wholeTitle: string, on: 'creation' | 'update'): string {
  if (casePush.description === undefined) return on === 'creation' ? wholeTitle : ''
  const text = withSignature(casePush.description, casePush.changed.how, casePush.changed)
  return wholeTitle === '' ? text : plainText(`${wholeTitle}\n\n${text}`)
}

function planComment({ commentId, comment, added }: CaseComment): PlannedComment {
  const text = withSignature(comment, 'added', added)
  return { commentId: commentId ?? '', text, digest: digestOf(text) }
}

const HOWS = ['created', 'updated', 'added'] as const

/** `<text> (<how> at <date> by <user>)`; what is unknown is left out. */
function withSignature(text: string, how: (typeof HOWS)[number], { at, by }: Stamp): string {
  const signature = [how, ...(at === undefined ? [] : ['at', at]), ...(by === undefined ? [] : ['by', by])].join(' ')
  return plainText(signature === how ? text : `${text} (${signature})`)
}

function mapValues<T>(values: Record<string, T>, change: (value: T) => string): Record<string, string> {
  return Object.fromEntries(Object.entries(values).map(([name, value]) => [name, change(value)]))
}

/** Whether a text ends so, with a signature behind or without. */
export function endsWith(text: string, unsigned: string): boolean {
  const [whole, end] = [normalized(text), normalized(unsigned)]
  if (whole.endsWith(end)) return true
  const signedAt = whole.endsWith(')') ? HOWS.map((how) => whole.lastIndexOf(` (${how}`)) : []
  return signedAt.some((at) => at >= 0 && normalized(whole.slice(0, at)).endsWith(end))
}

/** The link of an incident, in Kibana's form: two literal `?`, not URL-encoded (elastic-execute-api.md §5). */
export function recordUrl(apiUrl: string, id: string): string {
  return `${apiUrl}/nav_to.do?uri=incident.do?sys_id=${id}`
}
