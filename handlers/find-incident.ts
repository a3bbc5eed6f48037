// The HTTP API: GET /api/actions/{action,connector}/<connector id>/incidents/<sys_id>. A chain and two calls.
import { injectLambdaContext } from '@aws-lambda-powertools/logger/middleware'
import middy from '@middy/core'
import type { APIGatewayProxyEventV2WithLambdaAuthorizer } from 'aws-lambda'
import type { KeyContext } from '../lib/api-keys.ts'
import { parseIncidentId } from '../lib/case/parse-incident-id.ts'
import { connectors } from '../lib/instances/connectors.ts'
import { openLedgerTable } from '../lib/instances/ledger-table.ts'
import { ledgerReader } from '../lib/instances/reading-ledger.ts'
import { warmUp } from '../lib/instances/warm-up.ts'
import { connection, type ConnectedContext } from '../lib/middleware/connection.ts'
import { connectorAccess } from '../lib/middleware/connector-access.ts'
import { documentedResponse } from '../lib/middleware/documented-response.ts'
import { gatewayEvent } from '../lib/middleware/gateway-event.ts'
import { logCase, logContext } from '../lib/middleware/log-context.ts'
import { metered } from '../lib/middleware/metered.ts'
import { describeIncident, findOwnIncident } from '../lib/push/pushed-incident.ts'
import { incidentReply } from '../lib/responses/replies.ts'
import { logger } from '../lib/telemetry/log.ts'

type IncidentEvent = APIGatewayProxyEventV2WithLambdaAuthorizer<KeyContext>

warmUp(openLedgerTable)

export const handler = middy({ timeoutEarlyInMillis: 0 })
  .use(metered())
  .use(injectLambdaContext(logger(), { logEvent: false }))
  .use(gatewayEvent())
  .use(logContext())
  .use(documentedResponse(incidentReply))
  .use(connectorAccess())
  .use(connection(connectors, (event: IncidentEvent) => event.pathParameters?.['connectorId']))
  .handler(async (event: IncidentEvent, { connection: { connector } }: ConnectedContext) => {
    const source = { connector, ledger: ledgerReader() }
    const incident = await findOwnIncident(source, parseIncidentId(event.pathParameters?.['incidentId']))
    logCase(incident.caseKey)
    return describeIncident(source, incident)
  })
