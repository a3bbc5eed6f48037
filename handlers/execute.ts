// The HTTP API: POST /api/actions/{action,connector}/<connector id>/_execute. A chain and one call.
import { injectLambdaContext } from '@aws-lambda-powertools/logger/middleware'
import middy from '@middy/core'
import httpHeaderNormalizer from '@middy/http-header-normalizer'
import type { APIGatewayProxyEventV2WithLambdaAuthorizer } from 'aws-lambda'
import type { KeyContext } from '../lib/api-keys.ts'
import { caseKeyOf, requestKeyOf } from '../lib/case/case-key.ts'
import { isDryRun } from '../lib/case/dry-run.ts'
import { parseCase } from '../lib/case/parse-case.ts'
import { parseSubAction } from '../lib/case/sub-actions.ts'
import { systemClock } from '../lib/clock.ts'
import { connectors } from '../lib/instances/connectors.ts'
import { openLedgerTable } from '../lib/instances/ledger-table.ts'
import { ledger } from '../lib/instances/ledger.ts'
import { warmUp } from '../lib/instances/warm-up.ts'
import { connection, type ConnectedContext } from '../lib/middleware/connection.ts'
import { callerKeyOf, connectorAccess } from '../lib/middleware/connector-access.ts'
import { documentedResponse } from '../lib/middleware/documented-response.ts'
import { gatewayEvent } from '../lib/middleware/gateway-event.ts'
import { jsonBody } from '../lib/middleware/json-body.ts'
import { logCase, logContext } from '../lib/middleware/log-context.ts'
import { metered, type MeteredContext } from '../lib/middleware/metered.ts'
import { pushMeans } from '../lib/middleware/push-means.ts'
import { PATIENCE_MS } from '../lib/push/budgets.ts'
import { closeIncident } from '../lib/push/close-incident.ts'
import { pushCase } from '../lib/push/push-case.ts'
import { pushDry } from '../lib/push/push-dry.ts'
import { executeReply, type Executed } from '../lib/responses/replies.ts'
import { clientOf } from '../lib/servicenow/access.ts'
import { dryIncidents } from '../lib/servicenow/dry-incidents.ts'
import { readAction } from '../lib/servicenow/read-action.ts'
import { logger } from '../lib/telemetry/log.ts'

type ExecuteEvent = APIGatewayProxyEventV2WithLambdaAuthorizer<KeyContext>

warmUp(openLedgerTable)

// middy must not answer early, while the push goes on writing: the core itself keeps the deadline.
export const handler = middy({ timeoutEarlyInMillis: 0 })
  .use(metered('http'))
  .use(injectLambdaContext(logger(), { logEvent: false }))
  .use(gatewayEvent())
  .use(logContext())
  .use(documentedResponse(executeReply))
  .use(connectorAccess())
  .use(httpHeaderNormalizer())
  .use(jsonBody())
  .use(connection(connectors, (event: ExecuteEvent) => event.pathParameters?.['connectorId']))
  .handler(execute)

async function execute(event: ExecuteEvent, context: ConnectedContext & MeteredContext): Promise<Executed> {
  const action = parseSubAction(event.body)
  const means = pushMeans(context, ledger(), { waitMs: PATIENCE_MS })
  const { connector, deadlineMs } = means
  const rehearsal = isDryRun(event.queryStringParameters, action) ? dryIncidents(connector, systemClock) : undefined
  if (action.subAction === 'closeIncident') {
    const data = await closeIncident({ ...means, ...rehearsal }, action.target)
    return rehearsal === undefined ? { kind: 'closed', data } : { kind: 'rehearsed', data: { calls: rehearsal.calls } }
  }
  if (action.subAction !== 'pushToService') {
    const budget = { startByMs: deadlineMs - 500, untilMs: deadlineMs, limitMs: Infinity }
    const client = clientOf(context.connection, systemClock)
    return { kind: 'read', data: await readAction(action, { client, table: connector.table, budget }) }
  }
  const casePush = parseCase(event.body)
  const requestKey = requestKeyOf(event.headers['idempotency-key'], callerKeyOf(event, systemClock.now()).keyId)
  logCase(caseKeyOf(casePush, requestKey))
  const input = { ...means, casePush, requestKey }
  if (rehearsal !== undefined) return { kind: 'rehearsed', data: { calls: await pushDry(input, rehearsal) } }
  return { kind: 'pushed', data: await pushCase(input) }
}
