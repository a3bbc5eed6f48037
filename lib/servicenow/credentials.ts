// How a connector authenticates to ServiceNow: the authorization header made of its credentials.
import type { Login } from '../connectors/connector.ts'
import { PushError } from '../errors.ts'

/** Where the client gets its credentials, and where it reports that ServiceNow rejected them. */
export type Authorization = {
  /** The headers for the credentials known now. */
  headers(): Record<string, string>
  /**
   * Reads the credentials again after a 401.
   * @returns whether it got any to try again with
   * @throws PushError `push_incomplete` when they are for another instance
   */
  renew(): Promise<boolean>
  /** Called when ServiceNow rejected the renewed credentials as well, or they could not be read. */
  reportRejection(): void
}

/** The headers of a login. */
export function loginHeaders(login: Login): Record<string, string> {
  if (login.kind === 'basic') return basicHeaders(login)
  throw new PushError('misconfigured', { reason: 'connector' })
}

/** Basic authentication (RFC 7617), UTF-8. */
export function basicHeaders({ username, password }: { username: string; password: string }): Record<string, string> {
  return { authorization: `Basic ${Buffer.from(`${username}:${password}`, 'utf8').toString('base64')}` }
}
