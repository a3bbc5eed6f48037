// The HTTP API: POST /api/actions/{action,connector}/<connector id>/_execute. A chain and one call.
import { injectLambdaContext } from '@aws-lambda-powertools/logger/middleware'
import middy from '@middy/core'
import httpHeaderNormalizer from '@middy/http-header-normalizer'
import type { APIGatewayProxyEventV2WithLambdaAuthorizer } from 'aws-lambda'
import type { KeyContext } from '../lib/api-keys.ts'
import { requestKeyOf } from '../lib/case/case-key.ts'
import { parseCase } from '../lib/case/parse-case.ts'
import { systemClock } from '../lib/clock.ts'
import { connectors } from '../lib/instances/connectors.ts'
import { ledger } from '../lib/instances/ledger.ts'
import { connection, type ConnectedContext } from '../lib/middleware/connection.ts'
import { callerKeyOf, connectorAccess } from '../lib/middleware/connector-access.ts'
import { documentedResponse } from '../lib/middleware/documented-response.ts'
import { jsonBody } from '../lib/middleware/json-body.ts'
import { deadlineOf } from '../lib/push/budgets.ts'
import { pushCase } from '../lib/push/push-case.ts'
import { incidentsOf } from '../lib/servicenow/incidents.ts'
import { settings } from '../lib/settings.ts'
import { logger } from '../lib/telemetry.ts'

type ExecuteEvent = APIGatewayProxyEventV2WithLambdaAuthorizer<KeyContext>

// middy must not answer early, while the push goes on writing: the core itself keeps the deadline.
export const handler = middy({ timeoutEarlyInMillis: 0 })
  .use(injectLambdaContext(logger(), { logEvent: false }))
  .use(documentedResponse())
  .use(connectorAccess())
  .use(httpHeaderNormalizer())
  .use(jsonBody())
  .use(connection(connectors, (event: ExecuteEvent) => event.pathParameters?.['connectorId']))
  .handler(async (event: ExecuteEvent, context: ConnectedContext) =>
    pushCase({
      casePush: parseCase(event.body),
      connector: context.connection.connector,
      incidents: incidentsOf(context.connection, systemClock),
      ledger: ledger(),
      health: context.connection.health,
      clock: systemClock,
      settleMs: settings().settleMs,
      deadlineMs: deadlineOf(context.getRemainingTimeInMillis(), systemClock),
      requestKey: requestKeyOf(event.headers['idempotency-key'], callerKeyOf(event, systemClock.now()).keyId),
    }),
  )
