// The ServiceNow application of Elastic (servicenow-api.md §5): its names for each kind of incident, and whether it is
// there. That is asked once in five minutes, not before every write.
import type { Clock } from '../clock.ts'
import type { ConnectorType } from '../connectors/connector.ts'
import { PushError } from '../errors.ts'
import type { Budget } from '../push/ports.ts'
import type { Client } from './client.ts'

/** Changed in place: a process remembers it from one push to the next. */
export type ApplicationHealth = { seenAtMs: number }

export const newApplicationHealth = (): ApplicationHealth => ({ seenAtMs: -Infinity })

export type Application = { scope: string; staging: string; health: ApplicationHealth }

const NAMES: Record<ConnectorType, Pick<Application, 'scope' | 'staging'>> = {
  '.servicenow': { scope: 'x_elas2_inc_int', staging: 'x_elas2_inc_int_elastic_incident' },
  '.servicenow-sir': { scope: 'x_elas2_sir_int', staging: 'x_elas2_sir_int_elastic_si_incident' },
}

export const applicationOf = (type: ConnectorType, health: ApplicationHealth): Application => ({
  ...NAMES[type],
  health,
})

const BELIEF_MS = 300_000

type Source = { client: Client; clock: Clock; application: Application }

/**
 * Asks for the application's health, unless it was seen lately.
 * @throws PushError with the effect `none`; `misconfigured` when the application is not there for this account
 */
export async function requireApplication(
  { client, clock, application }: Source,
  { startByMs, untilMs }: Budget,
): Promise<void> {
  const { scope, health } = application
  if (clock.now() - health.seenAtMs < BELIEF_MS) return
  try {
    await client({
      method: 'GET',
      path: `/api/${scope}/elastic_api/health`,
      budget: { startByMs, untilMs, limitMs: Infinity },
    })
  } catch (error) {
    throw withoutEffect(error)
  }
  health.seenAtMs = clock.now()
}

// A look at the application writes nothing, and what it is not found by is no record.
function withoutEffect(error: unknown): unknown {
  if (!(error instanceof PushError)) return error
  if (error.code === 'servicenow_rejected' || error.reason === 'no_table')
    return new PushError('misconfigured', { reason: 'no_application' })
  const { code, reason, retryAfterS, serviceMessage } = error
  return new PushError(code, { reason, retryAfterS, serviceMessage, cause: error.cause })
}
