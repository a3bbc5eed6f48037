// Lists connectors without their secrets: GET /api/cases/configure/connectors/_find. A chain and one call.
import { injectLambdaContext } from '@aws-lambda-powertools/logger/middleware'
import middy from '@middy/core'
import type { APIGatewayProxyEventV2 } from 'aws-lambda'
import { reaches } from '../lib/api-keys.ts'
import { systemClock } from '../lib/clock.ts'
import { listConnectors } from '../lib/connectors/connector-list.ts'
import { secretsManager } from '../lib/instances/secrets-manager.ts'
import { callerKeyOf } from '../lib/middleware/connector-access.ts'
import { documentedList } from '../lib/middleware/documented-list.ts'
import { settings } from '../lib/settings.ts'
import { logger } from '../lib/telemetry.ts'

export const handler = middy({ timeoutEarlyInMillis: 0 })
  .use(injectLambdaContext(logger(), { logEvent: false }))
  .use(documentedList())
  .handler(async (event: APIGatewayProxyEventV2) => {
    const nowMs = systemClock.now()
    const key = callerKeyOf(event, nowMs)
    const { secretPrefix, allowedHosts } = settings()
    return listConnectors({ secrets: secretsManager(), prefix: secretPrefix, allowedHosts }, (id) =>
      reaches(key, id, nowMs),
    )
  })
