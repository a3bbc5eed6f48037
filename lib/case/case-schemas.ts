// The two documented shapes of a pushToService body, as schemas: flat (7.9 to 7.10) and nested (7.11 on). Every key
// that is not documented is refused.
import * as v from 'valibot'
import { ColumnName, CommentId, CorrelationId, ExternalId, SavedObjectId } from '../schema/identifiers.ts'
import { closedObject } from '../schema/problems.ts'

const notBlank = v.check((text: string) => text.trim() !== '', 'must not be blank')
const Text = v.nullish(v.string())
const Name = v.nullish(v.pipe(v.string(), v.maxLength(1024, 'must have at most 1024 characters')))
const Time = v.nullish(v.pipe(v.string(), v.maxLength(100, 'must have at most 100 characters')))
const User = v.nullish(closedObject({ fullName: Name, username: Name }))
const NotBlank = v.pipe(v.string(), notBlank)
const External = v.nullish(v.union([v.literal(''), ExternalId], 'must be a string'))
const Choice = v.nullish(v.pipe(v.string(), v.maxLength(255, 'must have at most 255 characters')))

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

// What a push writes itself, or ServiceNow alone: never taken from additional_fields.
const RESERVED =
  /^(sys_.*|number|short_description|description|correlation_.*|comments|work_notes|comments_and_work_notes|category|subcategory|severity|urgency|impact)$/
const AdditionalFields = v.pipe(
  v.record(
    v.pipe(
      ColumnName,
      v.check((name) => !RESERVED.test(name), 'must not be a column that the push itself writes'),
    ),
    v.union([v.string(), v.number(), v.boolean()], 'must be a string, number or boolean'),
  ),
  v.check((fields) => Object.keys(fields).length <= 50, 'must hold at most 50 fields'),
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
    correlation_display: v.nullish(v.pipe(v.string(), v.maxLength(100, 'must have at most 100 characters'))),
    additional_fields: v.nullish(AdditionalFields),
  }),
  comments: v.nullish(v.array(Comment)),
})

/** What is around both. */
export const Envelope = closedObject({
  params: closedObject({ subAction: v.string(), subActionParams: v.record(v.string(), v.unknown()) }),
})

/** Both documented shapes as one schema, for the documents; parseCase tells them apart first, for exact errors. */
export const DocumentedBody = closedObject({
  params: closedObject({ subAction: v.literal('pushToService'), subActionParams: v.union([Flat, Nested]) }),
})
