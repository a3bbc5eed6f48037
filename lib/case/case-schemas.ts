// The two documented shapes of a pushToService body, as schemas: flat (7.9 to 7.10) and nested (from 7.11 on). They
// reject every key that is not documented.
import * as v from 'valibot'
import { ColumnName, CommentId, CorrelationId, ExternalId, SavedObjectId } from '../schema/identifiers.ts'
import { AnyObject, smallRecord } from '../schema/objects.ts'
import { closedObject } from '../schema/problems.ts'

const atMost = (maxLength: number) =>
  v.nullish(v.pipe(v.string(), v.maxLength(maxLength, `must have at most ${String(maxLength)} characters`)))
const Text = v.nullish(v.string())
const Name = atMost(1024)
const Time = atMost(100)
const User = v.nullish(closedObject({ fullName: Name, username: Name }))
/** Text with more than blanks in it. */
export const NotBlank = v.pipe(
  v.string(),
  v.check((text) => text.trim() !== '', 'must not be blank'),
)
const External = v.nullish(v.union([v.literal(''), ExternalId], 'must be a string'))
const Choice = atMost(255)

const metadata = { createdAt: Time, createdBy: User, updatedAt: Time, updatedBy: User }
/** One comment of a case, in either shape. */
export const Comment = closedObject({ commentId: CommentId, comment: NotBlank, ...metadata })
const choices = { severity: Choice, urgency: Choice, impact: Choice }

/** `subActionParams` of 7.9 and 7.10 (elastic-execute-api.md §1). */
export const Flat = closedObject({
  savedObjectId: SavedObjectId,
  title: NotBlank,
  description: Text,
  externalId: External,
  comments: v.nullish(v.array(Comment)),
  comment: Text,
  ...choices,
  ...metadata,
})

// Columns that a push writes itself, or that ServiceNow alone writes: additional_fields must not set them.
const RESERVED_COLUMNS = new Set([
  'number',
  'short_description',
  'description',
  'comments',
  'work_notes',
  'comments_and_work_notes',
  'category',
  'subcategory',
  'severity',
  'urgency',
  'impact',
])
const isReserved = (column: string) => RESERVED_COLUMNS.has(column) || /^(sys|correlation)_/.test(column)

const MAX_ADDITIONAL_FIELDS = 50
const AdditionalFields = smallRecord(
  v.pipe(
    ColumnName,
    v.check((name) => !isReserved(name), 'must not be a column that the push itself writes'),
  ),
  v.union([v.string(), v.number(), v.boolean()], 'must be a string, number or boolean'),
  MAX_ADDITIONAL_FIELDS,
  'fields',
)

/** `subActionParams` from 7.11 on (elastic-execute-api.md §2). */
export const Nested = closedObject({
  incident: closedObject({
    short_description: NotBlank,
    description: Text,
    externalId: External,
    category: Choice,
    subcategory: Choice,
    ...choices,
    correlation_id: v.nullish(CorrelationId),
    correlation_display: atMost(100),
    additional_fields: v.nullish(AdditionalFields),
  }),
  comments: v.nullish(v.array(Comment)),
})

/** What encloses both shapes. */
export const Envelope = closedObject({
  params: closedObject({ subAction: v.string(), subActionParams: AnyObject }),
})

/** Both shapes as one schema, for generated documents. parseCase first tells them apart, for exact errors. */
export const DocumentedBody = closedObject({
  params: closedObject({ subAction: v.literal('pushToService'), subActionParams: v.union([Flat, Nested]) }),
})
