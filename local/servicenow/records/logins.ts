// Who may log in other than by password: OAuth applications with their tokens, and REST API keys.

/** `username`: the OAuth application user, whom client credentials stand for. */
export type OAuthClient = { clientId: string; clientSecret: string; username: string; jwt?: JwtProfile }

/** Which assertions a client may sign: `keyId` is their `kid`, `publicKey` is in PEM format. */
export type JwtProfile = { keyId: string; publicKey: string }

export type ApiKey = { key: string; username: string }

export type OAuthToken = { text: string; clientId: string; username: string; expiresAtMs: number }

export type Logins = {
  clients: OAuthClient[]
  apiKeys: ApiKey[]
  tokens: OAuthToken[]
  /** The `jti` of every assertion that was accepted. */
  usedAssertions: Set<string>
}

export type LoginOptions = { oauthClients?: readonly OAuthClient[]; apiKeys?: readonly ApiKey[] }

export function createLogins({ oauthClients = [], apiKeys = [] }: LoginOptions): Logins {
  return {
    clients: oauthClients.map((client) => ({ ...client })),
    apiKeys: [...apiKeys],
    tokens: [],
    usedAssertions: new Set(),
  }
}
