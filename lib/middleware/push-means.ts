// What a push gets from its request: the connection, and the time that it has.
import { systemClock } from '../clock.ts'
import { deadlineOf } from '../push/budgets.ts'
import type { Ledger } from '../push/ports.ts'
import type { Means } from '../push/run-push.ts'
import { incidentsOf } from '../servicenow/access.ts'
import { openAhead } from '../servicenow/connections.ts'
import { settings } from '../settings.ts'
import type { ConnectedContext } from './connection.ts'
import { countedLedger } from './counted-ledger.ts'
import { pushDimensions, type MeteredContext } from './metered.ts'

/** How long to wait for a held case, and what the handler needs after the push, both ms. */
type Times = { waitMs: number; afterwardsMs?: number }

/** @throws PushError `misconfigured` when the environment is unusable */
export function pushMeans(
  context: ConnectedContext & MeteredContext,
  ledger: Ledger,
  { waitMs, afterwardsMs = 0 }: Times,
): Means {
  const { connection } = context
  // The ledger is asked first: meanwhile the way to ServiceNow opens.
  openAhead(new URL(connection.connector.apiUrl), systemClock.now())
  return {
    connector: connection.connector,
    incidents: incidentsOf(connection, systemClock),
    ledger: countedLedger(ledger, pushDimensions(context)),
    health: connection.health,
    clock: systemClock,
    settleMs: settings().settleMs,
    waitMs,
    deadlineMs: deadlineOf(context.getRemainingTimeInMillis() - afterwardsMs, systemClock),
  }
}
