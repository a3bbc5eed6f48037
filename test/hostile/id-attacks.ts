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
  '{{rule.id}}:{{alert.id}}',
  '日本 ^ ORDERBYsys_id',
]
/** A request in the nested shape, with these members of its incident. */
export const nestedWith = (event: HttpEvent, incident: Record<string, unknown>): HttpEvent => ({
  ...event,
  body: JSON.stringify({
    params: { subAction: 'pushToService', subActionParams: { incident: { short_description: 'x', ...incident } } },
  }),
})
const titleOf = (what: string, id: string) => `${what} ${JSON.stringify(id).slice(0, 60)}`
// The id of a case is any text on one line: its hash stands wherever it could do harm.
const isGoodCaseId = (id: string) => !/[\p{Cc}\p{Cs}]|\{\{/u.test(id) && /[\p{L}\p{N}]/u.test(id) && id.length <= 1024
const answerTo = (id: string) => (isGoodCaseId(id) ? ([200, 'ok'] as const) : ([400, 'invalid_request'] as const))

// What only the id of a case may be, or only that may not be.
const CASE_IDS = ['NULL', 'javascript:', ':', ' ', '-/-', 'a'.repeat(1024), 'a'.repeat(1025), 'a b,c=d^e/f'.repeat(93)]

export const ID_ATTACKS: readonly Attack[] = [
  ...[...IDS, ...CASE_IDS].flatMap((id): Attack[] => [
    [titleOf('the savedObjectId', id), (event) => withParams(event, { savedObjectId: id }), ...answerTo(id)],
    [titleOf('the correlation_id', id), (event) => nestedWith(event, { correlation_id: id }), ...answerTo(id)],
  ]),
  ...IDS.flatMap((id): Attack[] => [
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
  ]),
]
