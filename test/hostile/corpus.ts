// The known attacks, each by name with the answer it must get. `ok` may reach ServiceNow; nothing else may.
import { gzipSync } from 'node:zlib'
import { withParams, type HttpEvent } from '../support/events.ts'
import { FIELD_ATTACKS } from './field-attacks.ts'
import { ID_ATTACKS, type Attack } from './id-attacks.ts'

const withHeaders = (event: HttpEvent, headers: Record<string, string>): HttpEvent => ({
  ...event,
  headers: { ...event.headers, ...headers },
})
const withBody = (event: HttpEvent, change: (body: string) => string): HttpEvent => ({
  ...event,
  body: change(event.body ?? ''),
})
const withText = (event: HttpEvent, comment: string) =>
  withParams(event, { title: comment, description: comment, comments: [{ commentId: 'c', comment }] })
const inBase64 = (event: HttpEvent, bytes: Buffer): HttpEvent => ({
  ...event,
  body: bytes.toString('base64'),
  isBase64Encoded: true,
})
const bytesOf = (event: HttpEvent) => Buffer.from(event.body ?? '')

export const CORPUS: readonly Attack[] = [
  ...ID_ATTACKS,
  ...FIELD_ATTACKS,
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
    'constructor.prototype among the params',
    (event) => withBody(event, (body) => body.replace('"title"', '"constructor":{"prototype":{"x":1}},"title"')),
    400,
    'invalid_request',
  ],
  [
    'a body with two titles, of which the last counts,',
    (event) => withBody(event, (body) => body.replace('"title"', '"title":7,"title"')),
    200,
    'ok',
  ],
  [
    'a body with two params, of which the last count,',
    (event) => withBody(event, (body) => body.replace('{"params"', '{"params":7,"params"')),
    200,
    'ok',
  ],
  ['a body of 17 levels', (event) => withBody(event, () => '['.repeat(17) + ']'.repeat(17)), 400, 'invalid_request'],
  ['a body of 800,000 levels', (event) => withBody(event, () => '{"a":'.repeat(800_000)), 400, 'invalid_request'],
  ['a text full of brackets', (event) => withText(event, '[{'.repeat(5_000)), 200, 'ok'],
  ['a request with 10 MB of text', (event) => withText(event, 'x'.repeat(10_000_000)), 413, 'payload_too_large'],
  ['a request with 4 MB of text', (event) => withParams(event, { description: 'x'.repeat(4_000_000) }), 200, 'ok'],
  ['a request with 6 MB of base64', (event) => inBase64(event, Buffer.alloc(6_000_000, '[')), 413, 'payload_too_large'],
  [
    'a request with 1,001 comments',
    (event) =>
      withParams(event, {
        comments: Array.from({ length: 1_001 }, (_, n) => ({ commentId: `c${String(n)}`, comment: 'x' })),
      }),
    413,
    'payload_too_large',
  ],
  [
    'a request with 33 KB of names',
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
    'a text with half characters',
    (event) => withBody(event, (body) => body.replace('"title":"', '"title":"\\ud800 \\udc00')),
    200,
    'ok',
  ],
  ['a text with NUL and other controls', (event) => withText(event, 'a\u0000b\u0007c\u001b[31m\u009b'), 200, 'ok'],
  ['a text with bidi controls', (event) => withText(event, '\u202egnp.exe\u2066x\u2069'), 200, 'ok'],
  [
    '[code] with a script',
    (event) => withText(event, '[code]<script>alert(1)</script>[/code] [ CODE ]x[co[code]de]'),
    200,
    'ok',
  ],
  [
    'a number where a string belongs',
    (event) => withParams(event, { savedObjectId: 7, title: 7 }),
    400,
    'invalid_request',
  ],
  ['a number for a choice', (event) => withParams(event, { severity: 3 }), 400, 'invalid_request'],
  [
    'an array where an object belongs',
    (event) => withParams(event, { createdBy: ['x'], comments: { 0: 'x' } }),
    400,
    'invalid_request',
  ],
  [
    'an Idempotency-Key with CRLF',
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
  [
    'a body in base64 of UTF-8',
    (event) => inBase64(event, bytesOf(withText(event, 'Zażółć gęślą jaźń 💥'))),
    200,
    'ok',
  ],
  [
    'a body in base64 of broken UTF-8',
    (event) => inBase64(event, Buffer.concat([bytesOf(event).subarray(0, -4), Buffer.from([0xff, 0xfe])])),
    400,
    'invalid_request',
  ],
  ['a body in UTF-16', (event) => inBase64(event, Buffer.from(event.body ?? '', 'utf16le')), 400, 'invalid_request'],
  ['a byte order mark', (event) => withBody(event, (body) => `\ufeff${body}`), 400, 'invalid_request'],
  [
    'a form instead of JSON',
    (event) => withHeaders(event, { 'content-type': 'application/x-www-form-urlencoded' }),
    415,
    'unsupported_media_type',
  ],
  [
    'XML with an external entity',
    (event) =>
      withHeaders(
        withBody(event, () => '<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]><x>&e;</x>'),
        { 'content-type': 'application/xml' },
      ),
    415,
    'unsupported_media_type',
  ],
  [
    'a title NaN',
    (event) => withBody(event, (body) => body.replace(/"title":"[^"]*"/, '"title":NaN')),
    400,
    'invalid_request',
  ],
  ['an unknown key', (event) => withParams(event, { isAdmin: true }), 400, 'invalid_request'],
  ["another connector's url", (event) => withParams(event, { apiUrl: 'https://evil.example' }), 400, 'invalid_request'],
  [
    'another sub-action',
    (event) => withBody(event, (body) => body.replace('pushToService', 'handshake')),
    400,
    'unsupported_sub_action',
  ],
]
