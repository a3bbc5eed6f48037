// `npm run dead-letters`: every kind of letter is listed, sent again and then deleted, or stays with a reason. No
// output holds a word of a case.
import { afterEach, beforeEach, expect, test } from '@jest/globals'
import { until } from '../support/until.ts'
import { closeOf, eventOf, failure, requestOf, startLetters } from './dead-letter-stage.ts'

let letters: Awaited<ReturnType<typeof startLetters>>
beforeEach(async () => {
  letters = await startLetters()
})
afterEach(() => letters.close())

const EVENT_ID = '7bf73129-1428-4cd3-a780-95db273d1602'
const OUTCOME = { connectorId: 'local', kibanaCaseId: 'canary', externalDetails: {}, incident: { title: 'INC1' } }
const UNDELIVERED = { ERROR_CODE: 'NO_PERMISSIONS', ERROR_MESSAGE: 'canary of a response', RETRY_ATTEMPTS: '185' }

async function buryOneOfEach(): Promise<void> {
  await letters.bury(failure('unknown_connector', requestOf('nobody')))
  await letters.bury(failure('misconfigured', closeOf()))
  await letters.bury({ ...eventOf('Case Push Requested', requestOf('stuck')), id: EVENT_ID })
  await letters.bury(eventOf('Case Push Requested', requestOf('undelivered')), UNDELIVERED)
  await letters.bury(eventOf('Case Close Requested', closeOf()), UNDELIVERED)
  await letters.bury(eventOf('Incident Pushed', OUTCOME), UNDELIVERED)
}

test('list shows every kind of letter with its reason, and leaves all of them for the next who looks', async () => {
  await buryOneOfEach()
  for (let times = 0; times < 2; times += 1) {
    const { code, out, err } = await letters.list()
    expect([code, err]).toEqual([0, ''])
    const lines = out.trimEnd().split('\n')
    expect(lines[0]).toMatch(/^when +kind +connector +code +attempts +message$/)
    const shown = lines
      .slice(1, -1)
      .map((line) => line.replace(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ +/, '').split(/ {2,}/))
    expect(shown).toEqual([
      ['failed push', 'nobody', 'unknown_connector', '-', 'Saved object not found'],
      ['failed close', 'local', 'misconfigured', '-', 'Saved object not found'],
      [
        'stuck push',
        'stuck',
        '-',
        String(times + 1),
        `the function never ended with event ${EVENT_ID}; its log says why`,
      ],
      ['undelivered push', 'undelivered', 'NO_PERMISSIONS', '185', 'EventBridge could not deliver it to the queue'],
      ['undelivered close', 'local', 'NO_PERMISSIONS', '185', 'EventBridge could not deliver it to the queue'],
      ['undelivered outcome', 'local', 'NO_PERMISSIONS', '185', 'EventBridge could not deliver it to Kibana'],
    ])
    expect(lines.at(-1)).toBe('6 letters')
  }
  expect(letters.bus.deadLetters()).toHaveLength(6)
  expect(letters.delivered).toEqual([])
})

test('redrive sends every kind of letter again as the event that it was, and deletes it', async () => {
  await buryOneOfEach()
  const { code, out } = await letters.redrive()
  expect([code, out]).toEqual([0, '6 letters sent again, 0 left in place\n'])
  await until('all are delivered', () => letters.delivered.length === 5)
  const sent = letters.delivered.map((event) => [event['detail-type'], event.source, event.detail])
  expect(sent).toHaveLength(5)
  expect(sent).toEqual(
    expect.arrayContaining([
      ['Case Push Requested', 'redrive', requestOf('nobody')],
      ['Case Close Requested', 'redrive', closeOf()],
      ['Case Push Requested', 'redrive', requestOf('stuck')],
      ['Case Push Requested', 'redrive', requestOf('undelivered')],
    ]),
  )
  // The rule that tells Kibana listens to case-push alone.
  expect(letters.bus.events().at(-1)).toMatchObject({
    'detail-type': 'Incident Pushed',
    source: 'case-push',
    detail: OUTCOME,
  })
  expect(letters.bus.deadLetters()).toEqual([])
})

test('more letters than SQS gives at once are all sent', async () => {
  for (let n = 0; n < 37; n += 1) await letters.bury(failure('unknown_connector', requestOf(`c${String(n)}`)))
  expect((await letters.redrive()).out).toBe('37 letters sent again, 0 left in place\n')
  await until('all are delivered', () => letters.delivered.length === 37)
  expect(new Set(letters.delivered.map(({ detail }) => detail['connectorId'])).size).toBe(37)
})

test('only the letters of a code or a connector are listed and sent, the others stay', async () => {
  await buryOneOfEach()
  expect((await letters.list('--connector', 'local')).out).toMatch(
    /\n3 letters, and 3 more that you did not ask for\n$/,
  )
  expect((await letters.redrive('--code', 'unknown_connector')).out).toBe(
    '1 letter sent again, 0 left in place, 5 not asked for\n',
  )
  expect((await letters.redrive('--code', 'NO_PERMISSIONS', '--connector', 'local')).out).toMatch(/^2 letters sent/)
  expect((await letters.redrive('--connector', 'nowhere')).out).toBe(
    '0 letters sent again, 0 left in place, 3 not asked for\n',
  )
  expect(letters.bus.deadLetters()).toHaveLength(3)
})

test('a dry run says what would be sent, and changes nothing', async () => {
  await letters.bury(failure('unknown_connector', requestOf('nobody')))
  const { code, out } = await letters.redrive('--dry-run')
  expect(code).toBe(0)
  expect(out).toMatch(
    /^would be sent {2}\d.* failed push {2}nobody {2}unknown_connector.*\n1 letter would be sent again/,
  )
  expect(letters.bus.deadLetters()).toHaveLength(1)
  expect(letters.delivered).toEqual([])
})

test.each([
  ['what is no JSON', 'canary', 'it is no event that case-push knows'],
  ['an event of somebody else', eventOf('canary', {}), 'it is no event that case-push knows'],
  ['a failure whose request is a text', failure('invalid_request', 'canary'), 'its request is not a JSON object'],
  ['a request that is larger than an event', failure('x', requestOf('a', 'c'.repeat(1_048_576))), 'use the HTTP API'],
])('%s is listed, and stays in its place with a sentence', async (_what, body, sentence) => {
  await letters.bury(body)
  expect((await letters.list()).out).toMatch(/\n1 letter\n$/)
  const { code, out } = await letters.redrive()
  expect(code).toBe(1)
  expect(out).toMatch(/^left in place {2}/)
  expect(out).toContain(sentence)
  expect(out).toMatch(/\n0 letters sent again, 1 left in place\n$/)
  expect(letters.bus.deadLetters()).toHaveLength(1)
})
