// Parsing what a caller sends, in both documented shapes.
import { expect, test } from '@jest/globals'
import { parseCase } from '../../lib/case/parse-case.ts'
import { requestBody, requestBodyWith } from '../support/events.ts'

test('the documented create is understood whole', () => {
  expect(parseCase(requestBody('create-incident'))).toEqual({
    savedObjectId: 'c1472f70-732a-11ea-a0b2-c51ea50a58e2',
    version: Date.parse('2020-03-31T08:36:45.661Z'),
    title: 'This case will self-destruct in 5 seconds',
    description:
      'James Bond clicked on a highly suspicious email banner advertising cheap holidays for underpaid ' +
      'civil servants. Operation bubblegum is active.',
    changed: { how: 'created', at: '2020-03-31T08:36:45.661Z', by: 'Alan Hunley' },
    columns: {},
    additionalFields: [],
    attributes: {},
    comments: [
      {
        commentId: 'dda30310-732a-11ea-a0b2-c51ea50a58e2',
        comment:
          'That is nothing - Ethan Hunt answered a targeted social media campaign promoting phishy pension ' +
          'schemes to IMF operatives.',
        added: { at: '2020-03-31T08:37:33.240Z', by: 'Ms Moneypenny' },
      },
    ],
  })
})

test('the documented update names its incident and has no description', () => {
  const casePush = parseCase(requestBody('update-incident'))
  expect(casePush.externalId).toBe('cc6ef44bdb7300106ba884da0b9619cf')
  expect(casePush).not.toHaveProperty('description')
})

test('the nested shape is understood whole', () => {
  expect(parseCase(requestBody('nested-create'))).toEqual({
    correlationId: 'rule-7f2c:alert-19',
    title: 'Beaconing to a known command and control host',
    description: 'Host ws-042 contacts 203.0.113.7 every 60 seconds.',
    changed: { how: 'updated' },
    columns: {
      u_detection_source: 'endpoint',
      severity: '2',
      urgency: '2',
      impact: '2',
      category: 'software',
      subcategory: '',
    },
    additionalFields: ['u_detection_source'],
    attributes: {},
    comments: [{ commentId: 'f0a1b2c3-0001-4000-8000-000000000001', comment: 'Isolated the host.', added: {} }],
  })
})

test('null clears a description, and names no incident, comment, time or user', () => {
  const casePush = parseCase(requestBody('null-description'))
  expect(casePush.description).toBe('')
  expect(casePush).not.toHaveProperty('externalId')
  expect(casePush.comments).toEqual([])
  expect(casePush.changed.how).toBe('created')
})

test.each(['no-comments', 'idempotency-key'])('a case without the key `comments` has no comments: %s', (name) => {
  expect(parseCase(requestBody(name)).comments).toEqual([])
})

test.each(['create-incident', 'nested-create'])('an empty externalId creates: %s', (name) => {
  const { subActionParams } = requestBody(name).params
  const body =
    'incident' in subActionParams
      ? requestBodyWith(name, { incident: { ...(subActionParams['incident'] as object), externalId: '' } })
      : requestBodyWith(name, { externalId: '' })
  expect(parseCase(body)).not.toHaveProperty('externalId')
})

test('an edited comment has the date and the author of its edit', () => {
  expect(parseCase(requestBody('edited-comment')).comments[0]?.added).toEqual({
    at: '2020-03-31T10:02:00.000Z',
    by: 'Alan Hunley',
  })
})

test.each([
  [{ updatedAt: '2020-04-01T00:00:00Z' }, 'updated'],
  [{ updatedBy: { fullName: 'M', username: 'm' } }, 'updated'],
  [{ updatedAt: null, updatedBy: null }, 'created'],
])('a case counts as updated exactly when it says when or by whom: %j', (params, how) => {
  expect(parseCase(requestBodyWith('create-incident', params)).changed.how).toBe(how)
})

test.each([
  [{ fullName: 'Alan Hunley', username: 'ahunley' }, 'Alan Hunley'],
  [{ fullName: '', username: 'ahunley' }, 'ahunley'],
  [{ fullName: null, username: 'ahunley' }, 'ahunley'],
  [{ username: 'ahunley' }, 'ahunley'],
  [{ fullName: null, username: null }, undefined],
  [null, undefined],
])('a user is named by the full name, else by the user name: %j', (createdBy, by) => {
  expect(parseCase(requestBodyWith('create-incident', { createdBy })).changed.by).toBe(by)
})

test.each([
  ['2020-03-31T08:36:45.661Z', Date.parse('2020-03-31T08:36:45.661Z')],
  ['2020-03-31T08:36+02:00', Date.parse('2020-03-31T06:36:00Z')],
  ['31/03/2020', undefined],
  ['03/02/2021 10:00', undefined],
  ['2020-13-31T08:36:45.661Z', undefined],
  ['', undefined],
])('the version of a case is read from ISO 8601 alone: %j', (updatedAt, version) => {
  expect(parseCase(requestBodyWith('create-incident', { updatedAt })).version).toBe(version)
})

test('the version of a case is the time of its last change, else of its creation', () => {
  expect(parseCase(requestBodyWith('create-incident', { updatedAt: '2021-01-01T00:00:00Z' })).version).toBe(
    Date.parse('2021-01-01T00:00:00Z'),
  )
  expect(parseCase(requestBodyWith('create-incident', { createdAt: null }))).not.toHaveProperty('version')
})

test('the free comment comes after the others, without an id', () => {
  const { comments } = parseCase(requestBodyWith('create-incident', { comment: 'by the way' }))
  expect(comments.at(-1)).toEqual({ commentId: undefined, comment: 'by the way', added: {} })
  expect(comments).toHaveLength(2)
  expect(parseCase(requestBodyWith('create-incident', { comment: '' })).comments).toHaveLength(1)
})

test.each([null, ''])('what is given as %j is cleared, and what is absent is not touched', (nothing) => {
  const cleared = { description: nothing, severity: nothing, urgency: nothing, status: nothing }
  const { description, columns, attributes } = parseCase(requestBodyWith('create-incident', cleared))
  expect({ description, columns, attributes }).toEqual({
    description: '',
    columns: { severity: '', urgency: '' },
    attributes: { severity: '', status: '' },
  })
  const absent = parseCase(requestBodyWith('create-incident', { description: undefined }))
  expect(absent).not.toHaveProperty('description')
  expect([absent.columns, absent.attributes]).toEqual([{}, {}])
})

test.each([null, ''])('the same holds in the nested shape: %j', (nothing) => {
  const incident = {
    short_description: 'x',
    description: nothing,
    category: nothing,
    impact: nothing,
    additional_fields: { u_note: nothing },
  }
  expect(parseCase(requestBodyWith('nested-create', { incident, comments: [] }))).toEqual({
    title: 'x',
    description: '',
    changed: { how: 'updated' },
    columns: { u_note: '', category: '', impact: '' },
    additionalFields: ['u_note'],
    attributes: {},
    comments: [],
  })
})

test.each([null, '', undefined])(
  'no correlation_display is no wish to clear the one that a create writes: %j',
  (none) => {
    const incident = { short_description: 'x', correlation_display: none }
    expect(parseCase(requestBodyWith('nested-create', { incident })).columns).toEqual({})
  },
)

test('severity, urgency and impact become columns', () => {
  const choices = { severity: '1', urgency: '2', impact: '3' }
  expect(parseCase(requestBodyWith('create-incident', choices)).columns).toEqual(choices)
})

test.each(['low', 'medium', 'high', 'critical'])(
  "Kibana's severity %s is the case's own, and no column",
  (severity) => {
    const { columns, attributes } = parseCase(requestBodyWith('create-incident', { severity }))
    expect([columns, attributes]).toEqual([{}, { severity }])
  },
)

test.each(['1', '2 - Medium', 'High', ' low'])("any other severity is that of ServiceNow's column: %j", (severity) => {
  const { columns, attributes } = parseCase(requestBodyWith('create-incident', { severity }))
  expect([columns, attributes]).toEqual([{ severity }, {}])
})

test('in the nested shape every severity is a column, and there are no attributes', () => {
  const incident = { short_description: 'x', severity: 'low' }
  const { columns, attributes } = parseCase(requestBodyWith('nested-create', { incident }))
  expect([columns, attributes]).toEqual([{ severity: 'low' }, {}])
})

test.each([
  [['phishing', 'tier 1'], 'phishing, tier 1'],
  [['one'], 'one'],
  [[], ''],
  [null, ''],
  [undefined, undefined],
])('the tags of a case are one text: %j', (tags, text) => {
  const { attributes } = parseCase(requestBodyWith('create-incident', { tags, status: 'in-progress' }))
  expect(attributes).toEqual({ status: 'in-progress', ...(text === undefined ? {} : { tags: text }) })
})

const FIELDS = { u_score: 7, u_known: true, u_note: 'n', u_nothing: null }

test.each([
  ['as an object', FIELDS],
  ['as JSON text', JSON.stringify(FIELDS)],
])('additional fields become columns that hold text: %s', (_, additional_fields) => {
  const incident = { short_description: 'x', additional_fields }
  expect(parseCase(requestBodyWith('nested-create', { incident })).columns).toEqual({
    u_score: '7',
    u_known: 'true',
    u_note: 'n',
    u_nothing: '',
  })
})

test.each(['{}', ' {} ', {}, null])('additional fields may be none: %j', (additional_fields) => {
  const incident = { short_description: 'x', additional_fields }
  expect(parseCase(requestBodyWith('nested-create', { incident })).columns).toEqual({})
})
