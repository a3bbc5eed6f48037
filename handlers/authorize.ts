// Which API key may use which connectors: the Lambda authorizer of the HTTP API (simple response, payload 2.0).
import type { APIGatewayRequestAuthorizerEventV2, APIGatewaySimpleAuthorizerWithContextResult } from 'aws-lambda'
import { keyContextOf, type KeyContext } from '../lib/api-keys.ts'
import { systemClock } from '../lib/clock.ts'
import { apiKeys } from '../lib/instances/api-keys.ts'
import { PushError } from '../lib/errors.ts'
import { errorFields, log } from '../lib/telemetry.ts'

type Decision = Partial<APIGatewaySimpleAuthorizerWithContextResult<KeyContext>> & { isAuthorized: boolean }

/** @throws whatever kept the keys from being read: API Gateway answers 500, and nobody is let in or denied */
export async function handler(event: APIGatewayRequestAuthorizerEventV2): Promise<Decision> {
  // Its case and spelling differ between the gateway and offline; the identity source is the header itself in both.
  const header = event.identitySource[0] ?? ''
  if (header === '') return { isAuthorized: false }
  try {
    const context = keyContextOf(header, await apiKeys()(), systemClock.now())
    if (context === undefined) log('warn', 'key refused', {})
    return context === undefined ? { isAuthorized: false } : { isAuthorized: true, context }
  } catch (error) {
    log('error', 'unexpected error', errorFields(error))
    // The runtime prints what leaves here, message and all: nothing but fixed words may.
    throw new PushError(error instanceof PushError ? error.code : 'push_incomplete')
  }
}
