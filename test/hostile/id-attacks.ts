// Attacks by an id: what must not get into a path, a query or a line, wherever a caller may name something.
import { withParams, type HttpEvent } from '../support/events.ts'

/** What the attack does to a good request, and the answer it must get. */
export type Attack = [name: string, attack: (event: HttpEvent) => HttpEvent, status: number, code: string]

const IDS = [
  'a^b',
  'a^NQactive=true',
  'javascript:gs.getUser()',
  'javascript:alert(1)',
  '../../sys_user',
  '..%2f..%2fsys_user',
  '%2e%2e/sys_user',
  'a\r\nX-Injected: 1',
  'a\u0000',
  '\u202ea',
  '\ud800',
  'a?sysparm_fields=x',
  'a#b',
  'a b',
  'a,b',
  'a=b',
  '\\\\host',
]
const titleOf = (what: string, id: string) => `${what} ${JSON.stringify(id)}`
// Allowed as the id of a case: a query holds it encoded, and hashed where ServiceNow would misread it.
const isGoodCaseId = (id: string) => /^javascript:[a-z.]+$/.test(id)

export const ID_ATTACKS: readonly Attack[] = IDS.flatMap((id): Attack[] => [
  [
    titleOf('the savedObjectId', id),
    (event) => withParams(event, { savedObjectId: id }),
    isGoodCaseId(id) ? 200 : 400,
    isGoodCaseId(id) ? 'ok' : 'invalid_request',
  ],
  [titleOf('the externalId', id), (event) => withParams(event, { externalId: id }), 400, 'invalid_request'],
  [
    titleOf('a commentId', id),
    (event) => withParams(event, { comments: [{ commentId: id, comment: 'x' }] }),
    400,
    'invalid_request',
  ],
  [
    titleOf('the connector', id),
    (event) => ({ ...event, pathParameters: { connectorId: id } }),
    400,
    'invalid_request',
  ],
])
