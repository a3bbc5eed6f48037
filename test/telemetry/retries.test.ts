// The metric that the retries' alarm watches: a line of CloudWatch's embedded metric format with the alarm's own
// namespace, name and dimensions.
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

test('`serverless invoke local`, whose output is the answer, prints no metric', async () => {
  process.env['IS_LOCAL'] = 'true'
  await countOneRetry()
  expect(output()).toBe('')
})
