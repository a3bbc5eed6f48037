// A push that an event asks for: every offending place is named at once, whichever part of the event it is in.
import { expect, test } from '@jest/globals'
import { arrivalOf, parseRequested } from '../../lib/case/push-requested.ts'
import { problemsIn, thrownBy } from '../support/thrown.ts'

const CASE = { subAction: 'pushToService', subActionParams: { savedObjectId: 'case', title: 'Phishing' } }
const problemsOf = (event: unknown) => {
  const error = thrownBy(() => parseRequested(arrivalOf(event)))
  expect(error).toMatchObject({ code: 'invalid_request', retryable: false })
  return problemsIn(error)
}

test('an event holds its id, its connector and its case', () => {
  const requested = parseRequested(arrivalOf({ id: 'event', detail: { connectorId: 'local', params: CASE } }))
  expect(requested).toMatchObject({
    eventId: 'event',
    connectorId: 'local',
    casePush: { savedObjectId: 'case', title: 'Phishing' },
  })
})

test('an event that lacks nothing but its id is rejected for the id alone', () => {
  expect(problemsOf({ detail: { connectorId: 'local', params: CASE } })).toEqual(['id is required'])
})

test('an event that lacks nothing but its connector is rejected for the connector alone', () => {
  expect(problemsOf({ id: 'event', detail: { params: CASE } })).toEqual(['connectorId is required'])
})

test.each([
  ['in an event that is right', { id: 'event', detail: { connectorId: 'local', params: {} } }],
  ['in an event without connector', { id: 'event', detail: { params: {} } }],
  ['in an event without id, beside unknown keys', { detail: { connectorId: 'local', params: { extra: 1 }, extra: 1 } }],
  ['beside parameters that are none', { id: 'event', detail: { params: { subActionParams: 7 } } }],
])('another sub-action is named before anything else is judged: %s', (_, event) => {
  Object.assign(event.detail.params, { subAction: 'getChoices' })
  const error = thrownBy(() => parseRequested(arrivalOf(event)))
  expect(error).toMatchObject({ code: 'unsupported_sub_action', retryable: false, problems: [] })
})

test('too many comments are one of the offending places where there are others', () => {
  const comments = Array.from({ length: 1001 }, (_, n) => ({ commentId: `c${String(n)}`, comment: 'x' }))
  const params = { ...CASE, subActionParams: { ...CASE.subActionParams, comments } }
  expect(problemsOf({ id: 'event', detail: { params } })).toEqual([
    'connectorId is required',
    'params.subActionParams.comments must hold fewer comments',
  ])
})

test('ids and names that are too long together are one of the offending places where there are others', () => {
  const comments = Array.from({ length: 40 }, (_, n) => ({
    commentId: `c${String(n)}`,
    comment: 'x',
    createdBy: { fullName: `${String(n)} ${'x'.repeat(1000)}` },
  }))
  const params = { ...CASE, subActionParams: { ...CASE.subActionParams, comments } }
  expect(problemsOf({ id: 'event', detail: { params } })).toEqual([
    'connectorId is required',
    'params.subActionParams must hold less than 32 KB of ids and names',
  ])
})

test('of more than a hundred offending places all are counted, in whatever part of the event they are', () => {
  const keys = Object.fromEntries(Array.from({ length: 90 }, (_, k) => [`k${String(k)}`, 1]))
  const params = { ...CASE, subActionParams: { ...CASE.subActionParams, ...keys } }
  const error = thrownBy(() => parseRequested(arrivalOf({ detail: { params, ...keys } })))
  expect([error.problems.length, error.moreProblems]).toEqual([100, 82])
})
