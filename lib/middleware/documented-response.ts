// The HTTP answer of a route that names a connector: the documented body with a truthful status, for results and errors
// alike, and the one line that is logged about it.
import type { MiddlewareObj } from '@middy/core'
import type { APIGatewayProxyEventV2, APIGatewayProxyResultV2 } from 'aws-lambda'
import * as v from 'valibot'
import type { Called, Reply } from '../responses/replies.ts'
import { errorBody } from '../responses/response-body.ts'
import { ConnectorId } from '../schema/identifiers.ts'
import { spent } from '../telemetry/invocation.ts'
import { errorFields, log } from '../telemetry/log.ts'
import { asPushError } from './as-push-error.ts'
import { jsonAnswer } from './json-answer.ts'

/** Turns the handler's result, or whatever was thrown before it, into the documented answer. */
export function documentedResponse<R>({
  messageOf,
  bodyOf,
  fieldsOf,
}: Reply<R>): MiddlewareObj<APIGatewayProxyEventV2, R | APIGatewayProxyResultV2> {
  return {
    after: (request) => {
      const result = request.response as R
      const called = calledOn(request.event)
      const fields = fieldsOf(result)
      log(fields.warnings === undefined ? 'info' : 'warn', messageOf(result), {
        connectorId: called.connectorId,
        keyId: keyIdOf(request.event),
        ...fields,
        ...spent(),
      })
      request.response = jsonAnswer(200, bodyOf(result, called))
    },
    onError: (request) => {
      const { connectorId, path } = calledOn(request.event)
      const error = asPushError(request.error)
      const isFailure = error.status >= 500
      log(isFailure ? 'error' : 'warn', isFailure ? 'push failed' : 'push refused', {
        connectorId,
        keyId: keyIdOf(request.event),
        ...errorFields(error),
        ...spent(),
      })
      request.response = jsonAnswer(error.status, errorBody(connectorId, error, path), error.retryAfterS)
    },
  }
}

// The answer repeats only a well-formed id.
function calledOn(event: APIGatewayProxyEventV2): Called {
  const id = v.safeParse(ConnectorId, event.pathParameters?.['connectorId'])
  return {
    connectorId: id.success ? id.output : '',
    path: event.rawPath.startsWith('/api/actions/connector/') ? 'connector' : 'action',
  }
}

const Caller = v.object({
  authorizer: v.object({ lambda: v.object({ keyId: v.pipe(v.string(), v.regex(/^[\w.-]{1,64}$/)) }) }),
})

// Who pushed, for the log: the id of the caller's key, if it is well-formed.
function keyIdOf({ requestContext }: APIGatewayProxyEventV2): string | undefined {
  const caller = v.safeParse(Caller, requestContext)
  return caller.success ? caller.output.authorizer.lambda.keyId : undefined
}
