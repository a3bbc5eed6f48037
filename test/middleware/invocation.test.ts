// Many invocations of one process at once, as on the embedded stack: each keeps its own log fields and its own count.
import { expect, test } from '@jest/globals'
import middy from '@middy/core'
import { setTimeout as sleep } from 'node:timers/promises'
import { documentedResponse } from '../../lib/middleware/documented-response.ts'
import { logCase, logContext } from '../../lib/middleware/log-context.ts'
import { metered } from '../../lib/middleware/metered.ts'
import { executeReply } from '../../lib/responses/replies.ts'
import { count } from '../../lib/telemetry/metrics.ts'
import { httpEvent } from '../support/events.ts'
import { lambdaContext } from '../support/lambda-context.ts'
import { captureOutput, logLines } from '../support/log-lines.ts'

const output = captureOutput()

const chain = middy()
  .use(metered('http'))
  .use(logContext())
  .use(documentedResponse(executeReply))
  .handler(async ({ body = '' }: { body?: string }): Promise<never> => {
    logCase(body)
    for (let call = 0; call < Number(body); call += 1) {
      await sleep(2)
      count('ServiceNowCalls', {})
    }
    return { kind: 'rehearsed', data: { calls: [] } } as never
  })

test('invocations that run at once do not mix their log lines, nor what they count', async () => {
  const cases = ['3', '1', '4', '2']
  await Promise.all(cases.map((body) => chain({ ...httpEvent('create-incident'), body }, lambdaContext())))
  expect(logLines(output()).map(({ caseId, calls }) => ({ caseId, calls }))).toEqual(
    ['1', '2', '3', '4'].map((body) => ({ caseId: body, calls: Number(body) })),
  )
})

test('an invocation knows nothing of the one before it', async () => {
  await chain({ ...httpEvent('create-incident'), body: '1' }, lambdaContext())
  await chain({ ...httpEvent('create-incident'), pathParameters: {}, body: '0' }, lambdaContext())
  const [, line] = logLines(output())
  expect(line).toMatchObject({ caseId: '0', calls: 0 })
})
