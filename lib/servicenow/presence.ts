// Whether an instance is away. A write that gets no answer of ServiceNow's own is in doubt for 75 s, so as long as an
// instance is known to be away no push begins to write: it asks first, by a read, which leaves nothing in doubt. An
// instance that does not answer at all makes a look wait for all the time there is, so a look asks first, too.
import type { Clock } from '../clock.ts'
import { PushError } from '../errors.ts'
import type { Budget } from '../push/ports.ts'
import type { Call, Client } from './client.ts'

/** What the last call told of the instance. Changed in place: a process remembers it from one push to the next. */
export type Presence = {
  isAway: boolean
  /** It is away, and what is sent to it gets no answer. */
  isSilent: boolean
}

export const newPresence = (): Presence => ({ isAway: false, isSilent: false })

/** How long the read may take that comes before another call, its repetitions included, ms. */
const ASK_MS = 10_000

/**
 * The client, which precedes a write by a read of the table while the last call told that the instance is away; and
 * any call that may take longer than that read, if the instance was silent.
 * @throws PushError also with the effect `none` in place of a call that was not sent
 */
export function askingFirst(client: Client, table: string, presence: Presence, clock: Clock): Client {
  const noting: Client = async (call) => {
    try {
      const result = await client(call)
      Object.assign(presence, newPresence())
      return result
    } catch (error) {
      if (isOfServiceNow(error)) note(presence, error)
      throw error
    }
  }
  const asksFirst = ({ method, budget }: Call) =>
    method === 'GET' ? presence.isSilent && timeFor(budget, clock) > ASK_MS : presence.isAway
  return async (call) => {
    if (asksFirst(call)) await ask(noting, table, askBudget(call.budget, clock), presence)
    return noting(call)
  }
}

function note(presence: Presence, { code, reason }: PushError): void {
  presence.isAway = code === 'servicenow_unavailable'
  presence.isSilent = presence.isAway && reason === 'timeout'
}

/** How long a call may take that begins now, ms. */
const timeFor = ({ untilMs, limitMs }: Budget, clock: Clock) => Math.min(limitMs, untilMs - clock.now())

function askBudget({ startByMs, untilMs, limitMs }: Budget, clock: Clock): Budget {
  const overByMs = clock.now() + ASK_MS
  return { startByMs: Math.min(startByMs, overByMs), untilMs: Math.min(untilMs, overByMs), limitMs }
}

async function ask(client: Client, table: string, budget: Budget, presence: Presence): Promise<void> {
  const query = { sysparm_limit: '1', sysparm_fields: 'sys_id' }
  try {
    await client({ method: 'GET', table, query, budget })
  } catch (error) {
    // Anything else is an answer: what it means for the call, the call itself is told.
    if (presence.isAway && error instanceof PushError) {
      const { code, reason, retryAfterS, cause } = error
      throw new PushError(code, { reason, retryAfterS, cause })
    }
  }
}

// An error without an answer or a connection, such as one of the time, says nothing about the instance.
const isOfServiceNow = (error: unknown): error is PushError =>
  error instanceof PushError && (error.code.startsWith('servicenow_') || error.code === 'incident_not_found')
