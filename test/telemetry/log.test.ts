// What is logged: fields of the list alone, and of an error nothing that could quote a case or a secret.
import { expect, test } from '@jest/globals'
import fc from 'fast-check'
import { PushError } from '../../lib/errors.ts'
import { errorFields, log, logger, type LogFields } from '../../lib/telemetry/log.ts'
import { captureOutput, logLines } from '../support/log-lines.ts'

// The environment has neither prefix nor table here: the log works with an unusable one, too.
const output = captureOutput()
const logged = () => logLines(output())[0]

test('a line is JSON with its message, its level and its fields', () => {
  log('warn', 'push refused', { connectorId: 'sn', code: 'forbidden', retryAfter: 3 })
  expect(logged()).toMatchObject({
    level: 'WARN',
    message: 'push refused',
    connectorId: 'sn',
    code: 'forbidden',
    retryAfter: 3,
    service: 'case-push',
  })
})

test('a field that is not on the allow-list is dropped', () => {
  log('error', 'push failed', { code: 'misconfigured', password: 'canary', title: 'canary' } as LogFields)
  expect(logged()).toMatchObject({ code: 'misconfigured' })
  expect(output()).not.toContain('canary')
})

test('a process has one logger', () => {
  expect(logger()).toBe(logger())
})

test('the fields of a PushError are its code, its reason, its times and the name of its cause', () => {
  expect(
    errorFields(new PushError('servicenow_unavailable', { reason: 'network', retryAfterS: 5, cause: 'ECONNRESET' })),
  ).toEqual({ code: 'servicenow_unavailable', reason: 'network', retryAfter: 5, cause: 'ECONNRESET' })
  expect(errorFields(new PushError('push_incomplete', { cause: new RangeError('canary') }))).toMatchObject({
    cause: 'RangeError',
  })
  expect(errorFields(new PushError('push_incomplete', { cause: { text: 'canary' } })).cause).toBeUndefined()
})

test('the fields of any other error are its kind and where it happened', () => {
  const fields = errorFields(new TypeError('canary'))
  expect(fields.cause).toBe('TypeError')
  expect(fields.reason).toMatch(/^at .*log\.test\.ts.*( < at .*){1,4}$/)
})

test.each([['canary'], [undefined], [null], [{ name: 'canary', stack: '    at canary' }]])(
  'a thrown %j, which is not an error, has no fields',
  (thrown) => {
    expect(errorFields(thrown)).toEqual({ cause: undefined, reason: undefined })
  },
)

test("no byte of an error's message is in any line, even where it looks like a frame", () => {
  const message = fc
    .array(fc.constantFrom('canary', '\n    at canary (canary.ts:1:1)', '\n', ' ', 'Error: canary\n    at canary'))
    .map((parts) => parts.join(''))
  fc.assert(
    fc.property(message, (text) => {
      for (const error of [
        new Error(text),
        new SyntaxError(text),
        new PushError('invalid_request', {
          serviceMessage: text,
          cause: new Error(text),
          problems: [{ path: 'p', expected: text }],
        }),
      ])
        log('error', 'unexpected error', errorFields(error))
      expect(output()).not.toContain('canary')
    }),
  )
})

test('what is wrong with a connector or the environment is told to the operator, path by path', () => {
  const problems = [{ path: 'secrets', expected: 'username and password must both be specified' }]
  expect(errorFields(new PushError('misconfigured', { problems })).problems).toEqual([
    '[secrets]: username and password must both be specified',
  ])
  expect(errorFields(new PushError('invalid_request', { problems })).problems).toBeUndefined()
})

test('a cause or a name that is more than one word may quote anything, and is dropped', () => {
  expect(errorFields(new PushError('push_incomplete', { cause: 'getaddrinfo ENOTFOUND canary' })).cause).toBeUndefined()
  expect(errorFields(Object.assign(new Error(), { name: 'canary of a case' })).cause).toBeUndefined()
})

test('an error without a stack, or whose message was changed since, has no frames', () => {
  const bare = new Error('canary')
  delete bare.stack
  expect(errorFields(bare).reason).toBeUndefined()
  expect(
    errorFields(Object.assign(new Error('another one'), { stack: 'Error: canary\n    at canary:1:1' })).reason,
  ).toBe('')
})
