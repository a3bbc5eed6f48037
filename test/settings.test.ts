// The environment, parsed once.
import { expect, test } from '@jest/globals'
import { parseSettings, settings } from '../lib/settings.ts'
import { problemsIn, thrownBy } from './support/thrown.ts'

const REQUIRED = { CASE_PUSH_SECRET_PREFIX: 'case-push/dev', CASE_PUSH_TABLE: 'case-push-dev' }

test('what is not said has a default', () => {
  expect(parseSettings({ ...REQUIRED, PATH: '/bin' })).toEqual({
    secretPrefix: 'case-push/dev',
    table: 'case-push-dev',
    bus: undefined,
    allowedHosts: ['*.service-now.com'],
    logLevel: 'INFO',
    hasMetrics: true,
  })
})

test('hosts stand between blanks or commas, in either case', () => {
  expect(
    parseSettings({ ...REQUIRED, CASE_PUSH_ALLOWED_HOSTS: ' Dev1.Service-Now.com,*.example.org\n http://127.0.0.1, ' })
      .allowedHosts,
  ).toEqual(['dev1.service-now.com', '*.example.org', 'http://127.0.0.1'])
})

test('every variable that is missing or malformed is named, without its value', () => {
  const error = thrownBy(() => parseSettings({ CASE_PUSH_TABLE: '', POWERTOOLS_LOG_LEVEL: 'canary' }))
  expect([error.code, error.reason]).toEqual(['misconfigured', 'environment'])
  expect(problemsIn(error)).toEqual([
    'CASE_PUSH_SECRET_PREFIX is required',
    'CASE_PUSH_TABLE must not be empty',
    'POWERTOOLS_LOG_LEVEL must be DEBUG, INFO, WARN, ERROR or SILENT',
  ])
})

test('invoke local is quiet: its output is the response alone; offline is not', () => {
  expect(parseSettings({ ...REQUIRED, IS_LOCAL: 'true' }).logLevel).toBe('SILENT')
  expect(parseSettings({ ...REQUIRED, IS_LOCAL: 'true', IS_OFFLINE: 'true' }).logLevel).toBe('INFO')
  expect(parseSettings({ ...REQUIRED, IS_OFFLINE: 'true', POWERTOOLS_LOG_LEVEL: 'WARN' }).logLevel).toBe('WARN')
})

test('the environment is read at first use, and once', () => {
  Object.assign(process.env, REQUIRED)
  const first = settings()
  process.env['CASE_PUSH_TABLE'] = 'other'
  expect(settings()).toBe(first)
  expect(first.table).toBe('case-push-dev')
})

test('there are no metrics on this machine: their lines would stand in the output', () => {
  const hasMetrics = (environment: Record<string, string>) => parseSettings({ ...REQUIRED, ...environment }).hasMetrics
  expect([
    hasMetrics({}),
    hasMetrics({ IS_LOCAL: 'true' }),
    hasMetrics({ IS_LOCAL: 'true', IS_OFFLINE: 'true' }),
  ]).toEqual([true, false, false])
})
