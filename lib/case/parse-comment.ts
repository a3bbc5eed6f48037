// One comment for an incident that is there, as the comments' route takes it.
import * as v from 'valibot'
import { PushError } from '../errors.ts'
import { CommentId } from '../schema/identifiers.ts'
import { closedObject, firstProblemsOf } from '../schema/problems.ts'
import { NotBlank } from './case-schemas.ts'

/** `commentId` is absent where the caller has none, as Kibana's Webhook - Case Management connector has. */
export type CommentPush = { comment: string; commentId?: string }

/** The body of `POST .../incidents/<sys_id>/comments`. */
export const CommentBody = closedObject({ comment: NotBlank, commentId: v.nullish(CommentId) })

/**
 * Parses the body of a comment.
 * @param body the parsed JSON: `{comment, commentId?}`
 * @throws PushError `invalid_request` with the offending paths
 */
export function parseComment(body: unknown): CommentPush {
  const result = v.safeParse(CommentBody, body, { abortPipeEarly: true })
  if (!result.success) throw new PushError('invalid_request', firstProblemsOf(result.issues, '', 'body'))
  const { comment, commentId } = result.output
  return { comment, ...(commentId === undefined || commentId === null ? {} : { commentId }) }
}
