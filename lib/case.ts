// What a caller sends: the two documented shapes of pushToService (flat, 7.9 to 7.10; nested, 7.11 on),
// parsed once to one CasePush. Elastic's words end here.
import * as v from 'valibot'
import { PushError } from './errors.ts'
import { ColumnName, CommentId, CorrelationId, ExternalId, SavedObjectId } from './identifiers.ts'
import { closedObject, problemsOf } from './problems.ts'

/** At most this many comments in one push. */
export const MAX_COMMENTS = 1000

/** When and by whom; either may be unknown. `at` is verbatim, as the caller wrote it. */
export type Stamp = { at?: string; by?: string }

/** `commentId` is undefined for the one free `comment` of the flat shape, which the answer does not list. */
export type CaseComment = { commentId: string | undefined; comment: string; added: Stamp }

/** One case to push. Absent means: the caller did not give it. */
export type CasePush = {
  savedObjectId?: string
  correlationId?: string
  externalId?: string
  /** Time of the case's last change, epoch ms: tells newer from older pushes. */
  version?: number
  title: string
  description?: string
  /** What the description's last line says. */
  changed: Stamp & { how: 'created' | 'updated' }
  /** Further incident columns, by ServiceNow's names. */
  columns: Record<string, string>
  comments: CaseComment[]
}

const notBlank = v.check((text: string) => text.trim() !== '', 'must not be blank')
const Text = v.nullish(v.string())
const Name = v.nullish(v.pipe(v.string(), v.maxLength(1024, 'must have at most 1024 characters')))
const Time = v.nullish(v.pipe(v.string(), v.maxLength(100, 'must have at most 100 characters')))
const User = v.nullish(closedObject({ fullName: Name, username: Name }))
const NotBlank = v.pipe(v.string(), notBlank)
const External = v.nullish(v.union([v.literal(''), ExternalId], (issue) => (typeof issue.input === 'string' ? EXTERNAL_WORDS : 'must be a string')))
const EXTERNAL_WORDS = 'must be 1 to 64 letters, digits, "_" or "-"'
const Choice = v.nullish(v.pipe(v.string(), v.maxLength(255, 'must have at most 255 characters')))

const metadata = { createdAt: Time, createdBy: User, updatedAt: Time, updatedBy: User }
const Comment = closedObject({ commentId: CommentId, comment: NotBlank, ...metadata })
const choices = { severity: Choice, urgency: Choice, impact: Choice }

const Flat = closedObject({
  savedObjectId: SavedObjectId,
  title: NotBlank,
  description: Text,
  externalId: External,
  comments: v.nullish(v.array(Comment)),
  comment: Text,
  ...choices,
  ...metadata,
})

// What a push writes itself, or ServiceNow alone: never taken from additional_fields.
const RESERVED = /^(sys_.*|number|short_description|description|correlation_.*|comments|work_notes|comments_and_work_notes|category|subcategory|severity|urgency|impact)$/
const AdditionalFields = v.pipe(
  v.record(
    v.pipe(ColumnName, v.check((name) => !RESERVED.test(name), 'must not be a column that the push itself writes')),
    v.union([v.string(), v.number(), v.boolean()], 'must be a string, number or boolean'),
  ),
  v.check((fields) => Object.keys(fields).length <= 50, 'must hold at most 50 fields'),
)

const Nested = closedObject({
  incident: closedObject({
    short_description: NotBlank,
    description: Text,
    externalId: External,
    category: Choice,
    subcategory: Choice,
    ...choices,
    correlation_id: v.nullish(CorrelationId),
    correlation_display: v.nullish(v.pipe(v.string(), v.maxLength(100, 'must have at most 100 characters'))),
    additional_fields: v.nullish(AdditionalFields),
  }),
  comments: v.nullish(v.array(Comment)),
})

/** Both documented shapes as one schema, for the documents; parseCase tells them apart first, for exact errors. */
export const DocumentedBody = closedObject({
  params: closedObject({ subAction: v.literal('pushToService'), subActionParams: v.union([Flat, Nested]) }),
})

/**
 * Parses the documented execute body.
 * @param body the parsed JSON: `{params: {subAction, subActionParams}}`
 * @throws PushError `invalid_request` with every offending path, `unsupported_sub_action`,
 *   `payload_too_large` for more than 1,000 comments
 */
export function parseCase(body: unknown): CasePush {
  const { subAction, subActionParams } = parsed(Envelope, body, '').params
  if (subAction !== 'pushToService') throw new PushError('unsupported_sub_action')
  if (Array.isArray(subActionParams['comments']) && subActionParams['comments'].length > MAX_COMMENTS) {
    throw new PushError('payload_too_large', { reason: 'too_many_comments' })
  }
  return 'incident' in subActionParams
    ? fromNested(parsed(Nested, subActionParams, 'params.subActionParams'))
    : fromFlat(parsed(Flat, subActionParams, 'params.subActionParams'))
}

const Envelope = closedObject({
  params: closedObject({ subAction: v.string(), subActionParams: v.record(v.string(), v.unknown()) }),
})

function parsed<S extends v.GenericSchema>(schema: S, input: unknown, root: string): v.InferOutput<S> {
  const result = v.safeParse(schema, input, { abortPipeEarly: true })
  if (!result.success) throw new PushError('invalid_request', { problems: problemsOf(result.issues, root) })
  return result.output
}

function fromFlat(params: v.InferOutput<typeof Flat>): CasePush {
  const version = Date.parse(params.updatedAt ?? params.createdAt ?? '')
  const free = given({ comment: params.comment })
  return {
    savedObjectId: params.savedObjectId,
    ...given({ externalId: params.externalId, description: params.description }),
    ...(Number.isNaN(version) ? {} : { version }),
    title: params.title,
    changed: { how: wasUpdated(params) ? 'updated' : 'created', ...stampOf(params) },
    columns: given({ severity: params.severity, urgency: params.urgency, impact: params.impact }),
    comments: [
      ...commentsOf(params.comments),
      ...(free.comment === undefined ? [] : [{ commentId: undefined, comment: free.comment, added: {} }]),
    ],
  }
}

function fromNested({ incident, comments }: v.InferOutput<typeof Nested>): CasePush {
  const { short_description, description, externalId, correlation_id, additional_fields, ...columns } = incident
  return {
    ...given({ externalId, description, correlationId: correlation_id }),
    title: short_description,
    changed: { how: 'updated' },
    columns: { ...textsOf(additional_fields), ...given(columns) },
    comments: commentsOf(comments),
  }
}

type Metadata = v.InferOutput<typeof Comment>

function commentsOf(comments: Metadata[] | null | undefined): CaseComment[] {
  return (comments ?? []).map((comment) => ({ commentId: comment.commentId, comment: comment.comment, added: stampOf(comment) }))
}

const wasUpdated = (of: Pick<Metadata, 'updatedAt' | 'updatedBy'>) => (of.updatedAt ?? of.updatedBy ?? undefined) !== undefined

/** The last change wins; a full name goes before a username (the mapped mode of Kibana 7.7 to 7.10). */
function stampOf(of: Pick<Metadata, 'createdAt' | 'createdBy' | 'updatedAt' | 'updatedBy'>): Stamp {
  const user = of.updatedBy ?? of.createdBy
  return given({ at: of.updatedAt ?? of.createdAt, by: user?.fullName === '' ? user.username : (user?.fullName ?? user?.username) })
}

function textsOf(fields: Record<string, string | number | boolean> | null | undefined): Record<string, string> {
  return Object.fromEntries(Object.entries(fields ?? {}).map(([name, value]) => [name, String(value)]))
}

type Given<T> = { [K in keyof T]?: NonNullable<T[K]> }

/** Leaves out what is null, absent or empty. */
function given<T extends Record<string, string | null | undefined>>(values: T): Given<T> {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== null && value !== undefined && value !== '')) as Given<T>
}

/**
 * What identifies the case in the ledger: the first there is of savedObjectId, the caller's correlation_id,
 * the request's own key (`Idempotency-Key` header, or an event's id) and externalId.
 */
export function caseKeyOf(casePush: CasePush, requestKey: string | undefined): string | undefined {
  return casePush.savedObjectId ?? casePush.correlationId ?? requestKey ?? casePush.externalId
}
