// The HTTP answer of find-connectors: a bare array or a page of it (elastic-execute-api.md §7.1), or the documented
// error body without a connector's id, and a log line about an error.
import type { MiddlewareObj } from '@middy/core'
import type { APIGatewayProxyEventV2, APIGatewayProxyResultV2 } from 'aws-lambda'
import type { ConnectorPage, ListedConnector } from '../connectors/connector-list.ts'
import { errorBody } from '../responses/response-body.ts'
import { errorFields, log } from '../telemetry/log.ts'
import { asPushError } from './as-push-error.ts'
import { jsonAnswer } from './json-answer.ts'

/** Turns the handler's list, or whatever was thrown before it, into the documented answer. */
export function documentedList(): MiddlewareObj<
  APIGatewayProxyEventV2,
  ListedConnector[] | ConnectorPage | APIGatewayProxyResultV2
> {
  return {
    after: (request) => {
      request.response = jsonAnswer(200, request.response)
    },
    onError: (request) => {
      const error = asPushError(request.error)
      log(error.status >= 500 ? 'error' : 'warn', 'list refused', errorFields(error))
      request.response = jsonAnswer(error.status, errorBody('', error, 'cases'), error.retryAfterS)
    },
  }
}
