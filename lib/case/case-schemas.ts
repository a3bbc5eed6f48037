// The two documented shapes of a pushToService body, as schemas: flat (7.9 to 7.10) and nested (from 7.11 on). They
// reject every key that is not documented.
import * as v from 'valibot'
import { CommentId, CorrelationId, ExternalId, SavedObjectId } from '../schema/identifiers.ts'
import { AnyObject, smallArray } from '../schema/objects.ts'
import { closedObject } from '../schema/problems.ts'
import { AdditionalFields } from './additional-fields.ts'
import { observables } from './security-fields.ts'

const atMost = (maxLength: number) =>
  v.nullish(v.pipe(v.string(), v.maxLength(maxLength, `must have at most ${String(maxLength)} characters`)))
const Text = v.nullish(v.string())
const Name = atMost(1024)
const Time = atMost(100)
/** Who wrote something. */
export const User = closedObject({ fullName: Name, username: Name })
/** Text with more than blanks in it. */
export const NotBlank = v.pipe(
  v.string(),
  v.check((text) => text.trim() !== '', 'must not be blank'),
)
const External = v.nullish(v.union([v.literal(''), ExternalId], 'must be a string'))
const Choice = atMost(255)

const metadata = { createdAt: Time, createdBy: v.nullish(User), updatedAt: Time, updatedBy: v.nullish(User) }
/** One comment of a case, in either shape. */
export const Comment = closedObject({ commentId: CommentId, comment: NotBlank, ...metadata })
const MAX_TAGS = 200
const Tag = v.pipe(v.string(), v.maxLength(256, 'must have at most 256 characters'))
const choices = { severity: Choice, urgency: Choice, impact: Choice }

/**
 * `subActionParams` of 7.9 and 7.10 (elastic-execute-api.md §1), and what a Webhook - Case Management connector knows
 * of a case besides: tags and status.
 */
export const Flat = closedObject({
  savedObjectId: SavedObjectId,
  title: NotBlank,
  description: Text,
  externalId: External,
  comments: v.nullish(v.array(Comment)),
  comment: Text,
  ...choices,
  tags: v.nullish(smallArray(Tag, MAX_TAGS, 'tags')),
  status: Choice,
  ...metadata,
})

/** `subActionParams` from 7.11 on (elastic-execute-api.md §2). */
export const Nested = closedObject({
  incident: closedObject({
    short_description: NotBlank,
    description: Text,
    externalId: External,
    category: Choice,
    subcategory: Choice,
    ...choices,
    priority: Choice,
    ...observables,
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
