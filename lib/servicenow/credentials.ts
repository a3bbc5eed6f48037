// How a connector proves itself to ServiceNow: the authorization header of its credentials.
import type { Connector } from '../connectors/connector.ts'

/** What the client asks for its authorization. */
export type Authorization = {
  /** The headers of the credentials as known now. */
  headers(): Record<string, string>
  /** Reads the credentials anew after a 401. @returns whether there are any to try again with */
  renew(): Promise<boolean>
  /** The renewed credentials were refused as well, or could not be read. */
  refused(): void
}

/** Basic authentication, RFC 7617, UTF-8. */
export function basicHeaders({ username, password }: Connector['credentials']): Record<string, string> {
  return { authorization: `Basic ${Buffer.from(`${username}:${password}`, 'utf8').toString('base64')}` }
}
