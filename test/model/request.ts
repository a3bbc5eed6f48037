// The request that a caller of a scenario sends, as the core takes it.
import type { CasePush } from '../../lib/case/parse-case.ts'
import type { Connector, Mapping } from '../../lib/connectors/connector.ts'
import { JOURNAL } from './model-servicenow.ts'
import type { Caller, Scenario } from './scenario.ts'
import type { Stage } from './stage.ts'

export const CASE = 'case-1'

const caseOf = (caller: Caller) => caller.case ?? CASE
const connectorIdOf = (caller: Caller) => caller.connector ?? 'connector'

/** The key of a caller's case in the ledger. */
export const keyOf = (caller: Caller) => `${connectorIdOf(caller)}#${caseOf(caller)}`

/** The connector that a caller names, as it is now. */
export function connectorOf({ scenario, serviceNow, journalColumn }: Stage, caller: Caller): Connector {
  const remapped: Mapping = {
    title: { target: 'short_description', actionType: 'overwrite' },
    comments: { target: journalColumn, actionType: 'append' },
  }
  return {
    id: connectorIdOf(caller),
    name: 'model',
    apiUrl: serviceNow.origin,
    mapping: journalColumn === JOURNAL ? scenario.mapping : remapped,
    credentials: { username: '', password: '' },
  }
}

export function casePushOf(caller: Caller, externalId: string | undefined, { isAnonymous }: Scenario): CasePush {
  const { title, version, comments } = caller
  return {
    ...(isAnonymous === true ? {} : { savedObjectId: caseOf(caller) }),
    ...(externalId === undefined ? {} : { externalId }),
    ...(version === undefined ? {} : { version }),
    title,
    changed: { how: 'updated' },
    attributes: {},
    columns: {},
    comments: comments.map(([commentId, comment]) => ({ commentId, comment, added: {} })),
  }
}
