// What `npm run push` takes on the command line and from the environment, and its bar.
import { expect, test } from '@jest/globals'
import { settingsOf, type Flags } from '../../cli/push-options.ts'
import { barOf, durationOf } from '../../cli/push-progress.ts'
import { runCli } from '../support/run-cli.ts'

const FLAGS: Flags = { connector: 'local', concurrency: '4', wait: '300', json: false, 'dry-run': false }
const settings = (flags: Partial<Flags>, environment: NodeJS.ProcessEnv = {}) =>
  settingsOf({ ...FLAGS, ...flags }, environment)

test('without an option it is the stack of this machine, with its key', () => {
  expect(settings({})).toEqual({
    target: {
      url: 'http://127.0.0.1:3000',
      connectorId: 'local',
      authorization: 'ApiKey bG9jYWw6bG9jYWw=',
      isDryRun: false,
    },
    concurrency: 4,
    waitMs: 300_000,
    isJson: false,
  })
})

test('an option takes precedence over the environment', () => {
  const environment = { CASE_PUSH_URL: 'https://a.example.org/stage/', CASE_PUSH_KEY: 'YQ==' }
  expect(settings({}, environment).target).toMatchObject({
    url: 'https://a.example.org/stage',
    authorization: 'ApiKey YQ==',
  })
  const given = settings({ url: 'http://[::1]:1', key: 'Yg==' }, environment)
  expect(given.target).toMatchObject({ url: 'http://[::1]:1', authorization: 'ApiKey Yg==' })
})

test.each(['YTpi', 'ApiKey YTpi', 'apikey YTpi', 'Authorization: ApiKey YTpi', ' YTpi\n'])(
  'the key may be %j',
  (key) => {
    expect(settings({ key }).target.authorization).toMatch(/^apikey YTpi$/i)
  },
)

test.each<[Partial<Flags>, RegExp]>([
  [{ url: 'http://push.example.org' }, /must be called by https/],
  [{ url: 'http://127.0.0.1.example.org' }, /must be called by https/],
  [{ url: 'https://push.example.org' }, /give a key for push\.example\.org/],
  [{ url: 'https://user:word@push.example.org' }, /neither a user nor a query/],
  [{ url: 'push.example.org' }, /is not a URL/],
  [{ key: 'id:key' }, /the key must be/],
  [{ key: 'a\r\nx: y' }, /the key must be/],
  [{ connector: '../x' }, /--connector must be/],
  [{ concurrency: '17' }, /from 1 to 16/],
  [{ concurrency: '0' }, /from 1 to 16/],
  [{ wait: '-1' }, /--wait must be a whole number/],
])('%j is refused in a sentence', (flags, sentence) => {
  expect(() => settings(flags)).toThrow(sentence)
})

test('--help shows options, an example and every exit code; an unknown option is refused', async () => {
  const { code, out } = await runCli('push', ['--help'])
  expect([code, out]).toEqual([0, expect.stringMatching(/--connector[^]*Example: npm run push/)])
  expect(out.split('\n').every((line) => line.length <= 120)).toBe(true)
  for (const exitCode of [130, 1, 2, 3, 0]) expect(out).toMatch(new RegExp(`^ +${String(exitCode)}  `, 'm'))
  const unknown = await runCli('push', ['--wibble'])
  expect([unknown.code, unknown.err]).toEqual([2, expect.stringContaining('--wibble')])
})

test('an input without a case is not a success', async () => {
  expect(await runCli('push', [], {}, '\n')).toEqual({ code: 2, out: '', err: 'There was no case in the input.\n' })
})

test('the bar shows what is done, failed and waiting, the rate, and the time that is left', () => {
  const waits = [
    { code: 'servicenow_unavailable', message: 'ServiceNow is away', untilMs: 18_000 },
    { code: 'http_503', message: 'the gateway answered 503', untilMs: 25_000 },
  ]
  const state = { waits, pushed: 49, failed: 1, share: 0.25, nowMs: 10_000, startedMs: 0 }
  expect(barOf(state, (_, text) => text)).toBe(
    '[#####---------------]  49 pushed  1 failed  2 waiting 8 s (servicenow_unavailable): ServiceNow is away  ' +
      '5.0/s  30 s left',
  )
  const atPipe = { ...state, waits: [], failed: 0, share: undefined }
  expect(barOf(atPipe, (_, text) => text)).toBe('49 pushed  4.9/s')
  expect([durationOf(12), durationOf(1234), durationOf(600_000)]).toEqual(['12 ms', '1.2 s', '10 min'])
})
