// Whether an instance is away. A write that gets no answer of ServiceNow's own is in doubt for 75 s, so as long as an
// instance is known to be away no push begins to write: it asks first, by a read, which leaves nothing in doubt.
import { PushError } from '../errors.ts'
import type { Call, Client } from './client.ts'

/** Changed in place: a process remembers it from one push to the next. */
export type Presence = { isAway: boolean }

export const newPresence = (): Presence => ({ isAway: false })

/** How long the read may take that comes before a write, ms. */
const ASK_MS = 10_000

/**
 * The client, which precedes a write by a read of the table while the last call told that the instance is away.
 * @throws PushError also with the effect `none` in place of a write that was not sent
 */
export function askingFirst(client: Client, table: string, presence: Presence): Client {
  const noting: Client = async (call) => {
    try {
      const result = await client(call)
      presence.isAway = false
      return result
    } catch (error) {
      if (isOfServiceNow(error)) presence.isAway = error.code === 'servicenow_unavailable'
      throw error
    }
  }
  return async (call) => {
    if (call.method !== 'GET' && presence.isAway) await ask(noting, table, call, presence)
    return noting(call)
  }
}

async function ask(client: Client, table: string, { budget }: Call, presence: Presence): Promise<void> {
  const query = { sysparm_limit: '1', sysparm_fields: 'sys_id' }
  try {
    await client({ method: 'GET', table, query, budget: { ...budget, limitMs: Math.min(budget.limitMs, ASK_MS) } })
  } catch (error) {
    // Anything else is an answer: what it means for the write, the write itself is told.
    if (presence.isAway && error instanceof PushError) {
      const { code, reason, retryAfterS, cause } = error
      throw new PushError(code, { reason, retryAfterS, cause })
    }
  }
}

// An error without an answer or a connection, such as one of the time, says nothing about the instance.
const isOfServiceNow = (error: unknown): error is PushError =>
  error instanceof PushError && (error.code.startsWith('servicenow_') || error.code === 'incident_not_found')
