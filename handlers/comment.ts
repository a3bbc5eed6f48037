// The HTTP API: POST /api/actions/{action,connector}/<connector id>/incidents/<sys_id>/comments. A chain and two calls.
import { injectLambdaContext } from '@aws-lambda-powertools/logger/middleware'
import middy from '@middy/core'
import httpHeaderNormalizer from '@middy/http-header-normalizer'
import type { APIGatewayProxyEventV2WithLambdaAuthorizer } from 'aws-lambda'
import type { KeyContext } from '../lib/api-keys.ts'
import { parseComment } from '../lib/case/parse-comment.ts'
import { parseIncidentId } from '../lib/case/parse-incident-id.ts'
import { connectors } from '../lib/instances/connectors.ts'
import { openLedgerTable } from '../lib/instances/ledger-table.ts'
import { ledger } from '../lib/instances/ledger.ts'
import { warmUp } from '../lib/instances/warm-up.ts'
import { connection, type ConnectedContext } from '../lib/middleware/connection.ts'
import { connectorAccess } from '../lib/middleware/connector-access.ts'
import { documentedResponse } from '../lib/middleware/documented-response.ts'
import { gatewayEvent } from '../lib/middleware/gateway-event.ts'
import { jsonBody } from '../lib/middleware/json-body.ts'
import { logCase, logContext } from '../lib/middleware/log-context.ts'
import { metered, type MeteredContext } from '../lib/middleware/metered.ts'
import { pushMeans } from '../lib/middleware/push-means.ts'
import { PATIENCE_MS } from '../lib/push/budgets.ts'
import { pushComment } from '../lib/push/push-comment.ts'
import { findOwnIncident } from '../lib/push/pushed-incident.ts'
import { commentReply } from '../lib/responses/replies.ts'
import { logger } from '../lib/telemetry/log.ts'

type CommentEvent = APIGatewayProxyEventV2WithLambdaAuthorizer<KeyContext>

warmUp(openLedgerTable)

// middy must not answer early, while the push goes on writing: the core itself keeps the deadline.
export const handler = middy({ timeoutEarlyInMillis: 0 })
  .use(metered('comment'))
  .use(injectLambdaContext(logger(), { logEvent: false }))
  .use(gatewayEvent())
  .use(logContext())
  .use(documentedResponse(commentReply))
  .use(connectorAccess())
  .use(httpHeaderNormalizer())
  .use(jsonBody())
  .use(connection(connectors, (event: CommentEvent) => event.pathParameters?.['connectorId']))
  .handler(async (event: CommentEvent, context: ConnectedContext & MeteredContext) => {
    const incidentId = parseIncidentId(event.pathParameters?.['incidentId'])
    const commentPush = parseComment(event.body)
    const means = pushMeans(context, ledger(), { waitMs: PATIENCE_MS })
    const incident = await findOwnIncident(means, incidentId)
    logCase(incident.caseKey)
    return pushComment({ ...means, incident, commentPush })
  })
