// The HTTP API: POST /api/actions/{action,connector}/<connector id>/_execute. A chain and one call.
import { injectLambdaContext } from '@aws-lambda-powertools/logger/middleware'
import middy from '@middy/core'
import httpHeaderNormalizer from '@middy/http-header-normalizer'
import type { APIGatewayProxyEventV2WithLambdaAuthorizer } from 'aws-lambda'
import type { KeyContext } from '../lib/api-keys.ts'
import { caseKeyOf, requestKeyOf } from '../lib/case/case-key.ts'
import { parseCase } from '../lib/case/parse-case.ts'
import { systemClock } from '../lib/clock.ts'
import { connectors } from '../lib/instances/connectors.ts'
import { ledger } from '../lib/instances/ledger.ts'
import { connection, type ConnectedContext } from '../lib/middleware/connection.ts'
import { callerKeyOf, connectorAccess } from '../lib/middleware/connector-access.ts'
import { documentedResponse } from '../lib/middleware/documented-response.ts'
import { jsonBody } from '../lib/middleware/json-body.ts'
import { logCase, logContext } from '../lib/middleware/log-context.ts'
import { pushMeans } from '../lib/middleware/push-means.ts'
import { PATIENCE_MS } from '../lib/push/budgets.ts'
import { pushCase } from '../lib/push/push-case.ts'
import { pushReply } from '../lib/responses/replies.ts'
import { logger } from '../lib/telemetry.ts'

type ExecuteEvent = APIGatewayProxyEventV2WithLambdaAuthorizer<KeyContext>

// middy must not answer early, while the push goes on writing: the core itself keeps the deadline.
export const handler = middy({ timeoutEarlyInMillis: 0 })
  .use(injectLambdaContext(logger(), { logEvent: false }))
  .use(logContext())
  .use(documentedResponse(pushReply))
  .use(connectorAccess())
  .use(httpHeaderNormalizer())
  .use(jsonBody())
  .use(connection(connectors, (event: ExecuteEvent) => event.pathParameters?.['connectorId']))
  .handler(async (event: ExecuteEvent, context: ConnectedContext) => {
    const casePush = parseCase(event.body)
    const requestKey = requestKeyOf(event.headers['idempotency-key'], callerKeyOf(event, systemClock.now()).keyId)
    logCase(caseKeyOf(casePush, requestKey))
    return pushCase({ ...pushMeans(context, ledger(), { waitMs: PATIENCE_MS }), casePush, requestKey })
  })
