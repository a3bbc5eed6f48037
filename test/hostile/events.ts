// Events that fast-check makes: the documented bodies, changed in a few places or as raw text, behind headers, paths
// and keys that may be hostile too.
import fc from 'fast-check'
import { gzipSync } from 'node:zlib'
import type { HttpEvent } from '../support/events.ts'
import { HOSTILE, IDS, KEYS } from './words.ts'
import { anyText } from '../support/any-text.ts'

const text = fc.oneof(fc.constantFrom(...HOSTILE), anyText(), fc.string({ maxLength: 40 }))
const id = fc.oneof(
  { weight: 30, arbitrary: fc.uuid() },
  { weight: 6, arbitrary: fc.constantFrom(...IDS) },
  { weight: 1, arbitrary: text },
)
const incidentId = fc.oneof({ weight: 12, arbitrary: fc.constantFrom(null, '') }, { weight: 1, arbitrary: id })
const time = fc.oneof(fc.constant('2020-03-31T08:36:45.661Z'), text)
const user = fc.oneof(fc.constant(null), fc.record({ fullName: fc.oneof(text, fc.constant(null)), username: text }))
const metadata = { createdAt: time, createdBy: user, updatedAt: time, updatedBy: user }
const maybe = { requiredKeys: [] }
const comment = fc
  .tuple(fc.record({ commentId: id, comment: text }), fc.record(metadata, maybe))
  .map(([must, may]) => ({ ...must, ...may }))
const comments = fc.oneof(
  { weight: 9, arbitrary: fc.array(comment, { maxLength: 3 }) },
  { weight: 1, arbitrary: fc.constant(null) },
)
const choices = {
  severity: fc.oneof(text, fc.constantFrom('low', 'critical', '')),
  urgency: fc.constantFrom('1', '2', null),
  impact: text,
}

const tags = fc.oneof(
  { weight: 6, arbitrary: fc.array(text, { maxLength: 4 }) },
  { weight: 1, arbitrary: fc.constant(null) },
  { weight: 1, arbitrary: fc.integer({ min: 199, max: 202 }).map((count) => Array.from({ length: count }, String)) },
)

const flat = fc
  .tuple(
    fc.record({ savedObjectId: id, title: text }),
    fc.record(
      {
        description: text,
        externalId: incidentId,
        comments,
        comment: text,
        tags,
        status: text,
        ...choices,
        ...metadata,
      },
      maybe,
    ),
  )
  .map(([must, may]): object => ({ ...must, ...may }))

const fields = fc.dictionary(
  fc.oneof(
    { weight: 20, arbitrary: fc.constantFrom('u_source', 'caller_id', 'state') },
    { weight: 1, arbitrary: fc.constantFrom(...KEYS) },
    { weight: 1, arbitrary: text },
  ),
  fc.oneof(text, fc.integer(), fc.boolean(), fc.constant(null)),
  { maxKeys: 4 },
)
// The JSON text of an object, the object itself, and texts that only look like one.
const additional = fc.oneof(
  { weight: 4, arbitrary: fields },
  { weight: 4, arbitrary: fields.map((object) => JSON.stringify(object)) },
  { weight: 1, arbitrary: fields.map((object) => JSON.stringify(JSON.stringify(object))) },
  { weight: 1, arbitrary: fc.constantFrom('', '[]', 'null', '{"__proto__":{"u_x":1}}', '{"a":'.repeat(100)) },
)
const nested = fc
  .tuple(
    text,
    fc.record(
      {
        description: text,
        externalId: incidentId,
        category: text,
        correlation_id: id,
        correlation_display: text,
        additional_fields: additional,
        ...choices,
      },
      maybe,
    ),
    comments,
  )
  .map(([short_description, may, list]): object => ({ incident: { short_description, ...may }, comments: list }))

/** A value that no schema expects where it is put. */
const intruder: fc.Arbitrary<unknown> = fc.oneof(
  text,
  fc.constantFrom(null, true, 0, -1, 1e308, [], {}, [[]], [null], { length: 3 }, { toString: 1 }),
  fc.jsonValue({ maxDepth: 3 }),
  fc.integer({ min: 1, max: 30 }).map((depth) => JSON.parse(`${'['.repeat(depth)}1${']'.repeat(depth)}`) as unknown),
)

type Change = { at: number; how: 'replace' | 'remove' | 'add'; key: string; value: unknown }
const change: fc.Arbitrary<Change> = fc.record({
  at: fc.nat(60),
  how: fc.constantFrom('replace', 'remove', 'add'),
  key: fc.oneof(fc.constantFrom(...KEYS), text),
  value: intruder,
})

/** Applies a change at one of the places of a JSON value, counted through. */
function withChange(value: unknown, { at, how, key, value: put }: Change): unknown {
  const copy = structuredClone(value)
  const places: [Record<string, unknown>, string][] = []
  const visit = (node: unknown) => {
    if (typeof node !== 'object' || node === null) return
    for (const [name, child] of Object.entries(node)) {
      places.push([node as Record<string, unknown>, name])
      visit(child)
    }
  }
  visit(copy)
  const [parent, name] = places[at % Math.max(places.length, 1)] ?? [undefined, '']
  if (parent === undefined) return put
  // Reflect does not throw where a place cannot be changed, as the length of an array.
  if (how === 'remove') Reflect.deleteProperty(parent, name)
  else
    Reflect.defineProperty(parent, how === 'add' ? key : name, {
      value: put,
      enumerable: true,
      configurable: true,
      writable: true,
    })
  return copy
}

const params = fc.oneof({ weight: 8, arbitrary: fc.oneof(flat, nested) }, { weight: 1, arbitrary: intruder })
const subAction = fc.oneof({ weight: 30, arbitrary: fc.constant('pushToService') }, { weight: 1, arbitrary: text })
const json = fc
  .tuple(
    subAction,
    params,
    fc.oneof(
      { weight: 3, arbitrary: fc.constant([]) },
      { weight: 2, arbitrary: fc.array(change, { minLength: 1, maxLength: 3 }) },
    ),
  )
  .map(([name, subActionParams, changes]) =>
    JSON.stringify(changes.reduce<unknown>(withChange, { params: { subAction: name, subActionParams } })),
  )

const RAW: ((body: string) => Partial<HttpEvent>)[] = [
  (body) => ({ body: body.slice(0, -1) }),
  (body) => ({ body: `\ufeff${body}` }),
  (body) => ({ body: `${body}\u0000` }),
  (body) => ({ body: body.replace('{', '{"params":{"subAction":"getIncident"},') }),
  (body) => ({ body: body.replace('"title":', '"title":"first","title":') }),
  (body) => ({ body: body.replace('{', '{"__proto__":{"isAdmin":true},') }),
  (body) => ({ body: body.replace(/"[^"]*"/, '1e999') }),
  (body) => ({ body: Buffer.from(body).toString('base64'), isBase64Encoded: true }),
  (body) => ({ body: Buffer.from(body).subarray(1).toString('base64'), isBase64Encoded: true }),
  (body) => ({ body: gzipSync(body).toString('base64'), isBase64Encoded: true }),
  (body) => ({
    body: gzipSync(body).toString('base64'),
    isBase64Encoded: true,
    headers: { 'content-type': 'application/json', 'content-encoding': 'gzip' },
  }),
  (body) => ({ body: body.replace(/"title":"[^"]*"/, `"title":"${'x'.repeat(6_000_000)}"`) }),
  (body) => ({ body: '['.repeat(1_000_000) + body }),
]
const raw = fc.oneof(
  { weight: 40, arbitrary: json.map((body): Partial<HttpEvent> => ({ body })) },
  { weight: 4, arbitrary: fc.tuple(fc.nat(RAW.length - 3), json).map(([n, body]) => RAW[n]?.(body) ?? { body }) },
  { weight: 1, arbitrary: text.map((body): Partial<HttpEvent> => ({ body })) },
)
// Few of them: megabytes take their time.
const large = fc
  .tuple(fc.constantFrom(RAW.length - 2, RAW.length - 1), json)
  .map(([n, body]) => RAW[n]?.(body) ?? { body })

const headerText = text.map((value) => value.slice(0, 8_000))
const headers = fc.oneof(
  { weight: 30, arbitrary: fc.constant({}) },
  { weight: 2, arbitrary: headerText.map((value) => ({ 'idempotency-key': value })) },
  {
    weight: 1,
    arbitrary: fc
      .tuple(
        fc.constantFrom(
          'content-type',
          'Content-Type',
          'content-encoding',
          'x-forwarded-for',
          '__proto__',
          'constructor',
        ),
        headerText,
      )
      .map(([name, value]) => Object.fromEntries([[name, value]])),
  },
)
const connectorId = fc.oneof(
  { weight: 40, arbitrary: fc.constant('local') },
  { weight: 1, arbitrary: text },
  { weight: 1, arbitrary: fc.constantFrom(...IDS) },
)
const key = fc.oneof(
  { weight: 60, arbitrary: fc.constant({ keyId: 'local', connectors: '*', expires: 0 }) },
  { weight: 1, arbitrary: intruder },
)
const path = fc.constantFrom('action', 'connector')

/** Events of the HTTP API, made from an example; one in `largeOneIn` holds megabytes. */
export function hostileEvents(template: HttpEvent, largeOneIn: number): fc.Arbitrary<HttpEvent> {
  const body = fc.oneof({ weight: largeOneIn - 1, arbitrary: raw }, { weight: 1, arbitrary: large })
  return fc.tuple(body, headers, connectorId, key, path).map(([partial, more, id_, lambda, route]) => ({
    ...template,
    ...partial,
    headers: { ...template.headers, ...more, ...partial.headers },
    rawPath: `/api/actions/${route}/${encodeURIComponent(id_.toWellFormed())}/_execute`,
    pathParameters: { connectorId: id_ },
    requestContext: { ...template.requestContext, authorizer: { lambda: lambda as never } },
  }))
}
