// The request that a caller of a scenario sends, as the core takes it.
import type { CasePush } from '../../lib/case/parse-case.ts'
import type { Connector } from '../../lib/connectors/connector.ts'
import type { Caller, Scenario } from './scenarios.ts'

export const CASE = 'case-1'

export function connectorOf({ mapping }: Scenario): Connector {
  return {
    id: 'connector',
    name: 'model',
    apiUrl: 'https://model.service-now.com',
    mapping,
    credentials: { username: '', password: '' },
  }
}

export function casePushOf(
  { title, version, comments }: Caller,
  externalId: string | undefined,
  { isAnonymous }: Scenario,
): CasePush {
  return {
    ...(isAnonymous === true ? {} : { savedObjectId: CASE }),
    ...(externalId === undefined ? {} : { externalId }),
    ...(version === undefined ? {} : { version }),
    title,
    changed: { how: 'updated' },
    columns: {},
    comments: comments.map(([commentId, comment]) => ({ commentId, comment, added: {} })),
  }
}
