// The EventBridge door: one SQS record with a `Case Push Requested` event in it, or that event itself. A chain and
// one call; the outcome goes onto the bus.
import { injectLambdaContext } from '@aws-lambda-powertools/logger/middleware'
import middy from '@middy/core'
import { systemClock } from '../lib/aws/client.ts'
import { outcomes } from '../lib/aws/event-bus.ts'
import { ledger } from '../lib/aws/ledger-table.ts'
import { connectors } from '../lib/aws/secrets.ts'
import { connector, type ConnectedContext } from '../lib/middleware/connector.ts'
import { outcome } from '../lib/middleware/outcome.ts'
import { arrival, requested } from '../lib/middleware/requested.ts'
import { pushCase } from '../lib/push.ts'
import type { Requested } from '../lib/requested.ts'
import { incidentsOf } from '../lib/servicenow/incidents.ts'
import { logger } from '../lib/telemetry.ts'
import { deadlineOf } from '../lib/work.ts'

/** What the outcome may take after the push, ms: three tries of two seconds each, and some more. */
const OUTCOME_MS = 8_000

// An early answer of middy's would leave a push writing behind it: the core keeps the deadline itself.
export const handler = middy({ timeoutEarlyInMillis: 0 })
  .use(injectLambdaContext(logger(), { logEvent: false }))
  .use(arrival())
  .use(outcome(outcomes, systemClock))
  .use(requested())
  .use(connector(connectors, (event: Requested) => event.connectorId))
  .handler(async (event: Requested, context: ConnectedContext) =>
    pushCase({
      casePush: event.casePush,
      connector: context.connection.connector,
      incidents: incidentsOf(context.connection, systemClock),
      ledger: ledger(),
      clock: systemClock,
      deadline: deadlineOf(context.getRemainingTimeInMillis() - OUTCOME_MS, systemClock),
      requestKey: event.eventId,
    }),
  )
