// The known attacks, each by name with the answer it must get. `ok` may reach ServiceNow; nothing else may.
import { gzipSync } from 'node:zlib'
import { withParams, type Event } from '../support/door.ts'

export type Attack = [name: string, attack: (event: Event) => Event, status: number, code: string]

const withHeaders = (event: Event, headers: Record<string, string>): Event => ({
  ...event,
  headers: { ...event.headers, ...headers },
})
const withBody = (event: Event, change: (body: string) => string): Event => ({
  ...event,
  body: change(event.body ?? ''),
})
const withText = (event: Event, comment: string) =>
  withParams(event, { title: comment, description: comment, comments: [{ commentId: 'c', comment }] })
const inBase64 = (event: Event, bytes: Buffer): Event => ({
  ...event,
  body: bytes.toString('base64'),
  isBase64Encoded: true,
})
const bytesOf = (event: Event) => Buffer.from(event.body ?? '')

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
const named = (what: string, id: string) => `${what} ${JSON.stringify(id)}`
// Good as a case's id: in a query it stands encoded, and hashed where ServiceNow would misread it.
const isGoodCaseId = (id: string) => /^javascript:[a-z.]+$/.test(id)
const byId = IDS.flatMap((id): Attack[] => [
  [
    named('the savedObjectId', id),
    (event) => withParams(event, { savedObjectId: id }),
    isGoodCaseId(id) ? 200 : 400,
    isGoodCaseId(id) ? 'ok' : 'invalid_request',
  ],
  [named('the externalId', id), (event) => withParams(event, { externalId: id }), 400, 'invalid_request'],
  [
    named('a commentId', id),
    (event) => withParams(event, { comments: [{ commentId: id, comment: 'x' }] }),
    400,
    'invalid_request',
  ],
  [named('the connector', id), (event) => ({ ...event, pathParameters: { connectorId: id } }), 400, 'invalid_request'],
])

export const CORPUS: readonly Attack[] = [
  ...byId,
  [
    '__proto__ at the top',
    (event) => withBody(event, (body) => body.replace('{', '{"__proto__":{"isAdmin":true},')),
    400,
    'invalid_request',
  ],
  [
    '__proto__ among the params',
    (event) => withBody(event, (body) => body.replace('"title"', '"__proto__":{"title":"x"},"title"')),
    400,
    'invalid_request',
  ],
  [
    'constructor.prototype',
    (event) => withBody(event, (body) => body.replace('"title"', '"constructor":{"prototype":{"x":1}},"title"')),
    400,
    'invalid_request',
  ],
  [
    'two titles: the last one counts',
    (event) => withBody(event, (body) => body.replace('"title"', '"title":7,"title"')),
    200,
    'ok',
  ],
  [
    'two params: the last ones count',
    (event) => withBody(event, (body) => body.replace('{"params"', '{"params":7,"params"')),
    200,
    'ok',
  ],
  ['17 levels', (event) => withBody(event, () => '['.repeat(17) + ']'.repeat(17)), 400, 'invalid_request'],
  ['four million levels', (event) => withBody(event, () => '{"a":'.repeat(800_000)), 400, 'invalid_request'],
  ['brackets in a text are no levels', (event) => withText(event, '[{'.repeat(5_000)), 200, 'ok'],
  ['10 MB of text', (event) => withText(event, 'x'.repeat(10_000_000)), 413, 'payload_too_large'],
  ['4 MB of text', (event) => withParams(event, { description: 'x'.repeat(4_000_000) }), 200, 'ok'],
  ['6 MB of base64', (event) => inBase64(event, Buffer.alloc(6_000_000, '[')), 413, 'payload_too_large'],
  [
    '1,001 comments',
    (event) =>
      withParams(event, {
        comments: Array.from({ length: 1_001 }, (_, n) => ({ commentId: `c${String(n)}`, comment: 'x' })),
      }),
    413,
    'payload_too_large',
  ],
  [
    '33 KB of names',
    (event) =>
      withParams(event, {
        comments: Array.from({ length: 33 }, (_, n) => ({
          commentId: `c${String(n)}`,
          comment: 'x',
          createdBy: { fullName: `${String(n)}${'n'.repeat(1_020)}` },
        })),
      }),
    413,
    'payload_too_large',
  ],
  [
    'a name of 1,025 characters',
    (event) => withParams(event, { createdBy: { fullName: 'n'.repeat(1_025) } }),
    400,
    'invalid_request',
  ],
  [
    'half characters',
    (event) => withBody(event, (body) => body.replace('"title":"', '"title":"\\ud800 \\udc00')),
    200,
    'ok',
  ],
  ['NUL and other controls', (event) => withText(event, 'a\u0000b\u0007c\u001b[31m\u009b'), 200, 'ok'],
  ['bidi controls', (event) => withText(event, '\u202egnp.exe\u2066x\u2069'), 200, 'ok'],
  [
    '[code] with a script',
    (event) => withText(event, '[code]<script>alert(1)</script>[/code] [ CODE ]x[co[code]de]'),
    200,
    'ok',
  ],
  [
    'numbers where strings belong',
    (event) => withParams(event, { savedObjectId: 7, title: 7 }),
    400,
    'invalid_request',
  ],
  ['a choice as a number', (event) => withParams(event, { severity: 3 }), 400, 'invalid_request'],
  [
    'arrays where objects belong',
    (event) => withParams(event, { createdBy: ['x'], comments: { 0: 'x' } }),
    400,
    'invalid_request',
  ],
  [
    'CRLF in the Idempotency-Key',
    (event) => withHeaders(event, { 'idempotency-key': 'a\r\nX-Injected: 1' }),
    400,
    'invalid_request',
  ],
  [
    'an oversized Idempotency-Key',
    (event) => withHeaders(event, { 'idempotency-key': 'k'.repeat(8_000) }),
    400,
    'invalid_request',
  ],
  ['an oversized other header', (event) => withHeaders(event, { 'x-large': 'k'.repeat(100_000) }), 200, 'ok'],
  [
    '__proto__ as a header',
    (event) => ({
      ...event,
      headers: JSON.parse('{"content-type": "application/json", "__proto__": {"x": 1}}') as Record<string, string>,
    }),
    200,
    'ok',
  ],
  [
    'a gzip body, declared',
    (event) => withHeaders(inBase64(event, gzipSync(bytesOf(event))), { 'content-encoding': 'gzip' }),
    415,
    'unsupported_media_type',
  ],
  ['a gzip body, undeclared', (event) => inBase64(event, gzipSync(bytesOf(event))), 400, 'invalid_request'],
  [
    'a plain body declared as br',
    (event) => withHeaders(event, { 'content-encoding': 'br' }),
    415,
    'unsupported_media_type',
  ],
  ['base64 of UTF-8', (event) => inBase64(event, bytesOf(withText(event, 'Zażółć gęślą jaźń 💥'))), 200, 'ok'],
  [
    'base64 of broken UTF-8',
    (event) => inBase64(event, Buffer.concat([bytesOf(event).subarray(0, -4), Buffer.from([0xff, 0xfe])])),
    400,
    'invalid_request',
  ],
  ['UTF-16', (event) => inBase64(event, Buffer.from(event.body ?? '', 'utf16le')), 400, 'invalid_request'],
  ['a byte order mark', (event) => withBody(event, (body) => `\ufeff${body}`), 400, 'invalid_request'],
  [
    'a form',
    (event) => withHeaders(event, { 'content-type': 'application/x-www-form-urlencoded' }),
    415,
    'unsupported_media_type',
  ],
  [
    'XML',
    (event) =>
      withHeaders(
        withBody(event, () => '<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]><x>&e;</x>'),
        { 'content-type': 'application/xml' },
      ),
    415,
    'unsupported_media_type',
  ],
  ['NaN', (event) => withBody(event, (body) => body.replace(/"title":"[^"]*"/, '"title":NaN')), 400, 'invalid_request'],
  ['an unknown key', (event) => withParams(event, { isAdmin: true }), 400, 'invalid_request'],
  ["another connector's url", (event) => withParams(event, { apiUrl: 'https://evil.example' }), 400, 'invalid_request'],
  [
    'another sub-action',
    (event) => withBody(event, (body) => body.replace('pushToService', 'getFields')),
    400,
    'unsupported_sub_action',
  ],
]
