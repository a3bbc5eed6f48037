// From a case to the columns and texts of an incident, and ServiceNow's times and links back.
import { describe, expect, test } from '@jest/globals'
import fc from 'fast-check'
import { parseCase, type CasePush } from '../../lib/case/parse-case.ts'
import type { Mapping } from '../../lib/connectors/connector.ts'
import { correlationIdOf, planIncident } from '../../lib/push/plan-incident.ts'
import { recordUrl } from '../../lib/push/record-place.ts'
import { digestOf } from '../../lib/push/text.ts'
import { connectorAt } from '../support/connector.ts'
import { requestBody, requestBodyWith } from '../support/events.ts'
import { thrownBy } from '../support/thrown.ts'

const documented = parseCase(requestBody('create-incident'))
const withMapping = (mapping?: Mapping) =>
  connectorAt('https://x.service-now.com', { mapping, login: { kind: 'api_key', apiKey: 'k' } })
const plan = (casePush: Partial<CasePush> = {}, mapping?: Mapping, key = 'case-1') =>
  planIncident({ ...documented, ...casePush }, withMapping(mapping), key)
const { description: _, ...withoutDescription } = documented
const overwrite = (text: string, value = text) => ({ action: 'overwrite', text, digest: digestOf(value) })
const LONG = 'x'.repeat(161)
const SIGNED = `${documented.description ?? ''} (created at 2020-03-31T08:36:45.661Z by Alan Hunley)`

test('without a mapping a case fills title, description and correlation, and its comments are work notes', () => {
  const { creation, fields, journalColumn, comments } = plan()
  expect(creation).toEqual({
    short_description: documented.title,
    description: SIGNED,
    correlation_id: 'case-1',
    correlation_display: 'Elastic Case',
  })
  expect(fields).toEqual({
    short_description: overwrite(documented.title),
    description: overwrite(SIGNED, documented.description),
  })
  expect(journalColumn).toBe('work_notes')
  expect(comments.map(({ text }) => text)).toEqual([
    `${documented.comments[0]?.comment ?? ''} (added at 2020-03-31T08:37:33.240Z by Ms Moneypenny)`,
  ])
})

test.each([
  [{ updatedAt: '2020-04-01', updatedBy: { fullName: 'M' } }, ' (updated at 2020-04-01 by M)'],
  [{ updatedAt: null, updatedBy: { username: 'm' } }, ' (updated at 2020-03-31T08:36:45.661Z by m)'],
  [{ createdBy: null }, ' (created at 2020-03-31T08:36:45.661Z)'],
  [{ createdAt: null }, ' (created by Alan Hunley)'],
  [{ createdAt: null, createdBy: null }, ''],
])('a description says when and by whom, as far as is known: %j', (params, end) => {
  const { creation } = planIncident(parseCase(requestBodyWith('create-incident', params)), withMapping(), 'k')
  expect(creation['description']).toBe(`${documented.description ?? ''}${end}`)
})

test('a long title goes whole into a description that is appended, though the case has none', () => {
  const mapping: Mapping = {
    title: { target: 'short_description', actionType: 'overwrite' },
    description: { target: 'description', actionType: 'append' },
  }
  const { creation, fields } = planIncident({ ...withoutDescription, title: LONG }, withMapping(mapping), 'k')
  expect([creation['description'], fields['description']]).toEqual([LONG, undefined])
})

test('additional_fields may not hold a text for the column that takes the comments', () => {
  const mapping: Mapping = { comments: { target: 'u_notes', actionType: 'append' } }
  const named = { columns: { u_notes: 'canary' }, additionalFields: ['u_notes'] }
  expect(thrownBy(() => plan(named, mapping))).toMatchObject({
    code: 'invalid_request',
    problems: [
      {
        path: 'params.subActionParams.incident.additional_fields.u_notes',
        expected: 'must not be the column that takes the comments',
      },
    ],
  })
  expect(plan({ columns: { u_notes: 'text' } }).fields).toMatchObject({ u_notes: overwrite('text') })
})

test('a title of 160 characters stays, a longer one is truncated and stands whole on top of the description', () => {
  expect(plan({ title: 'x'.repeat(160) }).creation).toMatchObject({
    short_description: 'x'.repeat(160),
    description: SIGNED,
  })
  expect(plan({ title: LONG }).creation).toMatchObject({
    short_description: `${'x'.repeat(159)}…`,
    description: `${LONG}\n\n${SIGNED}`,
  })
})

test('without a description a create puts a long title there, and an update leaves the description alone', () => {
  const { creation, created, fields } = planIncident({ ...withoutDescription, title: LONG }, withMapping(), 'k')
  expect(creation['description']).toBe(LONG)
  expect(created['description']).toBe(digestOf(LONG))
  expect(fields).not.toHaveProperty('description')
  expect(planIncident(withoutDescription, withMapping(), 'k').creation).not.toHaveProperty('description')
})

const MAPPING: Mapping = {
  title: { target: 'short_description', actionType: 'overwrite' },
  description: { target: 'close_notes', actionType: 'append' },
  comments: { target: 'comments', actionType: 'overwrite' },
}

test('a mapping names the columns; an update appends apart from what it overwrites', () => {
  const { creation, fields, journalColumn } = plan({}, MAPPING)
  expect(creation).toMatchObject({ short_description: documented.title, close_notes: SIGNED })
  expect(creation).not.toHaveProperty('description')
  expect(fields).toEqual({
    short_description: overwrite(documented.title),
    close_notes: { ...overwrite(SIGNED, documented.description), action: 'append', unsigned: documented.description },
  })
  expect(journalColumn).toBe('comments')
})

test('what is mapped to nothing is not sent', () => {
  const nothing = { target: 'short_description', actionType: 'nothing' } as const
  const { creation, fields, journalColumn, comments } = plan(
    { title: LONG },
    { title: nothing, comments: { target: 'comments', actionType: 'nothing' } },
  )
  expect(creation).toEqual({ correlation_id: 'case-1', correlation_display: 'Elastic Case' })
  expect(fields).toEqual({})
  expect(journalColumn).toBeUndefined()
  expect(comments).toEqual([])
})

test('a title that is not sent does not reach the description either', () => {
  const { creation } = plan(
    { title: LONG },
    { ...MAPPING, title: { target: 'short_description', actionType: 'nothing' } },
  )
  expect(creation['close_notes']).toBe(SIGNED)
})

test('a title mapped to another column is not truncated', () => {
  expect(plan({ title: LONG }, { title: { target: 'u_title', actionType: 'overwrite' } }).creation['u_title']).toBe(
    LONG,
  )
})

test('comments that a mapping does not mention are work notes', () => {
  expect(plan({}, { title: { target: 'short_description', actionType: 'overwrite' } }).journalColumn).toBe('work_notes')
})

test("a caller's correlation id and display are kept, on updates too", () => {
  const { creation, fields, correlationId } = plan({
    correlationId: 'rule:alert',
    columns: { correlation_display: 'Rule' },
  })
  expect(creation).toMatchObject({ correlation_id: 'rule:alert', correlation_display: 'Rule' })
  expect(fields).toMatchObject({ correlation_id: overwrite('rule:alert') })
  expect(correlationId).toBe('rule:alert')
})

test("a caller's correlation id that ServiceNow would not find again is hashed, on updates too", () => {
  const { creation, fields, correlationId } = plan({ correlationId: 'rule:host.name=web 01,' })
  expect(correlationId).toBe(correlationIdOf('rule:host.name=web 01,'))
  expect(correlationId).toMatch(/^sha256-/)
  expect([creation['correlation_id'], fields['correlation_id']?.text]).toEqual([correlationId, correlationId])
})

test.each([['k'.repeat(100)], ['a:b|c'], ['{a}~b@c.d+e_f-g']])(
  'a case key that ServiceNow finds again is the correlation id itself',
  (key) => {
    expect(correlationIdOf(key)).toBe(key)
  },
)

test.each([
  ['k'.repeat(101)],
  ['a^b'],
  ['a,b'],
  ['a=b'],
  ['javascript:gs.log()'],
  ['JavaScript:x'],
  ['NULL'],
  ['null'],
  ['a b'],
  [' a'],
  ['a/b'],
  ['a..b'],
  ['Köln'],
  ['a[code]'],
])('any other case key is hashed: %j', (key) => {
  expect(correlationIdOf(key)).toMatch(/^sha256-[0-9a-f]{64}$/)
})

test('a value counts as changed by what the caller gave, not by dates and users', () => {
  const digests = (casePush: Partial<CasePush>) => {
    const { created, fields } = plan(casePush)
    expect(Object.fromEntries(Object.entries(fields).map(([column, { digest }]) => [column, digest]))).toEqual(created)
    return created
  }
  const before = digests({ columns: { impact: '2' } })
  const changed = { how: 'updated', at: 'later', by: 'M' } as const
  expect(digests({ columns: { impact: '2' }, changed })).toEqual(before)
  expect(digests({ columns: { impact: '2' }, title: 'other' })).toEqual({
    ...before,
    short_description: digestOf('other'),
  })
  expect(digests({ columns: { impact: '2' }, description: 'other' })).toEqual({
    ...before,
    description: digestOf('other'),
  })
  expect(digests({ columns: { impact: '1' } })).toEqual({ ...before, impact: digestOf('1') })
})

describe('what the case cleared', () => {
  const clear = { action: 'clear', text: '', digest: digestOf('') }

  test('is no column of a new incident, and is cleared in one that is there', () => {
    const { creation, created, fields } = plan({ description: '', columns: { severity: '' } })
    expect(creation).not.toHaveProperty('description')
    expect(creation).not.toHaveProperty('severity')
    expect(Object.keys(created)).toEqual(['short_description'])
    expect(fields).toMatchObject({ description: clear, severity: clear })
  })

  test('leaves a long title whole in the description', () => {
    const { creation, fields } = plan({ title: LONG, description: '' })
    expect(creation['description']).toBe(LONG)
    expect(fields['description']).toEqual({ action: 'clear', text: LONG, digest: digestOf(LONG) })
  })

  test('stays in a column that it was appended to', () => {
    expect(plan({ description: '' }, MAPPING).fields).toEqual({ short_description: overwrite(documented.title) })
  })
})

test("the case's tags, status and severity go where the mapping says, and nowhere without it", () => {
  const attributes = { tags: 'phishing, vip', status: 'open', severity: 'high' }
  const { creation } = plan({ attributes })
  expect(JSON.stringify(creation)).not.toMatch(/vip|"open"|"high"/)
  const mapping: Mapping = {
    tags: { target: 'u_tags', actionType: 'overwrite' },
    status: { target: 'u_status', actionType: 'nothing' },
    severity: { target: 'u_severity', actionType: 'overwrite' },
  }
  const mapped = plan({ attributes: { ...attributes, severity: '' } }, mapping)
  expect(mapped.creation).toEqual({
    correlation_display: 'Elastic Case',
    correlation_id: 'case-1',
    u_tags: 'phishing, vip',
  })
  expect(mapped.fields).toEqual({
    u_tags: overwrite('phishing, vip'),
    u_severity: { action: 'clear', text: '', digest: digestOf('') },
  })
})

test('the free comment has an empty id, and a comment without stamps no signature', () => {
  expect(plan({ comments: [{ commentId: undefined, comment: 'hi', added: {} }] }).comments[0]).toMatchObject({
    commentId: '',
    text: 'hi',
  })
})

test('a tag that begins in a long title and ends in the description is defused', () => {
  const { creation } = plan({ title: `${LONG}[code`, description: ']<b>x</b>' })
  expect(creation['description']).toContain(`${LONG}{code\n\n}<b>x</b>`)
})

test('no text of a plan can render HTML, wherever the tag is spread', () => {
  const piece = fc
    .array(fc.constantFrom('[', ']', '/', 'code', 'CODE', ' ', '\n', 'x'.repeat(160)))
    .map((parts) => parts.join(''))
  fc.assert(
    fc.property(piece, piece, piece, piece, (title, description, comment, by) => {
      const { creation, fields, comments } = plan({
        title,
        description,
        changed: { how: 'created', by },
        columns: { category: comment },
        comments: [{ commentId: 'c', comment, added: { by } }],
      })
      for (const text of [
        ...Object.values(creation),
        ...Object.values(fields).map(({ text }) => text),
        ...comments.map(({ text }) => text),
      ])
        expect(text).not.toMatch(/\[\s*\/?\s*code\s*\]/i)
    }),
  )
})

test("a record's link has Kibana's form, with two question marks", () => {
  expect(recordUrl({ apiUrl: 'https://dev1.service-now.com', table: 'incident' }, 'abc')).toBe(
    'https://dev1.service-now.com/nav_to.do?uri=incident.do?sys_id=abc',
  )
})
