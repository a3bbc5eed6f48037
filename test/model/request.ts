// The request that a caller of a scenario sends, as the core takes it.
import type { CasePush } from '../../lib/case/parse-case.ts'
import type { CommentPush } from '../../lib/case/parse-comment.ts'
import type { Connector, Mapping } from '../../lib/connectors/connector.ts'
import { textId } from '../../lib/push/push-comment.ts'
import { JOURNAL } from './model-servicenow.ts'
import type { Caller, Scenario } from './scenario.ts'
import type { Stage } from './stage.ts'
import { connectorAt } from '../support/connector.ts'

export const CASE = 'case-1'

const caseOf = (caller: Caller) => caller.case ?? CASE
const connectorIdOf = (caller: Caller) => caller.connector ?? 'connector'

/** The key of a caller's case in the ledger. */
export const keyOf = (caller: Caller) => `${connectorIdOf(caller)}#${caseOf(caller)}`

/** The connector that a caller names, as it is now. */
export function connectorOf({ scenario, serviceNow, journalColumn }: Stage, caller: Caller): Connector {
  const remapped: Mapping = {
    title: { target: 'short_description', actionType: 'overwrite' },
    description: { target: 'description', actionType: 'overwrite' },
    comments: { target: journalColumn, actionType: 'append' },
  }
  return connectorAt(serviceNow.origin, {
    id: connectorIdOf(caller),
    mapping: journalColumn === JOURNAL ? scenario.mapping : remapped,
    whenClosed: scenario.leavesClosed === true ? 'create' : 'update',
    comments: scenario.isMerging === true ? 'merged' : 'separate',
  })
}

export function casePushOf(caller: Caller, externalId: string | undefined, { isAnonymous }: Scenario): CasePush {
  const { title = '', description, impact, version, comments } = caller
  return {
    ...(isAnonymous === true ? {} : { savedObjectId: caseOf(caller) }),
    ...(externalId === undefined ? {} : { externalId }),
    ...(version === undefined ? {} : { version }),
    title,
    ...(description === undefined ? {} : { description }),
    changed: { how: 'updated' },
    attributes: {},
    additionalFields: [],
    columns: impact === undefined ? {} : { impact },
    comments: comments.map(([commentId, comment]) => ({ commentId, comment, added: {} })),
  }
}

/** The comment of a caller that knows an incident. */
export function commentPushOf({ comments: [[commentId, comment] = ['', '']] }: Caller): CommentPush {
  return commentId === '' ? { comment } : { comment, commentId }
}

/** A caller's comments with the ids that they have in the ledger. */
export const commentsOf = ({ comments }: Caller): [id: string, text: string][] =>
  comments.map(([id, text]) => [id === '' ? textId(text) : id, text])

/** The values that a caller gives, by column. */
export function valuesOf({ title, description, impact }: Caller, { mapping }: Scenario): Record<string, string> {
  const isMapped = (source: keyof Mapping) => mapping === undefined || mapping[source] !== undefined
  return {
    ...(title === undefined || !isMapped('title') ? {} : { short_description: title }),
    ...(description === undefined || !isMapped('description') ? {} : { description }),
    ...(impact === undefined ? {} : { impact }),
  }
}
