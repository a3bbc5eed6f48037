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
const PROD = { stage: 'prod', region: 'us-east-1' }
const problemsOf = (...given: string[]) => paramProblems(PROD, {}, given)

test.each([
  ['alarmTopicArn', 'arn:aws:sns:us-east-1:123456789012:operators'],
  ['allowedHosts', '*.service-now.com, servicenow.example.com', '*.example.co.uk', 'a--b.xn--p1ai'],
  ['apiKeyCacheSeconds', '0', '3600'],
  ['archiveDays', '1', '365'],
  ['backlogAlarm', '1'],
  ['deletionProtection', 'true', 'false'],
  ['esbuildFolder', '.esbuild-test'],
  ['kibanaUrl', 'https://kibana.example.com', 'https://kibana.example.com:5601/s/soc'],
  ['keysRefusedAlarm', '1'],
  ['kmsKeyArn', 'arn:aws:kms:us-east-1:123456789012:key/mrk-1234abcd12ab34cd56ef1234567890ab'],
  ['latencyAlarmMilliseconds', '100', '28000'],
  ['logLevel', 'DEBUG', 'INFO', 'WARN'],
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
  ['allowedHosts', '*', '*.com', 'https://example.service-now.com', 'localhost', ','],
  ['allowedHosts', '*.co.uk', '*.Com.AU', 'servicenow.example.com *.or.jp', '-.-a.c-', 'a-.com', '-a.com', 'a.c-'],
  ['apiKeyCacheSeconds', '-1', '3601', '1.5', ' 5'],
  ['archiveDays', '0', 'ever'],
  ['backlogAlarm', '0', '5e3'],
  ['deletionProtection', 'yes', 'True', '1'],
  ['esbuildFolder', 'lib', '.esbuild/../lib', '/tmp'],
  ['kibanaUrl', 'http://kibana.example.com', 'kibana.example.com', 'https://kibana.example.com/'],
  ['kibanaUrl', 'https://user:word@kibana.example.com', 'https://kibana.example.com/*', 'https://a.example?b'],
  ['kibanaUrl', 'https://localhost', 'https://kibana', 'https://127.0.0.1', 'https://-.com', 'https://a..example'],
  ['kibanaUrl', 'https://kibana.example.com:99999', 'https://kibana.example.com:0', 'https://kibana.example.com:'],
  ['keysRefusedAlarm', '0', 'few'],
  ['kmsKeyArn', 'alias/own', 'arn:aws:kms:us-east-1:123456789012:alias/own', '1234abcd-12ab-34cd-56ef-1234567890ab'],
  ['kmsKeyArn', 'arn:aws:kms:us-east-1:123456789012:key/x', 'arn:aws:kms:us-east-1:123456789012:key/mrk-1'],
  ['latencyAlarmMilliseconds', '99', '28001', '15s'],
  ['logLevel', 'info', 'TRACE', 'ERROR', 'SILENT'],
  ['logRetentionInDays', '0', '15', 'never'],
  ['queueAgeAlarmSeconds', '59', '345601', '15m'],
  ['queueConcurrency', '1', '1001'],
  ['reservedConcurrency', '0', '-1', 'none'],
  ['waitingAlarmSeconds', '59', '86401', '15m'],
  ['serverErrorsAlarm', '0', '1.5'],
  ['settleSeconds', '64', '3601', '75s', '0075'],
  ['throttleBurst', '0', 'abc'],
  ['throttleRate', '0', 'abc', '1e3', 'Infinity', '010'],
  ['unavailableAlarm', '0', 'none'],
])('%s may not be %j', (name, ...values) => {
  for (const value of values) {
    const problems = problemsOf(`${name}=${value}`)
    expect(problems).toEqual([expect.stringMatching(new RegExp(`^The param ${name} \\(--param\\) must .+\\.$`))])
  }
})

test.each([
  ['alarmTopicArn', 'arn:aws:sns:eu-west-1:123456789012:operators'],
  ['kmsKeyArn', 'arn:aws:kms:eu-west-1:123456789012:key/1234abcd-12ab-34cd-56ef-1234567890ab'],
])("%s must be in the stack's region", (name, arn) => {
  const problemsIn = (region: string) => paramProblems({ stage: 'prod', region }, {}, [`${name}=${arn}`])
  expect(problemsIn('eu-west-1')).toEqual([])
  expect(problemsIn('${opt:region}')).toEqual([]) // not resolved yet
  expect(problemsIn('us-east-1')).toEqual([
    `The param ${name} (--param) must be in the stack's region, us-east-1, not in eu-west-1.`,
  ])
})

test.each([
  ['throttleRate', '--param "throttleRate" must be <name>=<value>.'],
  ['throttleRate:5', '--param "throttleRate:5" must be <name>=<value>.'],
  ['', '--param "" must be <name>=<value>.'],
  ['=5', '--param "=5" must be <name>=<value>.'],
  ['throttleRate=', '--param "throttleRate=" has no value. Without it the one of serverless.yml holds.'],
  ['alarmTopicArn=', '--param "alarmTopicArn=" has no value. A blank makes it empty: --param="alarmTopicArn= "'],
  ['alarmTopic=', '--param "alarmTopic=" has no value. Without it the one of serverless.yml holds.'],
])('--param %j, which osls cannot take apart, is one sentence', (given, sentence) => {
  expect(problemsOf(given)).toEqual([sentence])
})

test('a blank is an empty value, which overrides that of serverless.yml', () => {
  expect(problemsOf('alarmTopicArn= ')).toEqual([])
  expect(problemsOf('throttleRate= ')).toHaveLength(1)
})

describe('the stage', () => {
  const ofStage = (stage: string) => paramProblems({ ...PROD, stage }, {}, [])

  test.each(['dev', 'local', 'a', 'team-2-prod', 'a'.repeat(23)])('may be %s', (stage) => {
    expect(ofStage(stage)).toEqual([])
  })

  test.each(['Prod', 'a'.repeat(24), '2nd', '-dev', 'dev-', 'dev_2', ''])('may not be %j', (stage) => {
    expect(ofStage(stage)).toEqual([expect.stringMatching(/^The stage ".*" must be at most 23 lower-case letters, /)])
  })

  test('in upper case it would miss its own params: the message names the one meant', () => {
    expect(ofStage('Prod')).toEqual([
      'The stage "Prod" must be at most 23 lower-case letters, digits and hyphens between them, a letter first. ' +
        'Is it prod?',
    ])
  })

  test('the name of a role has room for the longest, in the region with the longest name', () => {
    const roles = readFileSync(join(ROOT, 'serverless/roles.yml'), 'utf8')
    const lengths = [...roles.matchAll(/RoleName: (\S+)/g)].map(([, name = '']) =>
      name.replace('${sls:stage}', 'a'.repeat(23)).replace('${self:provider.region}', 'ap-southeast-1'),
    )
    expect(Math.max(...lengths.map((name) => name.length))).toBe(64)
  })
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
    expect(paramProblems({ ...PROD, stage: 'local' }, {}, given)).toEqual([])
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
    expect(paramProblems(PROD, blocks, [])).toEqual([
      'There is no param logRetention (params.prod). Is it logRetentionInDays?',
      'There is no param kibana (params.dev). Is it kibanaUrl?',
      'The param throttleRate (params.default) must be a whole number from 1 to 100000.',
      'The param queueConcurrency (params.default) must be one value, not a list or an object.',
    ])
  })

  test('the command line comes first, then the stage', () => {
    const blocks = { default: { throttleRate: 'abc' }, prod: { throttleRate: 'def' } }
    expect(paramProblems(PROD, blocks, ['throttleRate=5'])).toEqual([])
    expect(paramProblems(PROD, blocks, [])).toEqual([expect.stringContaining('params.prod')])
    expect(paramProblems({ ...PROD, stage: 'dev' }, blocks, [])).toEqual([expect.stringContaining('params.default')])
  })

  test('a value that osls still has to resolve passes until it has', () => {
    expect(paramProblems(PROD, { prod: { kmsKeyArn: '${ssm:/own/key}' } }, [])).toEqual([])
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

const run = (command: string, ...args: string[]) =>
  promisify(execFile)(process.execPath, ['node_modules/serverless/bin/serverless.js', command, ...args], { cwd: ROOT })

test.each([
  ['package', ['--stage', 'dev']],
  ['print', ['--stage', 'prod', '--param=']],
  ['deploy', ['--stage', 'prod']],
])(
  '`serverless %s` with such params ends with 1 and the sentences, before anything else',
  async (command, args) => {
    const params = ['allowedHost=x', 'kibanaUrl=', 'throttleRate=abc', 'allowedHosts=*', 'queueConcurrency=1'].map(
      (text) => `--param=${text}`,
    )
    const failed = (await run(command, ...args, ...params).catch((error: unknown) => error)) as {
      code: number
      stdout: string
    }
    expect(failed.code).toBe(1)
    expect(failed.stdout).toContain('There is no param allowedHost (--param). Is it allowedHosts?')
    expect(failed.stdout).toContain('--param "kibanaUrl=" has no value.')
    expect(failed.stdout).toContain('The param throttleRate (--param) must be a whole number from 1 to 100000.')
    expect(failed.stdout).toContain('The param allowedHosts (--param) must be names')
    expect(failed.stdout).toContain('The param queueConcurrency (--param) must be a whole number from 2 to 1000.')
  },
  60_000,
)

test('the region of a topic is compared once osls has resolved that of the stack', async () => {
  const topic = '--param=alarmTopicArn=arn:aws:sns:eu-west-1:123456789012:operators'
  const failed = (await run('print', '--stage', 'prod', topic).catch((error: unknown) => error)) as { stdout: string }
  expect(failed.stdout).toContain("must be in the stack's region, us-east-1, not in eu-west-1.")
  const { stdout } = await run('print', '--stage', 'prod', '--region', 'eu-west-1', topic)
  expect(stdout).toContain('region: eu-west-1')
}, 60_000)

test('osls takes a blank for an empty value', async () => {
  const { stdout } = await run('print', '--stage', 'prod', '--param=alarmTopicArn= ')
  expect(stdout).toContain('service: case-push')
}, 60_000)
