// The environment, parsed once.
import { expect, test } from '@jest/globals'
import { parseSettings, settings } from '../lib/settings.ts'
import { problemsIn, thrownBy } from './support/thrown.ts'

const REQUIRED = { CASE_PUSH_SECRET_PREFIX: 'case-push/dev', CASE_PUSH_TABLE: 'case-push-dev' }

test('a variable that is not set has its default', () => {
  expect(parseSettings({ ...REQUIRED, PATH: '/bin' })).toEqual({
    secretPrefix: 'case-push/dev',
    table: 'case-push-dev',
    bus: undefined,
    allowedHosts: ['*.service-now.com'],
    logLevel: 'INFO',
    serviceName: 'case-push',
    settleMs: 75_000,
    hasMetrics: true,
    isOnLambda: false,
  })
})

test('allowed hosts are separated by blanks or commas, and their case does not matter', () => {
  expect(
    parseSettings({ ...REQUIRED, CASE_PUSH_ALLOWED_HOSTS: ' Dev1.Service-Now.com,*.example.org\n http://127.0.0.1, ' })
      .allowedHosts,
  ).toEqual(['dev1.service-now.com', '*.example.org', 'http://127.0.0.1'])
})

test('the error names every variable that is missing or malformed, without its value', () => {
  const error = thrownBy(() => parseSettings({ CASE_PUSH_TABLE: '', POWERTOOLS_LOG_LEVEL: 'canary' }))
  expect([error.code, error.reason]).toEqual(['misconfigured', 'environment'])
  expect(problemsIn(error)).toEqual([
    'CASE_PUSH_SECRET_PREFIX is required',
    'CASE_PUSH_TABLE must not be empty',
    'POWERTOOLS_LOG_LEVEL must be DEBUG, INFO, WARN, ERROR or SILENT',
  ])
})

test.each(['65', '75', '3600'])('a settle time of %s seconds is taken', (seconds) => {
  expect(parseSettings({ ...REQUIRED, CASE_PUSH_SETTLE_SECONDS: seconds }).settleMs).toBe(Number(seconds) * 1000)
})

test.each(['64', '3601', '0', '-75', '75.5', 'a minute', '', '1e3'])(
  'a settle time that is no number of seconds, or shorter or longer than any quota, is rejected: %j',
  (seconds) => {
    expect(problemsIn(thrownBy(() => parseSettings({ ...REQUIRED, CASE_PUSH_SETTLE_SECONDS: seconds })))).toEqual([
      'CASE_PUSH_SETTLE_SECONDS must be a whole number from 65 to 3600',
    ])
  },
)

test('`invoke local`, whose output is the response, logs what went wrong alone, serverless-offline all', () => {
  expect(parseSettings({ ...REQUIRED, IS_LOCAL: 'true' }).logLevel).toBe('WARN')
  expect(parseSettings({ ...REQUIRED, IS_LOCAL: 'true', POWERTOOLS_LOG_LEVEL: 'SILENT' }).logLevel).toBe('SILENT')
  expect(parseSettings({ ...REQUIRED, IS_LOCAL: 'true', IS_OFFLINE: 'true' }).logLevel).toBe('INFO')
  expect(parseSettings({ ...REQUIRED, IS_OFFLINE: 'true', POWERTOOLS_LOG_LEVEL: 'WARN' }).logLevel).toBe('WARN')
})

test('the environment is read once, at first use', () => {
  Object.assign(process.env, REQUIRED)
  const first = settings()
  process.env['CASE_PUSH_TABLE'] = 'other'
  expect(settings()).toBe(first)
  expect(first.table).toBe('case-push-dev')
})

test('metrics are off on this machine, where their lines would get into the output', () => {
  const hasMetrics = (environment: Record<string, string>) => parseSettings({ ...REQUIRED, ...environment }).hasMetrics
  expect([
    hasMetrics({}),
    hasMetrics({ IS_LOCAL: 'true' }),
    hasMetrics({ IS_LOCAL: 'true', IS_OFFLINE: 'true' }),
  ]).toEqual([true, false, false])
})

const settingsWithHosts = (CASE_PUSH_ALLOWED_HOSTS: string) => () =>
  parseSettings({ ...REQUIRED, CASE_PUSH_ALLOWED_HOSTS })

test.each([
  '*',
  '*.',
  '*.com',
  'com',
  '10.0.0.1',
  'https://acme.service-now.com',
  '*acme.service-now.com',
  'http://10.0.0.1',
  ' ',
  'a.b.c/d',
  '-.-a.c-',
  '*.co.uk',
])('a list of allowed hosts with %j is rejected', (entry) => {
  expect(settingsWithHosts(`*.service-now.com ${entry === ' ' ? '10.1' : entry}`)).toThrow('misconfigured')
})

test('a list of allowed hosts may name hosts, suffixes and the loopback address', () => {
  expect(settingsWithHosts('*.Service-Now.com, tickets.example.org http://127.0.0.1')().allowedHosts).toEqual([
    '*.service-now.com',
    'tickets.example.org',
    'http://127.0.0.1',
  ])
})
