// The body of a request: its type, its size, its depth and its JSON.
import { expect, test } from '@jest/globals'
import middy from '@middy/core'
import httpHeaderNormalizer from '@middy/http-header-normalizer'
import { jsonBody } from '../../lib/middleware/json-body.ts'
import { httpEvent, type HttpEvent } from '../support/events.ts'
import { lambdaContext } from '../support/lambda-context.ts'
import { problemsIn, rejectionOf } from '../support/thrown.ts'

const chain = middy()
  .use(httpHeaderNormalizer())
  .use(jsonBody())
  .handler((event): Promise<unknown> => Promise.resolve(event.body))
const parse = (changes: Partial<HttpEvent>, name = 'create-incident') =>
  chain({ ...httpEvent(name), ...changes }, lambdaContext())
/** Levels of JSON that are accepted. */
const MAX_DEPTH = 16
const withType = (type: string): Partial<HttpEvent> => ({ headers: { 'Content-Type': type } })

test('the handler gets the parsed body', async () => {
  expect(await parse({})).toEqual(JSON.parse(httpEvent('create-incident').body ?? ''))
})

test('the handler gets the parsed body that came in base64, with characters beyond ASCII', async () => {
  expect(await parse({ body: Buffer.from('{"title":"Köln 😀"}').toString('base64'), isBase64Encoded: true })).toEqual({
    title: 'Köln 😀',
  })
})

test.each(['application/json; charset=utf-8', 'application/json;charset=UTF-8'])(
  'a content type may name its character set: %s',
  async (type) => {
    expect(await parse({ ...withType(type), body: '[]' })).toEqual([])
  },
)

test.each(['text/plain', 'application/x-www-form-urlencoded', 'multipart/form-data', 'application/jsonx', ''])(
  'another content type is rejected: %j',
  async (type) => {
    expect(await rejectionOf(parse(withType(type)))).toMatchObject({ code: 'unsupported_media_type' })
  },
)

test('the example with another content type is rejected, and so is a request without one', async () => {
  expect(await rejectionOf(parse({}, 'wrong-content-type'))).toMatchObject({ code: 'unsupported_media_type' })
  expect(await rejectionOf(parse({ headers: {} }))).toMatchObject({ code: 'unsupported_media_type' })
})

test.each(['gzip', 'br', 'x'])('a compressed body is rejected: %s', async (encoding) => {
  expect(
    await rejectionOf(parse({ headers: { 'content-type': 'application/json', 'Content-Encoding': encoding } })),
  ).toMatchObject({ code: 'unsupported_media_type' })
})

test('a body with the content encoding identity is accepted', async () => {
  expect(
    await parse({ headers: { 'content-type': 'application/json', 'content-encoding': 'identity' }, body: '{}' }),
  ).toEqual({})
})

test.each(['no-body', 'empty'])('the error of a request without a body says that it is required: %s', async (name) => {
  const error = await rejectionOf(name === 'empty' ? parse({ body: '' }) : parse({}, name))
  expect(error.code).toBe('invalid_request')
  expect(problemsIn(error)).toEqual(['body is required'])
})

test.each(['{"params":', 'canary', '{"a":1}x', "{'a':1}", '\u0000'])(
  'a body that is not JSON is rejected, and the error quotes nothing of it: %j',
  async (body) => {
    const error = await rejectionOf(parse({ body }))
    expect(problemsIn(error)).toEqual(['body must be JSON'])
    expect(JSON.stringify([error, error.cause, error.stack])).not.toContain('canary')
  },
)

test.each(['{"__proto__":{"canary":1}}', '{"params":{"constructor":{"prototype":{"canary":1}}}}'])(
  'a body that reaches for a prototype is rejected as such: %j',
  async (body) => {
    const error = await rejectionOf(parse({ body }))
    expect(problemsIn(error)).toEqual(['body must not hold keys that reach for a prototype'])
    expect(JSON.stringify([error, error.cause, error.stack])).not.toContain('canary')
  },
)

test('the example that is not JSON is rejected', async () => {
  expect(problemsIn(await rejectionOf(parse({}, 'not-json')))).toEqual(['body must be JSON'])
})

const LIMIT = 5 * 1024 * 1024
const sized = (bytes: number) => `"${'ü'.repeat((bytes - 2) / 2)}"`

test('a body of 5 MB is accepted, counted in bytes, and one byte more is too large', async () => {
  expect(await parse({ body: sized(LIMIT) })).toHaveLength((LIMIT - 2) / 2)
  expect(await rejectionOf(parse({ body: `${sized(LIMIT)} ` }))).toMatchObject({ code: 'payload_too_large' })
})

/** What a body may take within the event: 6 MB, less 64 KB for everything else in it. */
const ROOM = (6 * 1024 - 64) * 1024
const bytesInEvent = (body: string) => Buffer.byteLength(JSON.stringify(body))

test.each([
  ['quotes', (count: number) => `"${'\\"'.repeat(count)}"`],
  ['line breaks within texts', (count: number) => `"${'\\n'.repeat(count)}"`],
  ['line breaks between values', (count: number) => `[${' \n'.repeat(count)}]`],
])('a body below 5 MB is too large if its %s do not fit into the event that carries it', async (_which, bodyOf) => {
  const growth = bytesInEvent(bodyOf(2)) - bytesInEvent(bodyOf(1))
  const most = Math.floor((ROOM - bytesInEvent(bodyOf(0))) / growth)
  expect(Buffer.byteLength(bodyOf(most + 1))).toBeLessThan(LIMIT)
  expect(await parse({ body: bodyOf(most) })).toBeDefined()
  expect(await rejectionOf(parse({ body: bodyOf(most + 1) }))).toMatchObject({ code: 'payload_too_large' })
})

test('a body in base64 is too large if the base64 does not fit into the event', async () => {
  const encoded = (text: string): Partial<HttpEvent> => ({
    body: Buffer.from(text).toString('base64'),
    isBase64Encoded: true,
  })
  const most = (Math.floor((ROOM - 2) / 4) * 3) & ~1
  expect(await parse(encoded(sized(most)))).toHaveLength((most - 2) / 2)
  expect(await rejectionOf(parse(encoded(`${sized(most)}   `)))).toMatchObject({ code: 'payload_too_large' })
})

test('the largest event that is accepted, with all headers that API Gateway passes, is one that Lambda accepts', () => {
  const headers = { 'x-filled': '"'.repeat(10_240) }
  const body = `"${'ü'.repeat(ROOM / 2 - 3)}"`
  const event = { ...httpEvent('create-incident'), headers, cookies: Object.values(headers), body }
  expect(Buffer.byteLength(JSON.stringify(event))).toBeLessThan(6 * 1024 * 1024)
})

const nested = (depth: number) => `${'[{"a":'.repeat(depth / 2)}1${'}]'.repeat(depth / 2)}`

test('JSON may nest 16 levels deep, and no deeper, not even a million levels', async () => {
  expect(await parse({ body: nested(MAX_DEPTH) })).toBeDefined()
  for (const depth of [MAX_DEPTH + 2, 1_000_000]) {
    expect(problemsIn(await rejectionOf(parse({ body: nested(depth) })))).toEqual([
      `body must not nest deeper than ${String(MAX_DEPTH)} levels`,
    ])
  }
})

test('brackets within a text do not count as levels, not even after an escaped quote', async () => {
  const text = `"${'[{'.repeat(1_000)}\\" \\`
  expect(await parse({ body: JSON.stringify({ text }) })).toEqual({ text })
})
