// Which API key may use which connectors: the Lambda authorizer of the HTTP API (simple response, payload 2.0).
import type { APIGatewayRequestAuthorizerEventV2, APIGatewaySimpleAuthorizerWithContextResult } from 'aws-lambda'
import * as v from 'valibot'
import { keyContextOf, type KeyContext } from '../lib/api-keys.ts'
import { systemClock } from '../lib/clock.ts'
import { PushError } from '../lib/errors.ts'
import { apiKeys } from '../lib/instances/api-keys.ts'
import { warmUp } from '../lib/instances/warm-up.ts'
import { errorFields, log } from '../lib/telemetry/log.ts'

warmUp(() => apiKeys()())

const Request = v.object({ identitySource: v.array(v.string()) })

type Decision = Partial<APIGatewaySimpleAuthorizerWithContextResult<KeyContext>> & { isAuthorized: boolean }

/** @throws PushError when the keys cannot be read: API Gateway answers 500, which neither admits nor denies */
export async function handler(event: APIGatewayRequestAuthorizerEventV2): Promise<Decision> {
  // The gateway and serverless-offline spell the header's name differently; the identity source is its value in both.
  const [header = ''] = v.is(Request, event) ? event.identitySource : []
  if (header === '') return { isAuthorized: false }
  try {
    const context = keyContextOf(header, await apiKeys()(), systemClock.now())
    if (context === undefined) log('warn', 'key refused', {})
    return context === undefined ? { isAuthorized: false } : { isAuthorized: true, context }
  } catch (error) {
    log('error', 'unexpected error', errorFields(error))
    // The runtime prints what is thrown here, message and all, so it holds fixed words only.
    throw new PushError(error instanceof PushError ? error.code : 'push_incomplete')
  }
}
