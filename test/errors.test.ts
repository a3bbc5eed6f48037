// The one error of this project: what its code means, and what may be said of any other.
import { expect, test } from '@jest/globals'
import { PushError, errorName } from '../lib/errors.ts'

test('an error is its code, and its message holds nothing else', () => {
  const error = new PushError('outcome_unknown', { retryAfterS: 7, serviceMessage: 'canary', cause: 'ECONNRESET' })
  expect(error).toMatchObject({
    name: 'PushError',
    message: 'outcome_unknown',
    status: 504,
    retryable: true,
    retryAfterS: 7,
    cause: 'ECONNRESET',
  })
  expect(String(error.stack)).not.toContain('canary')
})

test('what is not said is nothing: no problems, no effect, no cause', () => {
  const error = new PushError('invalid_request')
  expect(error).toMatchObject({ status: 400, retryable: false, problems: [], effect: 'none' })
  expect(error).not.toHaveProperty('cause')
})

test('sending again is worth it after 409 and 5xx', () => {
  expect([
    new PushError('push_in_progress').retryable,
    new PushError('misconfigured').retryable,
    new PushError('servicenow_rejected').retryable,
  ]).toEqual([true, true, false])
})

test('of any other error its kind may be told', () => {
  expect([errorName(new RangeError('canary')), errorName('canary'), errorName(undefined)]).toEqual([
    'RangeError',
    '',
    '',
  ])
})
