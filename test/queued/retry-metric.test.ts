// The metric that the retries' alarm watches: a line of CloudWatch's embedded metric format with the alarm's own
// namespace, name and dimensions; nothing of it on this machine, where standard output is the answer.
import { afterEach, expect, jest, test } from '@jest/globals'

const ENVIRONMENT = { CASE_PUSH_SECRET_PREFIX: 'p', CASE_PUSH_TABLE: 't' }
afterEach(() => {
  jest.restoreAllMocks()
  jest.resetModules()
  delete process.env['IS_LOCAL']
})

async function linesOfOneRetry(): Promise<string[]> {
  const lines: string[] = []
  jest.spyOn(process.stdout, 'write').mockImplementation((text) => {
    lines.push(String(text))
    return true
  })
  Object.assign(process.env, ENVIRONMENT)
  const { countRetry } = await import('../../lib/telemetry.ts')
  countRetry('case-push-dev-executeQueued')
  return lines
}

test('a retry is one metric of the function', async () => {
  const [line] = await linesOfOneRetry()
  expect(JSON.parse(line ?? '')).toMatchObject({
    _aws: {
      CloudWatchMetrics: [
        {
          Namespace: 'case-push',
          Dimensions: [['service', 'function_name']],
          Metrics: [{ Name: 'PushRetried', Unit: 'Count' }],
        },
      ],
    },
    service: 'case-push',
    function_name: 'case-push-dev-executeQueued',
    PushRetried: 1,
  })
})

test('`serverless invoke local` prints no metric', async () => {
  process.env['IS_LOCAL'] = 'true'
  expect(await linesOfOneRetry()).toEqual([])
})
