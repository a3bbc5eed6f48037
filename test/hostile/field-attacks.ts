// Attacks by additional_fields, as an object or inside its JSON text, and by tags: columns that a push writes itself,
// ways to a prototype, and masses.
import { withParams } from '../support/events.ts'
import { nestedWith, type Attack } from './id-attacks.ts'

const FIELDS: readonly [name: string, json: string, isGood: boolean][] = [
  ['of no fields', '{}', true],
  ['with null', '{"u_source":null}', true],
  ['with an empty text', '{"u_source":""}', true],
  ['with a tag that renders', '{"u_source":"[code]<script>alert(1)</script>[/code]"}', true],
  ['with control characters', '{"u_source":"a\\u0000\\u001b[31m\\ud800"}', true],
  ['with a field twice, of which the last counts,', '{"u_source":[],"u_source":"x"}', true],
  [
    'of 50 fields',
    JSON.stringify(Object.fromEntries(Array.from({ length: 50 }, (_, n) => [`u_${String(n)}`, 'x']))),
    true,
  ],
  [
    'of 51 fields',
    JSON.stringify(Object.fromEntries(Array.from({ length: 51 }, (_, n) => [`u_${String(n)}`, 'x']))),
    false,
  ],
  ...['sys_id', 'number', 'work_notes', 'correlation_id', 'severity', 'short_description', 'constructor'].map(
    (column): [string, string, boolean] => [`with the column ${column}`, `{"${column}":"x"}`, false],
  ),
  ['with an operator in a name', '{"state^NQactive":"x"}', false],
  ['with __proto__', '{"__proto__":{"u_source":"x"}}', false],
  ['with constructor.prototype', '{"u_source":{"constructor":{"prototype":{"isAdmin":true}}}}', false],
  ['with an object', '{"u_source":{"a":1}}', false],
  ['of 17 levels', `{"u_source":${'['.repeat(16)}${']'.repeat(16)}}`, false],
  ['that are a list', '["u_source"]', false],
]
const answerTo = (isGood: boolean) => (isGood ? ([200, 'ok'] as const) : ([400, 'invalid_request'] as const))

const asText =
  (text: string): Attack[1] =>
  (event) =>
    nestedWith(event, { additional_fields: text })
// Put in as text, because an object literal could not hold __proto__.
const asObject =
  (json: string): Attack[1] =>
  (event) => {
    const marked = nestedWith(event, { additional_fields: 'here' })
    return { ...marked, body: marked.body?.replace('"here"', () => json) ?? '' }
  }

export const FIELD_ATTACKS: readonly Attack[] = [
  ...FIELDS.flatMap(([name, json, isGood]): Attack[] => [
    [`additional_fields ${name}`, asObject(json), ...answerTo(isGood)],
    [`a text of additional_fields ${name}`, asText(json), ...answerTo(isGood)],
  ]),
  ...['', 'null', '"{}"', '7', '{"u_source":', '{u_source:1}', '{"a":'.repeat(500_000)].map((text): Attack => [
    `the text of additional_fields ${text.slice(0, 20)}`,
    asText(text),
    400,
    'invalid_request',
  ]),
  ['200 tags', (event) => withParams(event, { tags: Array.from({ length: 200 }, () => '[code]x\u0000') }), 200, 'ok'],
  ['201 tags', (event) => withParams(event, { tags: Array.from({ length: 201 }, String) }), 400, 'invalid_request'],
  [
    'two million tags',
    (event) => withParams(event, { tags: Array<number>(2_000_000).fill(0) }),
    400,
    'invalid_request',
  ],
  ['a tag of 257 characters', (event) => withParams(event, { tags: ['x'.repeat(257)] }), 400, 'invalid_request'],
  ['a tag that is an object', (event) => withParams(event, { tags: [{ toString: 'x' }] }), 400, 'invalid_request'],
]
