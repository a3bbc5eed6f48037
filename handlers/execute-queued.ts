// The queue handler: one SQS record with a `Case Push Requested` or `Case Close Requested` event in it, or that event
// itself. A chain and one call; the outcome goes onto the bus, and the queue hears whether it has to deliver again.
import { injectLambdaContext } from '@aws-lambda-powertools/logger/middleware'
import middy from '@middy/core'
import type { Requested } from '../lib/case/push-requested.ts'
import { systemClock } from '../lib/clock.ts'
import { connectors } from '../lib/instances/connectors.ts'
import { openLedgerTable } from '../lib/instances/ledger-table.ts'
import { ledger } from '../lib/instances/ledger.ts'
import { outcomes } from '../lib/instances/outcomes.ts'
import { visibility } from '../lib/instances/request-queue.ts'
import { warmUp } from '../lib/instances/warm-up.ts'
import { arrival, requested } from '../lib/middleware/arrival.ts'
import { connection, type ConnectedContext } from '../lib/middleware/connection.ts'
import { metered, type MeteredContext } from '../lib/middleware/metered.ts'
import { outcome } from '../lib/middleware/outcome.ts'
import { pushMeans } from '../lib/middleware/push-means.ts'
import { closeIncident } from '../lib/push/close-incident.ts'
import { pushCase } from '../lib/push/push-case.ts'
import type { Executed } from '../lib/responses/replies.ts'
import { logger } from '../lib/telemetry/log.ts'

/** What the outcome may take after the push: three tries of two seconds each, and a margin. */
const OUTCOME_MS = 8_000

warmUp(openLedgerTable)

// middy must not answer early, while the push goes on writing: the core itself keeps the deadline.
export const handler = middy({ timeoutEarlyInMillis: 0 })
  .use(metered('queue'))
  .use(injectLambdaContext(logger(), { logEvent: false }))
  .use(arrival())
  .use(outcome(outcomes, visibility, systemClock))
  .use(requested())
  .use(connection(connectors, (event: Requested) => event.connectorId))
  .handler(async (event: Requested, context: ConnectedContext & MeteredContext): Promise<Executed> => {
    const means = pushMeans(context, ledger(), { waitMs: 0, afterwardsMs: OUTCOME_MS })
    if (event.kind === 'close') return { kind: 'closed', data: await closeIncident(means, event.target) }
    return { kind: 'pushed', data: await pushCase({ ...means, casePush: event.casePush, requestKey: event.eventId }) }
  })
