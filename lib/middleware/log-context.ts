// What every log line of an HTTP request holds: the gateway's id of the request, the connector, the case.
import type { MiddlewareObj } from '@middy/core'
import type { APIGatewayProxyEventV2 } from 'aws-lambda'
import * as v from 'valibot'
import { correlationIdOf } from '../push/plan-incident.ts'
import { ConnectorId } from '../schema/identifiers.ts'
import { matching } from '../schema/matching.ts'
import { addToLog } from '../telemetry/invocation.ts'

/** As API Gateway makes them. */
const RequestId = v.pipe(v.string(), v.regex(/^[A-Za-z0-9_=-]{1,64}$/))

/** Begins the log of a request. */
export function logContext(): MiddlewareObj<APIGatewayProxyEventV2> {
  return {
    before: ({ event }) => {
      addToLog({
        requestId: matching(RequestId, (event.requestContext as { requestId?: unknown } | undefined)?.requestId),
        connectorId: matching(ConnectorId, event.pathParameters?.['connectorId']),
      })
    },
  }
}

/** Adds the case to the lines that follow: its key, or the hash of one that is no plain id. */
export function logCase(caseKey: string | undefined): void {
  if (caseKey !== undefined) addToLog({ caseId: correlationIdOf(caseKey) })
}
