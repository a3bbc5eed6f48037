// `npm run dead-letters` when something goes wrong, is stopped or runs twice at once: no letter is lost, none is sent
// over and over, and a person hears why in a sentence.
import { afterEach, expect, test } from '@jest/globals'
import { setTimeout as sleep } from 'node:timers/promises'
import { NOBODY } from '../support/aws-environment.ts'
import { until } from '../support/until.ts'
import { failure, requestOf, startLetters } from './dead-letter-stage.ts'

type Letters = Awaited<ReturnType<typeof startLetters>>
const started: Letters[] = []
afterEach(async () => {
  for (const letters of started.splice(0)) await letters.close()
})

async function lettersBehind(meet?: Parameters<typeof startLetters>[0], count = 1): Promise<Letters> {
  const letters = await startLetters(meet)
  started.push(letters)
  for (let n = 0; n < count; n += 1) await letters.bury(failure('unknown_connector', requestOf(`c${String(n)}`)))
  return letters
}
const idsOf = ({ delivered }: Letters) => delivered.map(({ detail }) => String(detail['connectorId']))
const PUT = 'AWSEvents.PutEvents'
const refusal = (type: string) => Promise.resolve(Response.json({ __type: type, message: 'canary' }, { status: 400 }))

test('what Ctrl-C leaves is there at once: each letter was either sent and deleted, or neither', async () => {
  const letters = await lettersBehind((target) => (target === PUT ? sleep(100).then(() => undefined) : undefined), 25)
  const running = letters.start(['redrive', '--stage', 'local'])
  await until('a letter is sent', () => letters.delivered.length > 0)
  running.interrupt()
  const { code, out, err } = await running.ended
  expect(code).toBe(130)
  expect(err).toContain('Stopped')
  await until('all are delivered', () => letters.bus.waiting() === 0)
  const sent = letters.delivered.length
  expect(sent).toBeLessThan(25)
  expect(out).toContain(`${String(sent)} letters sent again`)
  expect(letters.bus.deadLetters()).toHaveLength(25 - sent)
  expect((await letters.redrive()).out).toBe(`${String(25 - sent)} letters sent again, 0 left in place\n`)
  await until('the rest is delivered', () => letters.delivered.length === 25)
  expect(new Set(idsOf(letters)).size).toBe(25)
})

test('two people who send at once share the letters: each is sent once', async () => {
  const letters = await lettersBehind((target) => (target === PUT ? sleep(20).then(() => undefined) : undefined), 40)
  const results = await Promise.all([letters.redrive(), letters.redrive()])
  expect(results.map(({ code }) => code)).toEqual([0, 0])
  await until('all are delivered', () => letters.bus.waiting() === 0)
  expect(idsOf(letters).sort()).toEqual(Array.from({ length: 40 }, (_, n) => `c${String(n)}`).sort())
  expect(letters.bus.deadLetters()).toEqual([])
})

test('a letter that the bus refuses, by the entry or the call, stays, and the next run sends it', async () => {
  let isRefused = true
  const letters = await lettersBehind((target) =>
    target === PUT && isRefused ? refusal('ThrottlingException') : undefined,
  )
  const whole = await letters.redrive()
  expect([whole.code, whole.out]).toEqual([1, expect.stringContaining('the bus did not take it: ThrottlingException')])
  isRefused = false
  letters.bus.rejectNext(1)
  const entry = await letters.redrive()
  expect([entry.code, entry.out]).toEqual([1, expect.stringContaining('the bus did not take it: InternalFailure')])
  expect(letters.delivered).toEqual([])
  expect((await letters.redrive()).out).toBe('1 letter sent again, 0 left in place\n')
})

test('a letter that was sent and cannot be deleted is told, and comes up again', async () => {
  const letters = await lettersBehind((target) =>
    target === 'AmazonSQS.DeleteMessage' ? refusal('AccessDenied') : undefined,
  )
  const { code, out } = await letters.redrive()
  expect(code).toBe(1)
  expect(out).toContain('it was sent, but is still here: your AWS identity lacks the permission sqs:DeleteMessage on')
  expect(letters.bus.deadLetters()).toHaveLength(1)
})

test('what is sent again and fails at once is not sent a second time by the same run', async () => {
  let again: () => Promise<void> = () => Promise.resolve()
  const letters = await lettersBehind(async (target) => {
    if (target === PUT) await again()
    return undefined
  }, 3)
  again = () => letters.bury(failure('unknown_connector', requestOf('once-more')))
  expect((await letters.redrive()).out).toBe('3 letters sent again, 0 left in place, 3 not asked for\n')
  expect(letters.bus.deadLetters()).toHaveLength(3)
})

test('without a region, credentials, a queue or a stack, one sentence says what is missing', async () => {
  const { environment, run } = await lettersBehind()
  const keys = { AWS_ACCESS_KEY_ID: 'a', AWS_SECRET_ACCESS_KEY: 'b' }
  const files = { AWS_CONFIG_FILE: '/nowhere', AWS_SHARED_CREDENTIALS_FILE: '/nowhere' }
  const errorOf = async (stage: string, variables: Record<string, string>) => {
    const { code, out, err } = await run(['list', '--stage', stage], { ...files, ...variables })
    expect([code, out]).toEqual([1, ''])
    return err.split('\n')[0]
  }
  expect(await errorOf('prod', { ...environment, ...keys })).toBe('your AWS configuration has no region: give --region')
  const credentials = 'the AWS SDK finds no credentials: set AWS_PROFILE, or log in'
  expect(await errorOf('prod', { ...environment, AWS_REGION: 'eu-west-1' })).toBe(credentials)
  expect(await errorOf('prod', { ...environment, ...keys, AWS_REGION: 'eu-west-1' })).toBe(
    'there is no queue case-push-prod-dead-letters in this account and region: is the stage deployed?',
  )
  expect(await errorOf('local', { AWS_ENDPOINT_URL_SQS: NOBODY })).toContain('(npm start)')
})

test.each<[string[], string]>([
  [[], 'the commands are list and redrive'],
  [['purge', '--stage', 'local'], 'unknown command "purge"'],
  [['list'], '--stage needs'],
  [['list', '--stage', 'a/b'], '--stage needs'],
  [['list', 'all', '--stage', 'local'], 'list takes no argument'],
  [['list', '--stage', 'local', '--dry-run'], '--dry-run belongs to redrive'],
  [['redrive', '--stage', 'local', '--force'], "Unknown option '--force'"],
])('%j fails, and the message says why', async (args, words) => {
  const { run } = await lettersBehind()
  const { code, err } = await run(args)
  expect(code).toBe(1)
  expect(err).toContain(words)
  expect(err).toContain('`npm run dead-letters -- --help` shows the usage.')
})

test('--help shows the usage', async () => {
  const { run } = await lettersBehind()
  const { code, out } = await run(['--help'])
  expect([code, out.split('\n')[0]]).toEqual([0, expect.stringContaining('Usage: npm run dead-letters -- list')])
})
