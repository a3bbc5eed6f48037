// The lines that CloudWatch gets: in its embedded metric format, with the namespace, names and dimensions that the
// alarms watch.
import { afterEach, expect, jest, test } from '@jest/globals'
import { captureOutput, metricLines } from '../support/log-lines.ts'

const ENVIRONMENT = { CASE_PUSH_SECRET_PREFIX: 'p', CASE_PUSH_TABLE: 't' }
const output = captureOutput()
afterEach(() => {
  jest.resetModules()
  delete process.env['IS_LOCAL']
})

async function countOneRetry(): Promise<void> {
  Object.assign(process.env, ENVIRONMENT)
  const { count, flushMetrics } = await import('../../lib/telemetry/metrics.ts')
  count('PushRetried', { function_name: 'case-push-dev-executeQueued' })
  flushMetrics('case-push-dev-executeQueued')
}

test('a retry is one metric of its function', async () => {
  await countOneRetry()
  expect(metricLines(output())).toEqual([
    expect.objectContaining({
      _aws: expect.objectContaining({
        CloudWatchMetrics: [
          {
            Namespace: 'case-push',
            Dimensions: [['service', 'function_name']],
            Metrics: [
              { Name: 'PushRetried', Unit: 'Count' },
              { Name: 'ColdStart', Unit: 'Count' },
            ],
          },
        ],
      }),
      service: 'case-push',
      function_name: 'case-push-dev-executeQueued',
      PushRetried: 1,
    }),
  ])
})

test('more durations than fit into a line are several lines of the same dimensions, and none is lost', async () => {
  Object.assign(process.env, ENVIRONMENT)
  const { count, flushMetrics } = await import('../../lib/telemetry/metrics.ts')
  const dimensions = { connector: 'soc', operation: 'update' }
  const all = Array.from({ length: 250 }, (_, value) => value)
  for (const value of all) count('ServiceNowLatency', dimensions, value)
  flushMetrics('f')
  const lines = metricLines(output()).filter((line) => 'ServiceNowLatency' in line)
  for (const line of lines) expect(line).toMatchObject(dimensions)
  expect(lines.flatMap((line) => line['ServiceNowLatency'])).toEqual(all)
})

test('`serverless invoke local`, whose output is the answer, prints no metric', async () => {
  process.env['IS_LOCAL'] = 'true'
  await countOneRetry()
  expect(output()).toBe('')
})
