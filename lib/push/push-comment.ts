// Pushes one comment into an incident, for a caller that knows the incident and not its case. It takes the lease and
// the record of the case, like any push, and touches no field.
import { createHash } from 'node:crypto'
import type { CommentPush } from '../case/parse-comment.ts'
import type { Connector } from '../connectors/connector.ts'
import { PushError } from '../errors.ts'
import { indexByText } from './case-record.ts'
import { correlationIdOf, planComments, type IncidentPlan } from './plan-incident.ts'
import { isoDate } from './push-result.ts'
import type { OwnIncident } from './pushed-incident.ts'
import { runPush, type Means } from './run-push.ts'
import { normalized } from './text.ts'

/** `id` is the incident's sys_id; `pushedDate`, ISO 8601, says when the comment was written. */
export type CommentResult = {
  id: string
  commentId: string
  pushedDate: string
  status: 'written' | 'already_written'
}

export type CommentInput = { incident: OwnIncident; commentPush: CommentPush }

/**
 * Writes a comment once, whatever fails. One without an id is known by its text.
 * @throws PushError of the table in errors.ts; `invalid_request` when the connector's mapping leaves comments out
 */
export async function pushComment({ incident, commentPush, ...means }: CommentInput & Means): Promise<CommentResult> {
  const commentId = commentPush.commentId ?? textId(commentPush.comment)
  const plan = planOf(incident, { ...commentPush, commentId }, means.connector)
  const [comment] = plan.comments
  if (comment === undefined)
    throw new PushError('invalid_request', {
      problems: [{ path: 'comment', expected: 'must be mapped by the connector, which leaves comments out' }],
    })
  const { comments, hasWritten, incident: written } = await runPush(means, plan, incident.caseKey)
  const pushedAtS = indexByText(comments)(comment)?.pushedAtS ?? 0
  return {
    id: written.id,
    commentId,
    pushedDate: isoDate(pushedAtS * 1000),
    status: hasWritten ? 'written' : 'already_written',
  }
}

/** What a comment without an id is known by: `sha256:` and the SHA-256 of its normalized text, hexadecimal. */
export const textId = (text: string) => `sha256:${createHash('sha256').update(normalized(text)).digest('hex')}`

type CommentRules = Pick<Connector, 'mapping' | 'comments'>

function planOf({ id, caseKey }: OwnIncident, comment: Required<CommentPush>, rules: CommentRules): IncidentPlan {
  return {
    correlationId: correlationIdOf(caseKey),
    externalId: id,
    movesCase: false,
    version: undefined,
    creation: {},
    created: {},
    fields: {},
    statesLeft: undefined,
    closingColumns: new Set(),
    ...planComments([{ ...comment, added: {} }], rules),
  }
}
