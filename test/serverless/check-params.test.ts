// A param that is misspelled or makes no sense stops every command, and the message says what is meant.
import { execFile } from 'node:child_process'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { describe, expect, test } from '@jest/globals'
import { paramProblems } from '../../serverless/check-params.ts'
import { LOCAL_RULES, RULES } from '../../serverless/params.ts'

const ROOT = fileURLToPath(new URL('../..', import.meta.url))
const problemsOf = (...given: string[]) => paramProblems('prod', {}, given)

test.each([
  ['alarmTopicArn', 'arn:aws:sns:us-east-1:123456789012:operators'],
  ['allowedHosts', '*.service-now.com, servicenow.example.com', '*.corp.example.co.uk'],
  ['apiKeyCacheSeconds', '0', '3600'],
  ['archiveDays', '1', '365'],
  ['backlogAlarm', '1'],
  ['deletionProtection', 'true', 'false'],
  ['esbuildFolder', '.esbuild-test'],
  ['kibanaUrl', 'https://kibana.example.com', 'https://kibana.example.com:5601/s/soc'],
  ['keysRefusedAlarm', '1'],
  [
    'kmsKeyArn',
    'arn:aws-us-gov:kms:us-gov-west-1:123456789012:key/mrk-1234abcd12ab34cd56ef1234567890ab',
    'arn:aws:kms:us-east-1:123456789012:key/1234abcd-12ab-34cd-56ef-1234567890ab',
  ],
  ['latencyAlarmMilliseconds', '100', '28000'],
  ['logLevel', 'DEBUG', 'WARN'],
  ['logRetentionInDays', '1', '3653'],
  ['queueAgeAlarmSeconds', '60', '345600'],
  ['queueConcurrency', '2', '1000'],
  ['reservedConcurrency', '1', '10'],
  ['waitingAlarmSeconds', '60', '86400'],
  ['serverErrorsAlarm', '1'],
  ['settleSeconds', '65', '3600'],
  ['throttleBurst', '1'],
  ['throttleRate', '1'],
  ['unavailableAlarm', '1'],
])('%s may be %s', (name, ...values) => {
  for (const value of values) expect(problemsOf(`${name}=${value}`)).toEqual([])
})

test.each([
  ['alarmTopicArn', 'operators', 'arn:aws:sqs:us-east-1:123456789012:operators', 'https://example.com'],
  ['allowedHosts', '*', '*.com', '*.co.uk', 'https://example.service-now.com', 'localhost', ',', '-.-a.c-'],
  ['apiKeyCacheSeconds', '-1', '3601', '1.5', ' 5'],
  ['archiveDays', '0', 'ever'],
  ['backlogAlarm', '0', '5e3'],
  ['deletionProtection', 'yes', 'True', '1'],
  ['esbuildFolder', 'lib', '.esbuild/../lib', '/tmp'],
  ['kibanaUrl', 'http://kibana.example.com', 'kibana.example.com', 'https://kibana.example.com/'],
  ['kibanaUrl', 'https://user:word@kibana.example.com', 'https://kibana.example.com/*', 'https://a.example?b'],
  ['kibanaUrl', 'https://localhost', 'https://10.0.0.1', 'https://kibana.example.com:99999'],
  ['keysRefusedAlarm', '0', 'few'],
  ['kmsKeyArn', 'arn:aws:kms:us-east-1:123456789012:key/x'],
  ['kmsKeyArn', 'alias/own', 'arn:aws:kms:us-east-1:123456789012:alias/own', '1234abcd-12ab-34cd-56ef-1234567890ab'],
  ['latencyAlarmMilliseconds', '99', '28001', '15s'],
  ['logLevel', 'info', 'TRACE', 'ERROR', 'SILENT'],
  ['logRetentionInDays', '0', '15', 'never'],
  ['queueAgeAlarmSeconds', '59', '345601', '15m'],
  ['queueConcurrency', '1', '1001'],
  ['reservedConcurrency', '-1', '0', 'none'],
  ['waitingAlarmSeconds', '59', '86401', '15m'],
  ['serverErrorsAlarm', '0', '1.5'],
  ['settleSeconds', '64', '3601', '75s'],
  ['throttleBurst', '0', 'abc'],
  ['throttleRate', '0', 'abc', '1e3', 'Infinity', '010'],
  ['unavailableAlarm', '0', 'none'],
])('%s may not be %j', (name, ...values) => {
  for (const value of values) {
    const problems = problemsOf(`${name}=${value}`)
    expect(problems).toEqual([expect.stringMatching(new RegExp(`^The param ${name} \\(--param\\) must .+\\.$`))])
  }
})

test.each(['a', 'prod', 'dev-2', 'a-stage-of-23-characters'.slice(0, 23)])('a stage may be %s', (stage) => {
  expect(paramProblems(stage, {}, [])).toEqual([])
})

test.each(['Prod', 'prod_2', '2', 'dev-', 'dev--2', 'a-stage-of-24-characters', ''])('no stage is %j', (stage) => {
  expect(paramProblems(stage, {}, [])).toEqual([
    `The stage ${stage} must be lower-case letters, digits and single hyphens, at most 23, a letter first.`,
  ])
})

describe('a topic or key', () => {
  const topic = 'alarmTopicArn=arn:aws:sns:eu-west-1:123456789012:operators'

  test('is of the region of the stack', () => {
    expect(paramProblems('prod', {}, [topic], 'eu-west-1')).toEqual([])
    expect(paramProblems('prod', {}, [topic], 'us-east-1')).toEqual([
      "The param alarmTopicArn (--param) must be of the stack's own region, us-east-1, not of eu-west-1.",
    ])
  })

  test.each([undefined, '${ssm:/own/region}'])('of any region passes while that of the stack is %s', (region) => {
    expect(paramProblems('prod', {}, [topic], region)).toEqual([])
  })
})

test('the stack of this machine may be silent', () => {
  expect(paramProblems('local', {}, ['logLevel=SILENT'])).toEqual([])
})

test.each([
  ['allowedHost', 'allowedHosts'],
  ['AllowedHosts', 'allowedHosts'],
  ['alowedhost', 'allowedHosts'],
  ['throtleRate', 'throttleRate'],
  ['kibanaURL', 'kibanaUrl'],
  ['kmsKey', 'kmsKeyArn'],
  ['logRetentionDays', 'logRetentionInDays'],
])('of the unknown param %s the message asks whether it is %s', (name, meant) => {
  expect(problemsOf(`${name}=1`)).toEqual([`There is no param ${name} (--param). Is it ${meant}?`])
})

test('of an unknown param that resembles none, the message lists all', () => {
  expect(problemsOf('tracing.mode=1')).toEqual([
    `There is no param tracing.mode (--param). The params are ${Object.keys(RULES).join(', ')}.`,
  ])
})

test('names that every object has are unknown params too', () => {
  expect(problemsOf('constructor=1', 'toString=1')).toHaveLength(2)
})

describe('what leads a function to its own machine is for stage local alone', () => {
  const given = ['dynamoDBUrl=http://127.0.0.1:3003', 'allowedHosts=http://127.0.0.1', 'apiPort=3000']

  test('there it passes', () => {
    expect(paramProblems('local', {}, given)).toEqual([])
  })

  test('elsewhere it does not', () => {
    expect(problemsOf(...given)).toEqual([
      'The param dynamoDBUrl (--param) is for stage local alone.',
      'The param apiPort (--param) is for stage local alone.',
      'The param allowedHosts (--param) must not hold http://127.0.0.1, which is for stage local.',
    ])
  })
})

describe('the blocks of serverless.yml', () => {
  test('a name is checked in every block, a value where the stage uses it', () => {
    const blocks = {
      default: { throttleRate: 'abc', settleSeconds: 1, kibanaUrl: null, queueConcurrency: [2] },
      prod: { settleSeconds: 75, logRetention: 90 },
      dev: { throttleBurst: 0, kibana: '' },
    }
    expect(paramProblems('prod', blocks, [])).toEqual([
      'There is no param logRetention (params.prod). Is it logRetentionInDays?',
      'There is no param kibana (params.dev). Is it kibanaUrl?',
      'The param throttleRate (params.default) must be a whole number from 1 to 100000.',
      'The param queueConcurrency (params.default) must be one value, not a list or an object.',
    ])
  })

  test('the command line comes first, then the stage', () => {
    const blocks = { default: { throttleRate: 'abc' }, prod: { throttleRate: 'def' } }
    expect(paramProblems('prod', blocks, ['throttleRate=5'])).toEqual([])
    expect(paramProblems('prod', blocks, [])).toEqual([expect.stringContaining('params.prod')])
    expect(paramProblems('dev', blocks, [])).toEqual([expect.stringContaining('params.default')])
  })

  test('a value that osls still has to resolve passes until it has', () => {
    expect(paramProblems('prod', { prod: { kmsKeyArn: '${ssm:/own/key}' } }, [])).toEqual([])
  })
})

test('every param that the service reads has a rule, and every rule is of a param that it reads', () => {
  const parts = readdirSync(join(ROOT, 'serverless')).filter((file) => file.endsWith('.yml'))
  const texts = ['serverless.yml', ...parts.map((file) => `serverless/${file}`)].map((file) =>
    readFileSync(join(ROOT, file), 'utf8'),
  )
  const read = texts.flatMap((text) => [...text.matchAll(/\$\{param:(\w+)/g)].map(([, name]) => name))
  expect([...new Set(read)].sort()).toEqual(Object.keys({ ...RULES, ...LOCAL_RULES }).sort())
})

test.each([
  ['package', ['--stage', 'dev']],
  ['print', ['--stage', 'prod']],
  ['deploy', ['--stage', 'prod']],
])(
  '`serverless %s` with such params ends with 1 and the sentences, before anything else',
  async (command, args) => {
    const params = ['allowedHost=x', 'throttleRate=abc', 'allowedHosts=*', 'queueConcurrency=1'].map(
      (text) => `--param=${text}`,
    )
    const run = promisify(execFile)(
      process.execPath,
      ['node_modules/serverless/bin/serverless.js', command, ...args, ...params],
      { cwd: ROOT },
    )
    const failed = (await run.catch((error: unknown) => error)) as { code: number; stdout: string }
    expect(failed.code).toBe(1)
    expect(failed.stdout).toContain('There is no param allowedHost (--param). Is it allowedHosts?')
    expect(failed.stdout).toContain('The param throttleRate (--param) must be a whole number from 1 to 100000.')
    expect(failed.stdout).toContain('The param allowedHosts (--param) must be names')
    expect(failed.stdout).toContain('The param queueConcurrency (--param) must be a whole number from 2 to 1000.')
  },
  60_000,
)
