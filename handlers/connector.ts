// The HTTP API: GET /api/actions/{action,connector}/<connector id>. A chain and one call.
import { injectLambdaContext } from '@aws-lambda-powertools/logger/middleware'
import middy from '@middy/core'
import type { APIGatewayProxyEventV2 } from 'aws-lambda'
import { readShown } from '../lib/connectors/connector-view.ts'
import { parseConnectorId } from '../lib/connectors/parse-connector-id.ts'
import { secretsManager } from '../lib/instances/secrets-manager.ts'
import { connectorAccess } from '../lib/middleware/connector-access.ts'
import { documentedResponse } from '../lib/middleware/documented-response.ts'
import { logContext } from '../lib/middleware/log-context.ts'
import { connectorReply } from '../lib/responses/replies.ts'
import { settings } from '../lib/settings.ts'
import { logger } from '../lib/telemetry.ts'

export const handler = middy({ timeoutEarlyInMillis: 0 })
  .use(injectLambdaContext(logger(), { logEvent: false }))
  .use(logContext())
  .use(documentedResponse(connectorReply))
  .use(connectorAccess())
  .handler(async (event: APIGatewayProxyEventV2) => {
    const { secretPrefix: prefix, allowedHosts } = settings()
    const source = { secrets: secretsManager(), prefix, allowedHosts }
    return readShown(parseConnectorId(event.pathParameters?.['connectorId']), source)
  })
