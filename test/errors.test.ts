// The one error of this project: what its code means, and what may be logged of any other error.
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

test('an error made of its code alone has no problems, no effect and no cause', () => {
  const error = new PushError('invalid_request')
  expect(error).toMatchObject({ status: 400, retryable: false, problems: [], effect: 'none' })
  expect(error).not.toHaveProperty('cause')
})

test('an error is retryable with 409 and 5xx', () => {
  expect([
    new PushError('push_in_progress').retryable,
    new PushError('misconfigured').retryable,
    new PushError('servicenow_rejected').retryable,
  ]).toEqual([true, true, false])
})

test('the name of an error is its kind, and anything else that was thrown has none', () => {
  expect([errorName(new RangeError('canary')), errorName('canary'), errorName(undefined)]).toEqual([
    'RangeError',
    '',
    '',
  ])
})
