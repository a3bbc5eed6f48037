// The request's body: its size, its type and its JSON.
import { expect, test } from '@jest/globals'
import middy from '@middy/core'
import httpHeaderNormalizer from '@middy/http-header-normalizer'
import type { Context } from 'aws-lambda'
import { jsonBody } from '../../lib/middleware/json-body.ts'
import { eventOf, type Event } from '../support/events.ts'
import { problemsIn, rejectionOf } from '../support/thrown.ts'

const chain = middy()
  .use(httpHeaderNormalizer())
  .use(jsonBody())
  .handler((event): Promise<unknown> => Promise.resolve(event.body))
const parse = (changes: Partial<Event>, name = 'create-incident') =>
  chain({ ...eventOf(name), ...changes }, {} as Context)
/** Levels of JSON that are taken. */
const MAX_DEPTH = 16
const typed = (type: string): Partial<Event> => ({ headers: { 'Content-Type': type } })

test('a body becomes its JSON', async () => {
  expect(await parse({})).toEqual(JSON.parse(eventOf('create-incident').body ?? ''))
})

test('a body in base64, with characters beyond ASCII, becomes its JSON', async () => {
  expect(await parse({ body: Buffer.from('{"title":"Köln 😀"}').toString('base64'), isBase64Encoded: true })).toEqual({
    title: 'Köln 😀',
  })
})

test.each(['application/json; charset=utf-8', 'application/json;charset=UTF-8'])(
  'JSON may name its characters: %s',
  async (type) => {
    expect(await parse({ ...typed(type), body: '[]' })).toEqual([])
  },
)

test.each(['text/plain', 'application/x-www-form-urlencoded', 'multipart/form-data', 'application/jsonx', ''])(
  'another type is refused: %j',
  async (type) => {
    expect(await rejectionOf(parse(typed(type)))).toMatchObject({ code: 'unsupported_media_type' })
  },
)

test('the example of another type, and no type at all, are refused', async () => {
  expect(await rejectionOf(parse({}, 'wrong-content-type'))).toMatchObject({ code: 'unsupported_media_type' })
  expect(await rejectionOf(parse({ headers: {} }))).toMatchObject({ code: 'unsupported_media_type' })
})

test.each(['gzip', 'br', 'x'])('a compressed body is refused: %s', async (encoding) => {
  expect(
    await rejectionOf(parse({ headers: { 'content-type': 'application/json', 'Content-Encoding': encoding } })),
  ).toMatchObject({ code: 'unsupported_media_type' })
})

test('identity is no compression', async () => {
  expect(
    await parse({ headers: { 'content-type': 'application/json', 'content-encoding': 'identity' }, body: '{}' }),
  ).toEqual({})
})

test.each(['no-body', 'empty'])('no body is named as what is missing: %s', async (name) => {
  const error = await rejectionOf(name === 'empty' ? parse({ body: '' }) : parse({}, name))
  expect(error.code).toBe('invalid_request')
  expect(problemsIn(error)).toEqual(['body is required'])
})

test.each(['{"params":', 'canary', '{"a":1}x', "{'a':1}", '\u0000'])(
  'a body that is no JSON is refused without a word of it: %j',
  async (body) => {
    const error = await rejectionOf(parse({ body }))
    expect(problemsIn(error)).toEqual(['body must be JSON'])
    expect(JSON.stringify([error, error.cause, error.stack])).not.toContain('canary')
  },
)

test.each(['{"__proto__":{"canary":1}}', '{"params":{"constructor":{"prototype":{"canary":1}}}}'])(
  'a body that reaches for a prototype is refused as what it is: %j',
  async (body) => {
    const error = await rejectionOf(parse({ body }))
    expect(problemsIn(error)).toEqual(['body must not hold keys that reach for a prototype'])
    expect(JSON.stringify([error, error.cause, error.stack])).not.toContain('canary')
  },
)

test('the example that is no JSON is refused', async () => {
  expect(problemsIn(await rejectionOf(parse({}, 'not-json')))).toEqual(['body must be JSON'])
})

const LIMIT = 5 * 1024 * 1024
const sized = (bytes: number) => `"${'ü'.repeat((bytes - 2) / 2)}"`

test('5 MB are taken, counted in bytes, and a byte more is too large', async () => {
  expect(await parse({ body: sized(LIMIT) })).toHaveLength((LIMIT - 2) / 2)
  expect(await rejectionOf(parse({ body: `${sized(LIMIT)} ` }))).toMatchObject({ code: 'payload_too_large' })
})

test('of a body in base64 the bytes behind it count', async () => {
  const encoded = (text: string): Partial<Event> => ({
    body: Buffer.from(text).toString('base64'),
    isBase64Encoded: true,
  })
  expect(await parse(encoded(sized(LIMIT)))).toHaveLength((LIMIT - 2) / 2)
  expect(await rejectionOf(parse(encoded(`${sized(LIMIT)} `)))).toMatchObject({ code: 'payload_too_large' })
})

const nested = (depth: number) => `${'[{"a":'.repeat(depth / 2)}1${'}]'.repeat(depth / 2)}`

test('JSON may nest as deep as said, and no deeper, be it a million levels', async () => {
  expect(await parse({ body: nested(MAX_DEPTH) })).toBeDefined()
  for (const depth of [MAX_DEPTH + 2, 1_000_000]) {
    expect(problemsIn(await rejectionOf(parse({ body: nested(depth) })))).toEqual([
      `body must not nest deeper than ${String(MAX_DEPTH)} levels`,
    ])
  }
})

test('brackets within a text, behind an escaped quote as well, are no levels', async () => {
  const text = `"${'[{'.repeat(1_000)}\\" \\`
  expect(await parse({ body: JSON.stringify({ text }) })).toEqual({ text })
})
