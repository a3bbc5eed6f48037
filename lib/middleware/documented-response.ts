// The HTTP answer of a push: the documented body with a truthful status, for results and errors alike, and the one
// line that is logged about it.
import type { MiddlewareObj } from '@middy/core'
import type { APIGatewayProxyEventV2, APIGatewayProxyResultV2 } from 'aws-lambda'
import * as v from 'valibot'
import { PushError } from '../errors.ts'
import { ConnectorId } from '../schema/identifiers.ts'
import type { PushResult } from '../push/push-result.ts'
import { errorBody, successBody, type Path } from '../responses/response-body.ts'
import { errorFields, log } from '../telemetry.ts'

type Answer = PushResult | APIGatewayProxyResultV2

/** Turns the handler's PushResult, or whatever was thrown on the way, into the documented answer. */
export function documentedResponse(): MiddlewareObj<APIGatewayProxyEventV2, Answer> {
  return {
    after: (request) => {
      const data = request.response as PushResult
      const { id, path } = calledOf(request.event)
      log('info', 'case pushed', {
        connectorId: id,
        keyId: keyIdOf(request.event),
        incident: data.id,
        comments: data.comments?.length ?? 0,
      })
      request.response = answer(200, successBody(id, data, path))
    },
    onError: (request) => {
      const { id, path } = calledOf(request.event)
      const error = asPushError(request.error)
      log(error.status >= 500 ? 'error' : 'warn', error.status >= 500 ? 'push failed' : 'push refused', {
        connectorId: id,
        keyId: keyIdOf(request.event),
        ...errorFields(error),
      })
      request.response = answer(error.status, errorBody(id, error, path), error.retryAfterS)
    },
  }
}

/** Anything unexpected is worth one more try; what it was is logged, without its message. */
export function asPushError(error: unknown): PushError {
  if (error instanceof PushError) return error
  log('error', 'unexpected error', errorFields(error))
  return new PushError('push_incomplete', { retryAfterS: 5 })
}

// An id that is none is not repeated in the answer.
function calledOf(event: APIGatewayProxyEventV2): { id: string; path: Path } {
  const id = v.safeParse(ConnectorId, event.pathParameters?.['connectorId'])
  return {
    id: id.success ? id.output : '',
    path: event.rawPath.startsWith('/api/actions/connector/') ? 'connector' : 'action',
  }
}

const Caller = v.object({
  authorizer: v.object({ lambda: v.object({ keyId: v.pipe(v.string(), v.regex(/^[\w.-]{1,64}$/)) }) }),
})

// Whose push it was, for the log; an id that is no plain one is left out.
function keyIdOf({ requestContext }: APIGatewayProxyEventV2): string | undefined {
  const caller = v.safeParse(Caller, requestContext)
  return caller.success ? caller.output.authorizer.lambda.keyId : undefined
}

/** A JSON answer that no cache keeps. @param retryAfterS seconds */
export function answer(statusCode: number, body: unknown, retryAfterS?: number): APIGatewayProxyResultV2 {
  return {
    statusCode,
    headers: {
      'content-type': 'application/json; charset=utf-8',
      'cache-control': 'no-store',
      'x-content-type-options': 'nosniff',
      ...(retryAfterS === undefined ? {} : { 'retry-after': String(retryAfterS) }),
    },
    body: JSON.stringify(body),
  }
}
