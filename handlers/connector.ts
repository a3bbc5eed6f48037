// The HTTP API of one connector: GET /api/actions/{action,connector}/<connector id> shows it, and POST below that to
// _test tests it. Two chains, each with one call.
import { injectLambdaContext } from '@aws-lambda-powertools/logger/middleware'
import middy from '@middy/core'
import type { APIGatewayProxyEventV2, Context } from 'aws-lambda'
import { systemClock } from '../lib/clock.ts'
import { readShown } from '../lib/connectors/connector-view.ts'
import { parseConnectorId } from '../lib/connectors/parse-connector-id.ts'
import { connectors } from '../lib/instances/connectors.ts'
import { secretsManager } from '../lib/instances/secrets-manager.ts'
import { connectorAccess } from '../lib/middleware/connector-access.ts'
import { documentedResponse } from '../lib/middleware/documented-response.ts'
import { gatewayEvent, isGatewayEvent } from '../lib/middleware/gateway-event.ts'
import { logContext } from '../lib/middleware/log-context.ts'
import { metered } from '../lib/middleware/metered.ts'
import { deadlineOf } from '../lib/push/budgets.ts'
import { connectorReply, testReply } from '../lib/responses/replies.ts'
import { testBudget, testConnector } from '../lib/servicenow/connector-test.ts'
import { settings } from '../lib/settings.ts'
import { logger } from '../lib/telemetry/log.ts'

const chain = () =>
  middy<APIGatewayProxyEventV2>({ timeoutEarlyInMillis: 0 })
    .use(metered())
    .use(injectLambdaContext(logger(), { logEvent: false }))
    .use(gatewayEvent())
    .use(logContext())

const show = chain()
  .use(documentedResponse(connectorReply))
  .use(connectorAccess())
  .handler(async (event: APIGatewayProxyEventV2) => {
    const { secretPrefix: prefix, allowedHosts } = settings()
    const source = { secrets: secretsManager(), prefix, allowedHosts }
    return readShown(parseConnectorId(event.pathParameters?.['connectorId']), source)
  })

const test = chain()
  .use(documentedResponse(testReply))
  .use(connectorAccess())
  .handler(async (event: APIGatewayProxyEventV2, context: Context) => {
    const id = parseConnectorId(event.pathParameters?.['connectorId'])
    const deadlineMs = deadlineOf(context.getRemainingTimeInMillis(), systemClock)
    return testConnector(connectors(), id, testBudget(deadlineMs), systemClock)
  })

export const handler = (event: APIGatewayProxyEventV2, context: Context): Promise<unknown> =>
  isGatewayEvent(event) && event.requestContext.http.method === 'POST' ? test(event, context) : show(event, context)
