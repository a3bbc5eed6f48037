// Parsing what a caller sends: both documented shapes, and every way to get them wrong.
import { expect, test } from '@jest/globals'
import { caseKeyOf } from '../../lib/case/case-key.ts'
import { parseCase } from '../../lib/case/parse-case.ts'
import { bodyOf, changed } from '../support/events.ts'
import { problemsIn, thrownBy } from '../support/thrown.ts'

const COMMENT = { commentId: 'c1', comment: 'Isolated.' }
const refusal = (params: Record<string, unknown>, event = 'create-incident') =>
  problemsIn(thrownBy(() => parseCase(changed(event, params))))
const at = (path: string) => `params.subActionParams.${path}`

test('the documented create is understood whole', () => {
  expect(parseCase(bodyOf('create-incident'))).toEqual({
    savedObjectId: 'c1472f70-732a-11ea-a0b2-c51ea50a58e2',
    version: Date.parse('2020-03-31T08:36:45.661Z'),
    title: 'This case will self-destruct in 5 seconds',
    description:
      'James Bond clicked on a highly suspicious email banner advertising cheap holidays for underpaid civil servants. Operation bubblegum is active.',
    changed: { how: 'created', at: '2020-03-31T08:36:45.661Z', by: 'Alan Hunley' },
    columns: {},
    comments: [
      {
        commentId: 'dda30310-732a-11ea-a0b2-c51ea50a58e2',
        comment:
          'That is nothing - Ethan Hunt answered a targeted social media campaign promoting phishy pension schemes to IMF operatives.',
        added: { at: '2020-03-31T08:37:33.240Z', by: 'Ms Moneypenny' },
      },
    ],
  })
})

test('the documented update names its incident and has no description', () => {
  const casePush = parseCase(bodyOf('update-incident'))
  expect(casePush.externalId).toBe('cc6ef44bdb7300106ba884da0b9619cf')
  expect(casePush).not.toHaveProperty('description')
})

test('the nested shape is understood whole', () => {
  expect(parseCase(bodyOf('nested-create'))).toEqual({
    correlationId: 'rule-7f2c:alert-19',
    title: 'Beaconing to a known command and control host',
    description: 'Host ws-042 contacts 203.0.113.7 every 60 seconds.',
    changed: { how: 'updated' },
    columns: { u_detection_source: 'endpoint', severity: '2', urgency: '2', impact: '2', category: 'software' },
    comments: [{ commentId: 'f0a1b2c3-0001-4000-8000-000000000001', comment: 'Isolated the host.', added: {} }],
  })
})

test('null stands for absent', () => {
  const casePush = parseCase(bodyOf('null-description'))
  expect(casePush).not.toHaveProperty('description')
  expect(casePush).not.toHaveProperty('externalId')
  expect(casePush.comments).toEqual([])
  expect(casePush.changed.how).toBe('created')
})

test.each(['no-comments', 'idempotency-key'])('a case without comments has none: %s', (name) => {
  expect(parseCase(bodyOf(name)).comments).toEqual([])
})

test.each(['create-incident', 'nested-create'])('an empty externalId creates: %s', (name) => {
  const { subActionParams } = bodyOf(name).params
  const body =
    'incident' in subActionParams
      ? changed(name, { incident: { ...(subActionParams['incident'] as object), externalId: '' } })
      : changed(name, { externalId: '' })
  expect(parseCase(body)).not.toHaveProperty('externalId')
})

test('an edited comment is dated and signed by its edit', () => {
  expect(parseCase(bodyOf('edited-comment')).comments[0]?.added).toEqual({
    at: '2020-03-31T10:02:00.000Z',
    by: 'Alan Hunley',
  })
})

test.each([
  [{ updatedAt: '2020-04-01T00:00:00Z' }, 'updated'],
  [{ updatedBy: { fullName: 'M', username: 'm' } }, 'updated'],
  [{ updatedAt: null, updatedBy: null }, 'created'],
])('a case is updated when it says when or by whom: %j', (params, how) => {
  expect(parseCase(changed('create-incident', params)).changed.how).toBe(how)
})

test.each([
  [{ fullName: 'Alan Hunley', username: 'ahunley' }, 'Alan Hunley'],
  [{ fullName: '', username: 'ahunley' }, 'ahunley'],
  [{ fullName: null, username: 'ahunley' }, 'ahunley'],
  [{ username: 'ahunley' }, 'ahunley'],
  [{ fullName: null, username: null }, undefined],
  [null, undefined],
])('a user is signed with the full name, else the user name: %j', (createdBy, by) => {
  expect(parseCase(changed('create-incident', { createdBy })).changed.by).toBe(by)
})

test.each([
  ['2020-03-31T08:36:45.661Z', Date.parse('2020-03-31T08:36:45.661Z')],
  ['2020-03-31T08:36+02:00', Date.parse('2020-03-31T06:36:00Z')],
  ['31/03/2020', undefined],
  ['03/02/2021 10:00', undefined],
  ['2020-13-31T08:36:45.661Z', undefined],
  ['', undefined],
])('an order of pushes is read from ISO 8601 alone: %j', (updatedAt, version) => {
  expect(parseCase(changed('create-incident', { updatedAt })).version).toBe(version)
})

test('the last change orders pushes, the creation where there is none', () => {
  expect(parseCase(changed('create-incident', { updatedAt: '2021-01-01T00:00:00Z' })).version).toBe(
    Date.parse('2021-01-01T00:00:00Z'),
  )
  expect(parseCase(changed('create-incident', { createdAt: null }))).not.toHaveProperty('version')
})

test('the one free comment is pushed behind the others, without an id', () => {
  const { comments } = parseCase(changed('create-incident', { comment: 'by the way' }))
  expect(comments.at(-1)).toEqual({ commentId: undefined, comment: 'by the way', added: {} })
  expect(comments).toHaveLength(2)
  expect(parseCase(changed('create-incident', { comment: '' })).comments).toHaveLength(1)
})

test('severity, urgency and impact become columns', () => {
  expect(parseCase(changed('create-incident', { severity: '1', urgency: '', impact: null })).columns).toEqual({
    severity: '1',
  })
})

test('additional fields become texts', () => {
  const incident = { short_description: 'x', additional_fields: { u_score: 7, u_known: true, u_note: 'n' } }
  expect(parseCase(changed('nested-create', { incident })).columns).toEqual({
    u_score: '7',
    u_known: 'true',
    u_note: 'n',
  })
})

test('every offending path is named in one refusal, and none of its values', () => {
  const error = thrownBy(() => parseCase(bodyOf('invalid-body')))
  expect(error.code).toBe('invalid_request')
  expect(problemsIn(error).sort()).toEqual([
    at('comments.0.comment must be a string'),
    at('comments.0.commentId must hold only letters, digits and _ . : @ { } | ~ + - and no ".."'),
    at('comments.1.commentId is required'),
    at('createdBy.fullName must be a string'),
    at('externalID is not a known key'),
    at('savedObjectId must not be blank'),
    at('title must not be blank'),
  ])
})

test.each([
  ['no params', {}, ['params is required']],
  ['null', null, ['body must be an object']],
  ['a text', 'params', ['body must be an object']],
  ['a list', [], ['params is required']],
  ['params of the wrong type', { params: 1 }, ['params must be an object']],
  ['no subAction', { params: { subActionParams: {} } }, ['params.subAction is required']],
  [
    'subActionParams of the wrong type',
    { params: { subAction: 'pushToService', subActionParams: 'x' } },
    ['params.subActionParams must be an object'],
  ],
  [
    'a stranger beside params',
    { params: { subAction: 'pushToService', subActionParams: {} }, extra: 1 },
    ['extra is not a known key'],
  ],
])('a body that is no request is refused: %s', (_, body, problems) => {
  expect(problemsIn(thrownBy(() => parseCase(body)))).toEqual(problems)
})

test('the example without params is refused', () => {
  expect(thrownBy(() => parseCase(bodyOf('no-params'))).code).toBe('invalid_request')
})

test('a sub-action other than pushToService is refused, whatever its parameters', () => {
  expect(thrownBy(() => parseCase(bodyOf('unknown-sub-action'))).code).toBe('unsupported_sub_action')
})

test.each(['savedObjectId', 'title'])('%s is required', (name) => {
  expect(refusal({ [name]: undefined })).toEqual([at(`${name} is required`)])
})

test.each(['', ' ', '\t\n', '\u00a0'])('a blank title is refused: %j', (title) => {
  expect(refusal({ title })).toEqual([at('title must not be blank')])
})

test.each(['a/b', '..', 'a..b', 'a^b', 'a\nb', 'a\u0000b', 'a b', 'a%2fb', 'ü', 'a,b', 'a=b', '<a>'])(
  'an id with other characters is refused: %j',
  (id) => {
    const only = 'must hold only letters, digits and _ . : @ { } | ~ + - and no ".."'
    expect(refusal({ savedObjectId: id })).toEqual([at(`savedObjectId ${only}`)])
    expect(refusal({ comments: [{ ...COMMENT, commentId: id }] })).toEqual([at(`comments.0.commentId ${only}`)])
    expect(refusal({ externalId: id })).toEqual([at('externalId must be 1 to 64 letters, digits, "_" or "-"')])
  },
)

test.each([5, true, {}, []])('an externalId that is no text is refused: %j', (externalId) => {
  expect(refusal({ externalId })).toEqual([at('externalId must be a string')])
})

test.each([
  [{ savedObjectId: 'a'.repeat(1025) }, 'savedObjectId must have at most 1024 characters'],
  [{ comments: [{ ...COMMENT, commentId: 'a'.repeat(129) }] }, 'comments.0.commentId must have at most 128 characters'],
  [{ createdBy: { fullName: 'a'.repeat(1025) } }, 'createdBy.fullName must have at most 1024 characters'],
  [{ createdAt: '2'.repeat(101) }, 'createdAt must have at most 100 characters'],
  [{ severity: '2'.repeat(256) }, 'severity must have at most 255 characters'],
])('what is longer than can be kept is refused', (params, problem) => {
  expect(refusal(params)).toEqual([at(problem)])
})

test.each([
  [{ comments: {} }, 'comments must be an array'],
  [{ comments: [null] }, 'comments.0 must be an object'],
  [{ comments: [{ ...COMMENT, comment: ' ' }] }, 'comments.0.comment must not be blank'],
  [{ comments: [{ ...COMMENT, author: 'x' }] }, 'comments.0.author is not a known key'],
  [{ description: 7 }, 'description must be a string'],
  [{ createdBy: 'me' }, 'createdBy must be an object'],
  [{ 'a key of the caller': 1 }, '? is not a known key'],
])('a part of the wrong kind is refused: %j', (params, problem) => {
  expect(refusal(params)).toEqual([at(problem)])
})

test('a thousand comments are taken, one more is too large', () => {
  const comments = (count: number) =>
    Array.from({ length: count }, (_, k) => ({ ...COMMENT, commentId: `c${String(k)}` }))
  expect(parseCase(changed('create-incident', { comments: comments(1000) })).comments).toHaveLength(1000)
  const error = thrownBy(() => parseCase(changed('create-incident', { comments: comments(1001) })))
  expect([error.code, error.reason]).toEqual(['payload_too_large', 'too_many_comments'])
})

test('32 KB of ids and names are taken, more is too large', () => {
  const named = (count: number) => ({
    comments: Array.from({ length: count }, (_, k) => ({
      ...COMMENT,
      commentId: `c${String(k)}`,
      createdBy: { fullName: String(k).padEnd(1000, 'n') },
    })),
  })
  expect(parseCase(changed('create-incident', named(32))).comments).toHaveLength(32)
  const error = thrownBy(() => parseCase(changed('create-incident', named(33))))
  expect([error.code, error.reason]).toEqual(['payload_too_large', 'too_long_names'])
})

test.each([
  [{ correlation_id: '{{rule.id}}:{{alert.id}}' }, 'correlation_id must not be an unrendered {{template}}'],
  [{ correlation_id: ' ' }, 'correlation_id must not be blank'],
  [{ correlation_id: ' a' }, 'correlation_id must not begin or end with blanks'],
  [{ correlation_id: 'a^b' }, 'correlation_id must not hold "^", "," or "=", be "NULL" or begin with "javascript:"'],
  [
    { correlation_id: 'javascript:gs.getUserID()' },
    'correlation_id must not hold "^", "," or "=", be "NULL" or begin with "javascript:"',
  ],
  [{ correlation_id: 'a\u0007b' }, 'correlation_id must not hold control characters'],
  [{ correlation_id: 'a'.repeat(101) }, 'correlation_id must have at most 100 characters'],
  [{ correlation_display: 'a'.repeat(101) }, 'correlation_display must have at most 100 characters'],
  [{ additional_fields: { sys_id: 'x' } }, 'additional_fields.sys_id must not be a column that the push itself writes'],
  [{ additional_fields: { 'a b': 'x' } }, 'additional_fields.? must be the name of a column'],
  [{ additional_fields: { u_list: [] } }, 'additional_fields.u_list must be a string, number or boolean'],
  [
    { additional_fields: Object.fromEntries(Array.from({ length: 51 }, (_, k) => [`u_${String(k)}`, 'x'])) },
    'additional_fields must hold at most 50 fields',
  ],
  [{ short_description: null }, 'short_description must be a string'],
  [{ state: '7' }, 'state is not a known key'],
])('a nested incident is checked as strictly: %j', (incident, problem) => {
  expect(refusal({ incident: { short_description: 'x', ...incident } }, 'nested-create')).toContain(
    at(`incident.${problem}`),
  )
})

test('a case is known by its id, else its correlation id, else the request, else the incident', () => {
  const casePush = { ...parseCase(bodyOf('create-incident')), correlationId: 'correlation', externalId: 'external' }
  const { savedObjectId, ...nameless } = casePush
  const { correlationId, ...uncorrelated } = nameless
  const { externalId, ...unknown } = uncorrelated
  expect(caseKeyOf(casePush, 'request')).toBe(savedObjectId)
  expect(caseKeyOf(nameless, 'request')).toBe(correlationId)
  expect(caseKeyOf(uncorrelated, 'request')).toBe('request')
  expect(caseKeyOf(uncorrelated, undefined)).toBe(externalId)
  expect(caseKeyOf(unknown, undefined)).toBeUndefined()
})
