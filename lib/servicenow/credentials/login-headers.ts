// The headers by which each login proves itself to ServiceNow (servicenow-api.md §6).

/** Basic authentication (RFC 7617), UTF-8. */
export function basicHeaders({ username, password }: { username: string; password: string }): Record<string, string> {
  return { authorization: `Basic ${Buffer.from(`${username}:${password}`, 'utf8').toString('base64')}` }
}

/** A token of OAuth (RFC 6750). */
export const bearerHeaders = (token: string): Record<string, string> => ({ authorization: `Bearer ${token}` })

/** A REST API key. */
export const apiKeyHeaders = ({ apiKey }: { apiKey: string }): Record<string, string> => ({ 'x-sn-apikey': apiKey })
