// Lists connectors without their secrets: GET /api/cases/configure/connectors/_find. A chain and two calls.
import { injectLambdaContext } from '@aws-lambda-powertools/logger/middleware'
import middy from '@middy/core'
import type { APIGatewayProxyEventV2 } from 'aws-lambda'
import { reaches } from '../lib/api-keys.ts'
import { systemClock } from '../lib/clock.ts'
import { connectorPage, listConnectors } from '../lib/connectors/connector-list.ts'
import { parseListPage } from '../lib/connectors/list-page.ts'
import { secretsManager } from '../lib/instances/secrets-manager.ts'
import { callerKeyOf } from '../lib/middleware/connector-access.ts'
import { documentedList } from '../lib/middleware/documented-list.ts'
import { gatewayEvent } from '../lib/middleware/gateway-event.ts'
import { metered } from '../lib/middleware/metered.ts'
import { settings } from '../lib/settings.ts'
import { logger } from '../lib/telemetry/log.ts'

export const handler = middy({ timeoutEarlyInMillis: 0 })
  .use(metered())
  .use(injectLambdaContext(logger(), { logEvent: false }))
  .use(gatewayEvent())
  .use(documentedList())
  .handler(async (event: APIGatewayProxyEventV2) => {
    const nowMs = systemClock.now()
    const key = callerKeyOf(event, nowMs)
    const { secretPrefix, allowedHosts } = settings()
    const source = { secrets: secretsManager(), prefix: secretPrefix, allowedHosts }
    const mayUse = (id: string) => reaches(key, id, nowMs)
    const page = parseListPage(event.queryStringParameters)
    return page === undefined ? listConnectors(source, mayUse) : connectorPage(source, mayUse, page)
  })
