// The functions on this machine without its stack, as a hasty `serverless invoke local` runs them.
import { afterAll, expect, test } from '@jest/globals'
import { functionEnvironment, NOBODY } from '../support/aws-environment.ts'
import { FIND_PATH, httpEvent, onRoute, withKey } from '../support/events.ts'
import { startFunctions } from '../support/functions.ts'

const WITHOUT = functionEnvironment({ secrets: NOBODY, dynamoDB: NOBODY })
const functions = await startFunctions()
afterAll(() => functions.close())

test.each(['execute', 'connector', 'find-connectors'] as const)(
  'without the stack %s says what to start',
  async (name) => {
    const started = await functions.start(name, WITHOUT)
    const event = withKey(httpEvent('create-incident'), { keyId: 'k', connectors: '*', expires: 0 })
    const { statusCode, body } = await started.answer(
      name === 'find-connectors' ? onRoute(event, 'GET', FIND_PATH) : event,
    )
    expect(statusCode).toBe(503)
    expect(body['message']).toContain('npm start')
  },
)
