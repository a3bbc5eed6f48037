// The alarms of the packaged template: each watches a metric that exists, and docs/alarms.md says what to do about it.
import { readFile } from 'node:fs/promises'
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import { alarmsOf, headingOf, watchedBy, type Alarm } from './alarms.ts'
import { isEmitted } from './metrics.ts'
import { KIBANA, packageService, TOPIC, type Packaged } from './packaged.ts'

const rootFile = (path: string) => readFile(new URL(`../../${path}`, import.meta.url), 'utf8')

const THRESHOLDS = {
  backlogAlarm: '101',
  keysRefusedAlarm: '102',
  latencyAlarmMilliseconds: '103',
  queueAgeAlarmSeconds: '104',
  serverErrorsAlarm: '106',
  unavailableAlarm: '107',
  waitingAlarmSeconds: '108',
}

let packaged: { full: Packaged; plain: Packaged }
beforeAll(async () => {
  const full = await packageService('prod', { ...THRESHOLDS, kibanaUrl: KIBANA, alarmTopicArn: TOPIC })
  packaged = { full, plain: await packageService('dev') }
}, 120_000)
afterAll(async () => {
  await Promise.all([packaged.full.remove(), packaged.plain.remove()])
})

const alarm = (heading: string): Alarm => {
  const found = alarmsOf(packaged.full).find((one) => headingOf(one) === heading)
  if (found === undefined) throw new Error(`there is no alarm ${heading}`)
  return found
}

test('every alarm notifies the topic, and without one nobody', () => {
  for (const { AlarmActions } of alarmsOf(packaged.full)) expect(AlarmActions).toEqual([TOPIC])
  for (const { AlarmActions } of alarmsOf(packaged.plain)) expect(AlarmActions).toBeUndefined()
})

test('without write-back there is no alarm for it, and the others are the same', () => {
  const full = alarmsOf(packaged.full).map(headingOf)
  expect(alarmsOf(packaged.plain).map(headingOf)).toEqual(full.filter((heading) => heading !== 'write-back-rule'))
  expect(full).toContain('write-back-rule')
})

test('every metric that an alarm watches is one that is emitted, with these dimensions', () => {
  for (const one of alarmsOf(packaged.full)) {
    const watched = watchedBy(one)
    expect(watched.length).toBeGreaterThan(0)
    expect({ alarm: one.AlarmName, unknown: watched.filter((metric) => !isEmitted(metric)) }).toEqual({
      alarm: one.AlarmName,
      unknown: [],
    })
  }
})

test('an alarm on several metrics returns one line of data, from at most ten, and never a SEARCH', () => {
  for (const { Metrics } of alarmsOf(packaged.full)) {
    if (Metrics === undefined) continue
    expect(Metrics.filter(({ ReturnData }) => ReturnData)).toHaveLength(1)
    expect(Metrics.filter(({ MetricStat }) => MetricStat !== undefined).length).toBeLessThanOrEqual(10)
    expect(JSON.stringify(Metrics)).not.toContain('SEARCH')
  }
})

test.each([
  ['backlog', 'backlogAlarm'],
  ['keys-refused', 'keysRefusedAlarm'],
  ['latency', 'latencyAlarmMilliseconds'],
  ['queue-age', 'queueAgeAlarmSeconds'],
  ['server-errors', 'serverErrorsAlarm'],
  ['servicenow-unavailable', 'unavailableAlarm'],
  ['waiting', 'waitingAlarmSeconds'],
] as const)('the threshold of %s is the param %s', (heading, param) => {
  expect(alarm(heading).Threshold).toBe(Number(THRESHOLDS[param]))
})

test('every function is watched for crashes and throttles', () => {
  const functions = Object.entries(packaged.full.resources)
    .filter(([, { Type }]) => Type === 'AWS::Lambda::Function')
    .map(([name]) => name)
  const watchedIn = (...headings: string[]) =>
    functions.filter((name) => headings.some((heading) => JSON.stringify(alarm(heading)).includes(`{"Ref":"${name}"}`)))
  expect(watchedIn('function-errors', 'authorizer-errors')).toEqual(functions)
  expect(watchedIn('throttles')).toEqual(functions)
})

test('every rule of the bus is watched for what EventBridge gives up, and each says what that leaves out', () => {
  const rules = Object.values(packaged.full.resources).filter(({ Type }) => Type === 'AWS::Events::Rule')
  const alarms = alarmsOf(packaged.full).filter(({ MetricName }) => MetricName === 'FailedInvocations')
  const watched = alarms.map(({ Dimensions = [] }) => Dimensions.find(({ Name }) => Name === 'RuleName')?.Value)
  expect(watched).toEqual(rules.map(({ Properties }) => Properties['Name']))
  for (const { AlarmDescription } of alarms) expect(AlarmDescription).toMatch(/Left out is what it still retries/)
})

test('every rule with dead letters is watched for events that are lost', () => {
  const rules = Object.values(packaged.full.resources).filter(
    ({ Type, Properties }) => Type === 'AWS::Events::Rule' && JSON.stringify(Properties).includes('DeadLetterConfig'),
  )
  const names = (alarm('lost-events').Metrics ?? []).flatMap(({ MetricStat }) =>
    (MetricStat?.Metric.Dimensions ?? []).flatMap(({ Name, Value }) => (Name === 'RuleName' ? [Value] : [])),
  )
  expect(names).toEqual(rules.map(({ Properties }) => Properties['Name']))
})

describe('docs/alarms.md', () => {
  test('has a heading for every alarm, and for nothing else', async () => {
    const headings = [...(await rootFile('docs/alarms.md')).matchAll(/^### (.+)$/gm)].map(([, heading]) => heading)
    expect(headings.sort()).toEqual(alarmsOf(packaged.full).map(headingOf).sort())
  })

  test('is where the description of every alarm leads, at its heading', async () => {
    const { repository } = JSON.parse(await rootFile('package.json')) as { repository: { url: string } }
    const page = `${repository.url.replace(/^git\+|\.git$/g, '')}/blob/main/docs/alarms.md`
    for (const one of alarmsOf(packaged.full)) expect(one.AlarmDescription).toContain(`${page}#${headingOf(one)}`)
  })

  test('names every param that is a threshold, with its default', async () => {
    const document = await rootFile('docs/alarms.md')
    const configuration = await rootFile('serverless.yml')
    for (const param of Object.keys(THRESHOLDS)) {
      const value = new RegExp(`^    ${param}: (\\d+)`, 'm').exec(configuration)?.[1]
      expect(document).toContain(`\`${param}\` (${Number(value).toLocaleString('en-US')})`)
    }
  })
})
