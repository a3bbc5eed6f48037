// What each param of serverless.yml may be. A param is a text here, whether it was written as a number or given with
// `--param`.
import * as v from 'valibot'
import { AllowedHosts, LogLevel, SettleSeconds } from '../lib/settings.ts'

/** A block of `params`: the values by name. */
export type Params = Record<string, unknown>
export type Rules = Readonly<Record<string, v.GenericSchema<string, unknown>>>

const must = (pattern: RegExp, expectation: string) => v.pipe(v.string(), v.regex(pattern, expectation))

const wholeNumber = (least: number, most: number, why = '') => {
  const expectation = `must be a whole number from ${least} to ${most}${why}`
  return v.pipe(
    must(/^(?:0|[1-9]\d{0,8})$/, expectation),
    v.transform(Number),
    v.minValue(least, expectation),
    v.maxValue(most, expectation),
  )
}

/** Those of PutRetentionPolicy in the API of CloudWatch Logs. */
const RETENTION_DAYS = [
  1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653,
].map(String)

const Switch = v.picklist(['true', 'false'], 'must be true or false')
const LocalUrl = must(/^http:\/\/127\.0\.0\.1:\d{1,5}$/, 'must be http://127.0.0.1:<port>')
const Port = wholeNumber(1, 65_535)

// EventBridge calls it over the internet, so its host has a full name. A wildcard would stand for a part of the path:
// EventBridge fills it in.
const KIBANA =
  /^(?:https:\/\/(?:[a-z0-9]+(?:-+[a-z0-9]+)*\.)+[a-z][a-z0-9]*(?:-+[a-z0-9]+)*(?::[1-9]\d{0,4})?(?:\/[\w.~-]+)*)?$/i
const KIBANA_EXPECTATION =
  'must be empty, or https://<host>[:<port>][/<path>] with the full name of a host, and without a slash at the end'
const TOPIC = /^(?:arn:aws[a-z-]*:sns:[a-z0-9-]+:\d{12}:[\w-]{1,256})?$/
const KEY =
  /^(?:arn:aws[a-z-]*:kms:[a-z0-9-]+:\d{12}:key\/(?:mrk-[0-9a-f]{32}|[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}))?$/

/** The params that hold the ARN of something that must be in the stack's region. */
export const REGIONAL: readonly string[] = ['alarmTopicArn', 'kmsKeyArn']

/** The params of every stage. */
export const RULES: Rules = {
  alarmTopicArn: must(TOPIC, 'must be empty, or the ARN of an SNS topic: arn:aws:sns:<region>:<account>:<name>'),
  allowedHosts: v.pipe(
    AllowedHosts,
    v.check((hosts) => !hosts.includes('http://127.0.0.1'), 'must not hold http://127.0.0.1, which is for stage local'),
  ),
  apiKeyCacheSeconds: wholeNumber(0, 3600),
  archiveDays: wholeNumber(1, 36_500),
  backlogAlarm: wholeNumber(1, 1_000_000),
  deletionProtection: Switch,
  esbuildFolder: must(/^\.esbuild[\w.-]*$/, 'must be the name of a folder that begins with .esbuild'),
  keysRefusedAlarm: wholeNumber(1, 1_000_000),
  kibanaUrl: v.pipe(
    must(KIBANA, KIBANA_EXPECTATION),
    v.check((url) => url === '' || URL.canParse(url), KIBANA_EXPECTATION), // a port above 65535
  ),
  kmsKeyArn: must(
    KEY,
    'must be empty, or the ARN of a KMS key (not of an alias): arn:aws:kms:<region>:<account>:key/<UUID or mrk-…>',
  ),
  latencyAlarmMilliseconds: wholeNumber(100, 28_000, ': the functions end after 29 s'),
  logLevel: v.picklist(
    ['DEBUG', 'INFO', 'WARN'],
    'must be DEBUG, INFO or WARN: the alarm keys-refused and the steps of docs/alarms.md need the lines of level WARN',
  ),
  logRetentionInDays: v.picklist(RETENTION_DAYS, `must be one of ${RETENTION_DAYS.join(', ')}`),
  queueAgeAlarmSeconds: wholeNumber(60, 345_600),
  queueConcurrency: wholeNumber(2, 1000),
  reservedConcurrency: wholeNumber(1, 100_000, ': 0 would keep the function execute from running'),
  serverErrorsAlarm: wholeNumber(1, 1_000_000),
  settleSeconds: SettleSeconds,
  throttleBurst: wholeNumber(1, 100_000),
  throttleRate: wholeNumber(1, 100_000),
  tracing: v.picklist(['Active', 'PassThrough'], 'must be Active or PassThrough'),
  unavailableAlarm: wholeNumber(1, 1_000_000),
  waitingAlarmSeconds: wholeNumber(60, 86_400),
}

/** Also, or instead, those of stage `local`. On AWS they would lead a function to addresses of its own machine. */
export const LOCAL_RULES: Rules = {
  accessKeyId: must(/./, 'must not be empty'),
  allowedHosts: AllowedHosts,
  apiPort: Port,
  dynamoDBUrl: LocalUrl,
  eventBridgeUrl: LocalUrl,
  lambdaPort: Port,
  logLevel: LogLevel,
  secretAccessKey: must(/./, 'must not be empty'),
  secretsManagerUrl: LocalUrl,
  sqsUrl: LocalUrl,
}
