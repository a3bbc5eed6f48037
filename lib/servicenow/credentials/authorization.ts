// What the client asks of a connector's credentials, and the headers by which each login proves itself to ServiceNow
// (servicenow-api.md §6).
import type { Budget } from '../../push/ports.ts'

/** Where the client gets its credentials, and where it reports that ServiceNow rejected them. */
export type Authorization = {
  /**
   * The headers for the credentials known now. A login that needs a token gets one within the budget of the call.
   * @throws PushError with the effect `none`
   */
  headers(budget: Budget): Promise<Record<string, string>>
  /**
   * Forgets the token that a call used, and reads the credentials again after a 401.
   * @returns whether there is anything to try again with
   * @throws PushError `push_incomplete` when they are for another instance
   */
  renew(): Promise<boolean>
  /** Called when ServiceNow rejected the renewed credentials as well, or they could not be read. */
  reportRejection(): void
}

/** Basic authentication (RFC 7617), UTF-8. */
export function basicHeaders({ username, password }: { username: string; password: string }): Record<string, string> {
  return { authorization: `Basic ${Buffer.from(`${username}:${password}`, 'utf8').toString('base64')}` }
}

/** A token of OAuth (RFC 6750). */
export const bearerHeaders = (token: string): Record<string, string> => ({ authorization: `Bearer ${token}` })

/** A REST API key. */
export const apiKeyHeaders = ({ apiKey }: { apiKey: string }): Record<string, string> => ({ 'x-sn-apikey': apiKey })
