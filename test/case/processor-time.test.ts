// What a request costs to parse and to plan grows with its size alone, whatever its texts are.
import { expect, test } from '@jest/globals'
import { parseCase } from '../../lib/case/parse-case.ts'
import { PushError } from '../../lib/errors.ts'
import { planIncident } from '../../lib/push/plan-incident.ts'
import { requestBodyWith } from '../support/events.ts'
import { connectorAt } from '../support/connector.ts'
import { firstSlowSize } from '../support/processor-time.ts'

const MAX_BODY_BYTES = 5_242_880

/** The size of the first body that takes too long. What takes a quadratic time does so in a small one already. */
const slowSizeOf = (work: (bytes: number) => void) =>
  firstSlowSize([10_000, 50_000, 250_000], 500, work) ?? firstSlowSize([MAX_BODY_BYTES], 3_000, work)

function parsedAndPlanned(json: string): void {
  try {
    planIncident(parseCase(JSON.parse(json)), connectorAt('https://x.service-now.com'), 'case')
  } catch (error) {
    if (!(error instanceof PushError)) throw error
  }
}

const bytesOf = (text: string) => Buffer.byteLength(JSON.stringify(text)) - 2

// Behind a bracket, because `[code]` begins with one.
const filledWith = (piece: string, bytes: number) => `[${piece.repeat(Math.floor(bytes / bytesOf(piece)))}`

const withTexts = (texts: { title?: string; description?: string; comment?: string }) => {
  const { comment = 'x', ...params } = texts
  return JSON.stringify(requestBodyWith('create-incident', { ...params, comments: [{ commentId: 'c', comment }] }))
}

test.each([
  ...['a', '[', '/', ' ', '\u00a0', '\n', '\r', '\u0000', '\u0085', '\ud800'],
  ...['[ ', '[/', ' /', '[c', '\r\n', '\ud800\u0085', '[code]'],
])('5 MB of title, description and comment take 3 s at most, if they repeat %j', (piece) => {
  const slow = slowSizeOf((bytes) => {
    const text = filledWith(piece, (bytes - 1_000) / 3)
    parsedAndPlanned(withTexts({ title: text, description: text, comment: text }))
  })
  expect(slow).toBeUndefined()
})

test.each(['title', 'description', 'comment'])('5 MB of %s alone take 3 s at most', (name) => {
  const slow = slowSizeOf((bytes) => {
    parsedAndPlanned(withTexts({ [name]: filledWith('[ ', bytes - 1_000) }))
  })
  expect(slow).toBeUndefined()
})

const keysOf = (bytes: number) => `{${Array.from({ length: bytes / 12 }, (_, k) => `"k${String(k)}":0`).join()}}`

test.each([
  ['keys', keysOf],
  ['objects', (bytes: number) => `{"u_a":[${'{},'.repeat(bytes / 3 - 20)}0]}`],
  ['brackets', (bytes: number) => '['.repeat(bytes)],
  ['text', (bytes: number) => JSON.stringify({ u_a: filledWith('[ ', bytes) })],
])('5 MB of additional_fields as JSON text take 3 s at most, whatever they hold: %s', (_, json) => {
  const slow = slowSizeOf((bytes) => {
    const incident = { short_description: 'x', additional_fields: json(bytes) }
    parsedAndPlanned(JSON.stringify(requestBodyWith('nested-create', { incident })))
  })
  expect(slow).toBeUndefined()
})

test('5 MB of tags are rejected after 3 s at most', () => {
  const slow = slowSizeOf((bytes) => {
    parsedAndPlanned(JSON.stringify(requestBodyWith('create-incident', { tags: Array<number>(bytes / 2).fill(0) })))
  })
  expect(slow).toBeUndefined()
})

test.each([
  ['unknown keys', keysOf],
  ['nothing but zeros', (bytes: number) => `[${'0,'.repeat(bytes / 2 - 500)}0]`],
])('5 MB of %s are rejected after 3 s at most', (_, json) => {
  const slow = slowSizeOf((bytes) => {
    parsedAndPlanned(`{"params":{"subAction":"pushToService","subActionParams":${json(bytes)}}}`)
  })
  expect(slow).toBeUndefined()
})
