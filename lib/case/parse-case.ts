// A case to push, and how either documented shape of the execute body becomes one. Elastic's words end here.
import * as v from 'valibot'
import { PushError } from '../errors.ts'
import { memberOf } from '../schema/objects.ts'
import { firstProblemsOf } from '../schema/problems.ts'
import type { AdditionalFields } from './additional-fields.ts'
import { Envelope, Flat, Nested, type Comment } from './case-schemas.ts'
import { given, orCleared, type MaybeText } from './given.ts'
import { MAX_COMMENTS, MAX_NAME_BYTES, nameBytesOf } from './size-limits.ts'

/** When and by whom; either may be unknown. `at` stands as the caller wrote it. */
export type Stamp = { at?: string; by?: string }

/** `commentId` is undefined for the one free `comment` of the flat shape, which the answer does not list. */
export type CaseComment = { commentId: string | undefined; comment: string; added: Stamp }

/** What only a connector's mapping carries into a column. */
export type Attributes = { tags?: string; status?: string; severity?: string }

/** One case to push. Absent means: the caller did not give it; an empty text: the caller cleared it. */
export type CasePush = {
  savedObjectId?: string
  correlationId?: string
  externalId?: string
  /** Time of the case's last change, epoch ms: tells newer pushes from older ones. */
  version?: number
  title: string
  description?: string
  /** What the description's last line says. */
  changed: Stamp & { how: 'created' | 'updated' }
  /** Further incident columns, by ServiceNow's names. */
  columns: Record<string, string>
  /** Which of the columns the caller named by ServiceNow's names. */
  additionalFields: readonly string[]
  attributes: Attributes
  comments: CaseComment[]
}

/**
 * Parses the documented execute body.
 * @param body the parsed JSON: `{params: {subAction, subActionParams}}`
 * @throws PushError `invalid_request` with the offending paths, `unsupported_sub_action`,
 *   `payload_too_large` for more than 1,000 comments or 32 KB of ids and names
 */
export function parseCase(body: unknown): CasePush {
  checkSubAction(body)
  const { subActionParams } = validated(Envelope, body, '').params
  if (Array.isArray(subActionParams['comments']) && subActionParams['comments'].length > MAX_COMMENTS) {
    throw new PushError('payload_too_large', { reason: 'too_many_comments' })
  }
  if (nameBytesOf(subActionParams) > MAX_NAME_BYTES)
    throw new PushError('payload_too_large', { reason: 'too_long_names' })
  return 'incident' in subActionParams
    ? fromNested(validated(Nested, subActionParams, 'params.subActionParams'))
    : fromFlat(validated(Flat, subActionParams, 'params.subActionParams'))
}

/**
 * Whatever stands beside it: the parameters of another sub-action are not known here.
 * @throws PushError `unsupported_sub_action` for the name of another one
 */
export function checkSubAction(body: unknown): void {
  const subAction = memberOf(memberOf(body, 'params'), 'subAction')
  if (typeof subAction === 'string' && subAction !== 'pushToService') throw new PushError('unsupported_sub_action')
}

function validated<S extends v.GenericSchema>(schema: S, input: unknown, root: string): v.InferOutput<S> {
  const result = v.safeParse(schema, input, { abortPipeEarly: true })
  if (!result.success) throw new PushError('invalid_request', firstProblemsOf(result.issues, root, 'body'))
  return result.output
}

function fromFlat(params: v.InferOutput<typeof Flat>): CasePush {
  const { description, urgency, impact, status } = params
  const version = versionOf(params.updatedAt ?? params.createdAt)
  const free = given({ comment: params.comment })
  const severity = severityOf(params.severity)
  return {
    savedObjectId: params.savedObjectId,
    ...given({ externalId: params.externalId }),
    ...orCleared({ description }),
    ...(version === undefined ? {} : { version }),
    title: params.title,
    changed: { how: wasUpdated(params) ? 'updated' : 'created', ...stampOf(params) },
    columns: orCleared({ severity: severity.column, urgency, impact }),
    additionalFields: [],
    attributes: orCleared({ tags: joined(params.tags), status, severity: severity.attribute }),
    comments: [
      ...commentsOf(params.comments),
      ...(free.comment === undefined ? [] : [{ commentId: undefined, comment: free.comment, added: {} }]),
    ],
  }
}

/** Kibana's words rate the case; anything else is a value of ServiceNow's column, as in 7.9. Nothing clears both. */
function severityOf(severity: MaybeText): { column?: MaybeText; attribute?: MaybeText } {
  if (severity === null || severity === '') return { column: '', attribute: '' }
  return ['low', 'medium', 'high', 'critical'].includes(severity ?? '') ? { attribute: severity } : { column: severity }
}

const joined = (tags: string[] | null | undefined): MaybeText => (tags ? tags.join(', ') : tags)

const ISO_TIME = /^\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:\d\d)$/

// A time may be any text, but only the documented form tells an order: a wrong guess at days and months would make a
// newer push look older, and its fields would never be sent.
function versionOf(time: string | null | undefined): number | undefined {
  const version = Date.parse(ISO_TIME.exec(time ?? '')?.[0] ?? '')
  return Number.isNaN(version) ? undefined : version
}

function fromNested({ incident, comments }: v.InferOutput<typeof Nested>): CasePush {
  const { short_description, description, externalId, correlation_id, correlation_display, ...rest } = incident
  const { additional_fields, ...columns } = rest
  // Kibana's null for the display is its default, not a wish to clear it.
  const own = { ...orCleared(columns), ...given({ correlation_display }) }
  return {
    ...given({ externalId, correlationId: correlation_id }),
    ...orCleared({ description }),
    title: short_description,
    changed: { how: 'updated' },
    columns: { ...textsOf(additional_fields), ...own },
    additionalFields: Object.keys(textsOf(additional_fields)).filter((name) => !Object.hasOwn(own, name)),
    attributes: {},
    comments: commentsOf(comments),
  }
}

type Metadata = v.InferOutput<typeof Comment>

function commentsOf(comments: Metadata[] | null | undefined): CaseComment[] {
  return (comments ?? []).map((comment) => ({
    commentId: comment.commentId,
    comment: comment.comment,
    added: stampOf(comment),
  }))
}

const wasUpdated = (of: Pick<Metadata, 'updatedAt' | 'updatedBy'>) =>
  (of.updatedAt ?? of.updatedBy ?? undefined) !== undefined

/** The last change counts; a full name takes precedence over a username (the mapped mode of Kibana 7.7 to 7.10). */
function stampOf(of: Pick<Metadata, 'createdAt' | 'createdBy' | 'updatedAt' | 'updatedBy'>): Stamp {
  const user = of.updatedBy ?? of.createdBy
  return given({
    at: of.updatedAt ?? of.createdAt,
    by: user?.fullName === '' ? user.username : (user?.fullName ?? user?.username),
  })
}

function textsOf(fields: AdditionalFields | null | undefined): Record<string, string> {
  return Object.fromEntries(Object.entries(fields ?? {}).map(([name, value]) => [name, String(value ?? '')]))
}
