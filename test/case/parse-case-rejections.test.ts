// Parsing what a caller sends, when it is wrong: every offending place is named, and none of the values.
import { expect, test } from '@jest/globals'
import { parseCase } from '../../lib/case/parse-case.ts'
import { requestBody, requestBodyWith } from '../support/events.ts'
import { problemsIn, thrownBy } from '../support/thrown.ts'

const COMMENT = { commentId: 'c1', comment: 'Isolated.' }
const problemsWith = (params: Record<string, unknown>, event = 'create-incident') =>
  problemsIn(thrownBy(() => parseCase(requestBodyWith(event, params))))
const at = (path: string) => `params.subActionParams.${path}`

test('one error names every offending path, and none of the values', () => {
  const error = thrownBy(() => parseCase(requestBody('invalid-body')))
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
  ['a list', [], ['body must be an object']],
  ['params of the wrong type', { params: 1 }, ['params must be an object']],
  ['no subAction', { params: { subActionParams: {} } }, ['params.subAction is required']],
  [
    'subActionParams of the wrong type',
    { params: { subAction: 'pushToService', subActionParams: 'x' } },
    ['params.subActionParams must be an object'],
  ],
  [
    'an unknown key beside params',
    { params: { subAction: 'pushToService', subActionParams: {} }, extra: 1 },
    ['extra is not a known key'],
  ],
])('a body that is not a request is rejected: %s', (_, body, problems) => {
  expect(problemsIn(thrownBy(() => parseCase(body)))).toEqual(problems)
})

test('the example without params is rejected', () => {
  expect(thrownBy(() => parseCase(requestBody('no-params'))).code).toBe('invalid_request')
})

test('the example of another sub-action is rejected as such', () => {
  expect(thrownBy(() => parseCase(requestBody('unknown-sub-action'))).code).toBe('unsupported_sub_action')
})

test.each([
  [{ subAction: 'getChoices', subActionParams: { fields: ['severity'] } }],
  [{ subAction: 'getIncident' }],
  [{ subAction: 'closeIncident', subActionParams: null }],
  [{ subAction: 'handshake', subActionParams: [], extra: 1 }],
  [{ subAction: '', subActionParams: { incident: 7 } }],
  [{ subAction: 'PushToService', subActionParams: { savedObjectId: 'a' } }],
])('another sub-action is named before its parameters are judged: %j', (params) => {
  expect(thrownBy(() => parseCase({ params })).code).toBe('unsupported_sub_action')
  expect(thrownBy(() => parseCase({ params, extra: 1 })).code).toBe('unsupported_sub_action')
})

test.each([[undefined], [null], [7], [['getChoices']], [{}]])(
  'a sub-action that is no text is a problem of the request: %j',
  (subAction) => {
    const expected = subAction === undefined ? 'is required' : 'must be a string'
    expect(problemsIn(thrownBy(() => parseCase({ params: { subAction, subActionParams: {} } })))).toEqual([
      `params.subAction ${expected}`,
    ])
  },
)

test.each(['savedObjectId', 'title'])('%s is required', (name) => {
  expect(problemsWith({ [name]: undefined })).toEqual([at(`${name} is required`)])
})

test.each(['', ' ', '\t\n', '\u00a0'])('a blank title is rejected: %j', (title) => {
  expect(problemsWith({ title })).toEqual([at('title must not be blank')])
})

test.each(['a/b', '..', 'a..b', 'a^b', 'a\nb', 'a\u0000b', 'a b', 'a%2fb', 'ü', 'a,b', 'a=b', '<a>'])(
  'the id of a comment or an incident with other characters is rejected: %j',
  (id) => {
    const only = 'must hold only letters, digits and _ . : @ { } | ~ + - and no ".."'
    expect(problemsWith({ comments: [{ ...COMMENT, commentId: id }] })).toEqual([at(`comments.0.commentId ${only}`)])
    expect(problemsWith({ externalId: id })).toEqual([at('externalId must be 1 to 64 letters, digits, "_" or "-"')])
  },
)

test('an unrendered template is rejected wherever an id belongs', () => {
  const comments = [{ ...COMMENT, commentId: '{{comment.id}}' }]
  expect(problemsWith({ savedObjectId: '{{case.id}}', externalId: '{{external.system.id}}', comments })).toEqual([
    at('savedObjectId must not be an unrendered {{template}}'),
    at('externalId must be 1 to 64 letters, digits, "_" or "-"'),
    at('comments.0.commentId must not be an unrendered {{template}}'),
  ])
})

test.each([5, true, {}, []])('an externalId that is not a text is rejected: %j', (externalId) => {
  expect(problemsWith({ externalId })).toEqual([at('externalId must be a string')])
})

test.each([
  ['savedObjectId must have at most 1024 characters', { savedObjectId: 'a'.repeat(1025) }],
  ['comments.0.commentId must have at most 128 characters', { comments: [{ ...COMMENT, commentId: 'a'.repeat(129) }] }],
  ['createdBy.fullName must have at most 1024 characters', { createdBy: { fullName: 'a'.repeat(1025) } }],
  ['createdAt must have at most 100 characters', { createdAt: '2'.repeat(101) }],
  ['severity must have at most 255 characters', { severity: '2'.repeat(256) }],
])('a text that is too long to store is rejected: %s', (problem, params) => {
  expect(problemsWith(params)).toEqual([at(problem)])
})

test.each([
  [{ comments: {} }, 'comments must be an array'],
  [{ comments: [null] }, 'comments.0 must be an object'],
  [{ comments: [{ ...COMMENT, comment: ' ' }] }, 'comments.0.comment must not be blank'],
  [{ comments: [{ ...COMMENT, author: 'x' }] }, 'comments.0.author is not a known key'],
  [{ description: 7 }, 'description must be a string'],
  [{ tags: 'phishing' }, 'tags must be an array'],
  [{ tags: { 0: 'phishing', length: 1 } }, 'tags must be an array'],
  [{ tags: ['phishing', null] }, 'tags.1 must be a string'],
  [{ tags: ['x'.repeat(257)] }, 'tags.0 must have at most 256 characters'],
  [{ tags: Array.from({ length: 201 }, () => 'x') }, 'tags must hold at most 200 tags'],
  [{ tags: Array.from({ length: 100_000 }, () => 7) }, 'tags must hold at most 200 tags'],
  [{ status: 7 }, 'status must be a string'],
  [{ status: 'x'.repeat(256) }, 'status must have at most 255 characters'],
  [{ createdBy: 'me' }, 'createdBy must be an object'],
  [{ 'a key of the caller': 1 }, '? is not a known key'],
])('a part of the wrong type is rejected: %j', (params, problem) => {
  expect(problemsWith(params)).toEqual([at(problem)])
})

test('a thousand comments are accepted, and one more is too large', () => {
  const comments = (count: number) =>
    Array.from({ length: count }, (_, k) => ({ ...COMMENT, commentId: `c${String(k)}` }))
  expect(parseCase(requestBodyWith('create-incident', { comments: comments(1000) })).comments).toHaveLength(1000)
  const error = thrownBy(() => parseCase(requestBodyWith('create-incident', { comments: comments(1001) })))
  expect([error.code, error.reason]).toEqual(['payload_too_large', 'too_many_comments'])
})

test('32 KB of ids and names are accepted, and more is too large', () => {
  const withNames = (count: number) => ({
    comments: Array.from({ length: count }, (_, k) => ({
      ...COMMENT,
      commentId: `c${String(k)}`,
      createdBy: { fullName: String(k).padEnd(1000, 'n') },
    })),
  })
  expect(parseCase(requestBodyWith('create-incident', withNames(32))).comments).toHaveLength(32)
  const error = thrownBy(() => parseCase(requestBodyWith('create-incident', withNames(33))))
  expect([error.code, error.reason]).toEqual(['payload_too_large', 'too_long_names'])
})

test.each([
  [{ correlation_id: '{{rule.id}}:{{alert.id}}' }, 'correlation_id must not be an unrendered {{template}}'],
  [{ correlation_id: '' }, 'correlation_id must not be blank'],
  [{ correlation_id: ':' }, 'correlation_id must hold a letter or a digit'],
  [{ correlation_id: 'a\u0007b' }, 'correlation_id must not hold control characters or unpaired surrogates'],
  [{ correlation_id: 'a'.repeat(1025) }, 'correlation_id must have at most 1024 characters'],
  [{ correlation_display: 'a'.repeat(101) }, 'correlation_display must have at most 100 characters'],
  [{ short_description: null }, 'short_description must be a string'],
  [{ state: '7' }, 'state is not a known key'],
])('a nested incident is checked as strictly: %j', (incident, problem) => {
  expect(problemsWith({ incident: { short_description: 'x', ...incident } }, 'nested-create')).toContain(
    at(`incident.${problem}`),
  )
})

const fieldNames = (count: number) => Array.from({ length: count }, (_, k) => [`u_${String(k)}`, 'x'] as const)

test.each([
  [{ sys_id: 'x' }, '.sys_id must not be a column that the push itself writes'],
  [{ correlation_id: 'x' }, '.correlation_id must not be a column that the push itself writes'],
  [{ work_notes: null }, '.work_notes must not be a column that the push itself writes'],
  [{ 'a b': 'x' }, '.? must be the name of a column'],
  [{ u_list: ['canary'] }, '.u_list must be a string, number, boolean or null'],
  [{ u_object: { canary: 'canary' } }, '.u_object must be a string, number, boolean or null'],
  [{ constructor: 'x' }, ' must not hold a key of a prototype'],
  [Object.fromEntries(fieldNames(51)), ' must hold at most 50 fields'],
  [['canary'], ' must be an object'],
  [7, ' must be an object'],
])('additional fields are checked alike as an object and as its JSON text: %j', (fields, problem) => {
  for (const additional_fields of [fields, JSON.stringify(fields)]) {
    const error = thrownBy(() =>
      parseCase(requestBodyWith('nested-create', { incident: { short_description: 'x', additional_fields } })),
    )
    expect(problemsIn(error)).toEqual([at(`incident.additional_fields${problem}`)])
    expect(JSON.stringify([error, error.cause, error.stack])).not.toContain('canary')
  }
})

test.each([
  ['', 'must be JSON'],
  ['canary', 'must be JSON'],
  ['{"u_a":', 'must be JSON'],
  ['null', 'must be an object'],
  ['"{}"', 'must be an object'],
  ['{"__proto__":{"u_a":"canary"}}', 'must not hold keys that reach for a prototype'],
  ['{"u_a":{"constructor":{"prototype":{}}}}', 'must not hold keys that reach for a prototype'],
  [`{"u_a":${'['.repeat(16)}${']'.repeat(16)}}`, 'must not nest deeper than 16 levels'],
  ['{"a":'.repeat(500_000), 'must not nest deeper than 16 levels'],
])('text that is not JSON of fields is rejected, and the error quotes nothing of it: %#', (text, expected) => {
  const incident = { short_description: 'x', additional_fields: text }
  const error = thrownBy(() => parseCase(requestBodyWith('nested-create', { incident })))
  expect([error.code, problemsIn(error)]).toEqual(['invalid_request', [at(`incident.additional_fields ${expected}`)]])
  expect(JSON.stringify([error, error.cause, error.stack])).not.toContain('canary')
})

test('fifty additional fields are accepted, as an object and as its JSON text', () => {
  const fields = Object.fromEntries(fieldNames(50))
  for (const additional_fields of [fields, JSON.stringify(fields)]) {
    const incident = { short_description: 'x', additional_fields }
    expect(parseCase(requestBodyWith('nested-create', { incident })).columns).toEqual(fields)
  }
})

const KEYS = Object.fromEntries(Array.from({ length: 50_000 }, (_, k) => [`k${String(k)}`, 0]))
const KEYS_OF_COMMENTS = Object.fromEntries(Object.entries(KEYS).slice(0, 100))
const manyComments = Array.from({ length: 1000 }, () => ({ ...COMMENT, ...KEYS_OF_COMMENTS }))

test.each([
  ['the case', 'create-incident', KEYS, 50_000],
  ['the incident', 'nested-create', { incident: { short_description: 'x', ...KEYS } }, 50_000],
  ['a comment', 'create-incident', { comments: [{ ...COMMENT, ...KEYS }] }, 50_000],
  ['a user', 'create-incident', { createdBy: KEYS }, 50_000],
  ['each of a thousand comments', 'nested-create', { comments: manyComments }, 100_000],
])('of the unknown keys of %s a hundred are told, and all are counted', (_, event, params, count) => {
  const error = thrownBy(() => parseCase(requestBodyWith(event, params)))
  expect([error.code, error.problems.length, error.moreProblems]).toEqual(['invalid_request', 100, count - 100])
})

test('too many additional fields are one problem, whatever their names', () => {
  const incident = {
    short_description: 'x',
    additional_fields: Object.fromEntries(Object.keys(KEYS).map((key) => [` ${key}`, []])),
  }
  expect(problemsWith({ incident }, 'nested-create')).toEqual([
    at('incident.additional_fields must hold at most 50 fields'),
  ])
})
