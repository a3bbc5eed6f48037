// Result or error to the documented body, on both documented paths.
import { expect, test } from '@jest/globals'
import fc from 'fast-check'
import { parseCase } from '../../lib/case/parse-case.ts'
import { ERROR_STATUS, PushError, type PushErrorCode, type Reason } from '../../lib/errors.ts'
import { errorBody, successBody } from '../../lib/responses/response-body.ts'
import { requestBody, requestBodyWith } from '../support/events.ts'
import { thrownBy } from '../support/thrown.ts'

const CODES = Object.keys(ERROR_STATUS) as PushErrorCode[]
const RESULT = {
  title: 'INC0010012',
  id: '62dc',
  pushedDate: '2020-03-31T09:01:33.000Z',
  url: 'https://dev/nav_to.do?uri=incident.do?sys_id=62dc',
}

test('a success is the documented body, and the path decides the name of the id', () => {
  expect(successBody('sn', RESULT, 'action')).toEqual({ status: 'ok', actionId: 'sn', data: RESULT })
  expect(successBody('sn', RESULT, 'connector')).toEqual({ status: 'ok', connector_id: 'sn', data: RESULT })
})

test('an error on a path without a connector holds no id', () => {
  expect(Object.keys(errorBody('', new PushError('forbidden'), 'cases'))).toEqual([
    'statusCode',
    'error',
    'message',
    'status',
    'retry',
    'code',
  ])
})

test('an error is the documented body with a truthful status', () => {
  expect(errorBody('sn', new PushError('push_in_progress', { retryAfterS: 9 }), 'action')).toEqual({
    statusCode: 409,
    error: 'Conflict',
    message: 'another push of this case is in progress; retry the same request later',
    status: 'error',
    actionId: 'sn',
    retry: true,
    code: 'push_in_progress',
  })
})

test("the path decides the name of ServiceNow's own words", () => {
  const error = new PushError('servicenow_rejected', { serviceMessage: 'Operation Failed: Data Policy Exception' })
  expect(errorBody('sn', error, 'action')).toMatchObject({ serviceMessage: 'Operation Failed: Data Policy Exception' })
  expect(errorBody('sn', error, 'connector')).toMatchObject({
    connector_id: 'sn',
    service_message: 'Operation Failed: Data Policy Exception',
  })
  expect(errorBody('sn', error, 'connector')).not.toHaveProperty('serviceMessage')
})

test.each(CODES)('%s has a phrase and words, and says retry exactly for 409 and 5xx', (code) => {
  const body = errorBody('sn', new PushError(code), 'action')
  expect(body['error']).toEqual(expect.any(String))
  expect(body['message']).toEqual(expect.stringMatching(/\w/))
  expect(body['retry']).toBe(ERROR_STATUS[code] === 409 || ERROR_STATUS[code] >= 500)
})

test("an unknown connector is answered in Kibana's words", () => {
  expect(errorBody('nobody', new PushError('unknown_connector'), 'action')['message']).toBe(
    'Saved object [action/nobody] not found',
  )
})

test.each<[PushErrorCode, Reason, string]>([
  ['servicenow_unauthorized', 'authentication', 'web-service-only'],
  ['servicenow_unavailable', 'hibernating', 'hibernating'],
  ['payload_too_large', 'too_many_comments', '[params.subActionParams.comments]: must hold at most 1000 comments'],
  ['misconfigured', 'correlation_unreadable', 'correlation_id'],
  ['push_incomplete', 'out_of_time', 'goes on where this push stopped'],
])('the words of %s say more for the reason %s', (code, reason, words) => {
  expect(errorBody('sn', new PushError(code, { reason }), 'action')['message']).toContain(words)
})

test('one error holds a hundred offending paths and the number of the rest, and its message tells them', () => {
  const problems = (count: number) =>
    Array.from({ length: count }, (_, k) => ({ path: `p${String(k)}`, expected: 'is required' }))
  const message = (count: number, moreProblems?: number) => {
    const error = new PushError('invalid_request', { problems: problems(count), moreProblems })
    expect(error.problems.length).toBeLessThanOrEqual(100)
    return errorBody('sn', error, 'action')['message']
  }
  expect(message(2)).toBe('error validating action params: [p0]: is required; [p1]: is required')
  expect(message(100)).toMatch(/\[p99\]: is required$/)
  expect(message(102)).toMatch(/\[p99\]: is required; and 2 more$/)
  expect(message(102, 699_900)).toMatch(/\[p99\]: is required; and 699902 more$/)
})

test("no error message holds a value of the caller's case, and nothing but a PushError is thrown", () => {
  const canary = fc.oneof(
    fc.constantFrom<unknown>(
      'canary',
      '../canary',
      'canary^',
      7,
      null,
      true,
      '',
      ['canary'],
      { fullName: 'canary', username: 'canary' },
      { canary: 'canary' },
    ),
    fc.string().map((text) => `canary${text}`),
  )
  const names = [
    'savedObjectId',
    'title',
    'description',
    'externalId',
    'comment',
    'comments',
    'createdAt',
    'createdBy',
    'severity',
    'incident',
  ]
  const params = fc.dictionary(fc.constantFrom(...names), canary)
  const comment = fc.dictionary(fc.constantFrom('commentId', 'comment', 'createdBy', 'updatedAt'), canary)
  fc.assert(
    fc.property(params, fc.array(comment, { maxLength: 3 }), (changes, comments) => {
      let body: unknown
      try {
        parseCase(requestBodyWith('create-incident', { comments, ...changes }))
      } catch (error) {
        if (!(error instanceof PushError)) throw error
        body = errorBody('sn', error, 'action')
      }
      // `canary` as a key may be named; as a value it may not.
      expect(JSON.stringify(body ?? '').replaceAll('.canary]', ']')).not.toContain('canary')
    }),
    { numRuns: 500 },
  )
})

test('parsing any JSON throws nothing but a PushError', () => {
  fc.assert(
    fc.property(fc.jsonValue(), fc.constantFrom('whole', 'params', 'subActionParams'), (json, place) => {
      const body =
        place === 'whole'
          ? json
          : place === 'params'
            ? { params: json }
            : { params: { subAction: 'pushToService', subActionParams: json } }
      expect(thrownBy(() => parseCase(body))).toBeInstanceOf(PushError)
    }),
    { numRuns: 500 },
  )
})

test('the answer to the malformed example holds no word of it', () => {
  const error = thrownBy(() => parseCase(requestBody('invalid-body')))
  expect(errorBody('sn', error, 'action')['message']).not.toMatch(/typo|no id|\.\.\/x/)
})
