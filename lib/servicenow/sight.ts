// What the checks of a connector's test share: how to read, and the one record that the login has shown.
import type { Connector } from '../connectors/connector.ts'
import { PushError } from '../errors.ts'
import type { Budget } from '../push/ports.ts'
import type { Client } from './client.ts'

/** `record`: undefined when the table shows none to the user. */
export type Sight = {
  client: Client
  connector: Connector
  budget: Budget
  record: Readonly<Record<string, unknown>> | undefined
}

/** The result of a read; undefined when the user may not read there, or there is no such table. */
export async function readIfAllowed(read: () => Promise<unknown>): Promise<unknown> {
  try {
    return await read()
  } catch (error) {
    if (isHidden(error)) return undefined
    throw error
  }
}

const isHidden = (error: unknown) =>
  error instanceof PushError &&
  (error.reason === 'authorization' ||
    error.reason === 'no_table' ||
    error.code === 'servicenow_rejected' ||
    error.code === 'incident_not_found')
