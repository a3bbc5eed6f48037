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
    columns: { u_detection_source: 'endpoint', severity: '2', urgency: '2', impact: '2', category: 'software' },
    comments: [{ commentId: 'f0a1b2c3-0001-4000-8000-000000000001', comment: 'Isolated the host.', added: {} }],
  })
})

test('null counts as absent', () => {
  const casePush = parseCase(requestBody('null-description'))
  expect(casePush).not.toHaveProperty('description')
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

test('severity, urgency and impact become columns', () => {
  expect(parseCase(requestBodyWith('create-incident', { severity: '1', urgency: '', impact: null })).columns).toEqual({
    severity: '1',
  })
})

test('additional fields become columns that hold text', () => {
  const incident = { short_description: 'x', additional_fields: { u_score: 7, u_known: true, u_note: 'n' } }
  expect(parseCase(requestBodyWith('nested-create', { incident })).columns).toEqual({
    u_score: '7',
    u_known: 'true',
    u_note: 'n',
  })
})
