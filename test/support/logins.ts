// The logins that tests use beside basic authentication: what an operator stores of each, and what the stand-in has to
// know of it.
import { generateKeyPairSync } from 'node:crypto'
import type { ServiceNowOptions } from '../../local/servicenow/server.ts'

const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 })

export const PRIVATE_KEY = privateKey.export({ type: 'pkcs8', format: 'pem' }) as string

export const CLIENT = { clientId: 'client-1', clientSecret: 'client-secret' }

export const KEY_ID = 'key-1'

/** Passes the restriction of basic authentication by its logins alone. */
const USER = { username: 'case-push', password: 'local-password' }

export const API_KEY = 'api-key-1'

/** A restricted instance that takes every login but basic authentication. */
export const LOGINS = {
  users: [USER],
  oauthClients: [
    {
      ...CLIENT,
      username: USER.username,
      jwt: { keyId: KEY_ID, publicKey: publicKey.export({ type: 'spki', format: 'pem' }) as string },
    },
  ],
  apiKeys: [{ key: API_KEY, username: USER.username }],
} satisfies ServiceNowOptions

const { clientId, clientSecret } = CLIENT

/** By login, the `config` and the `secrets` of a connector. */
export const STORED = {
  basic: { config: {}, secrets: USER },
  client_credentials: { config: { isOAuth: true, clientId }, secrets: { clientSecret } },
  jwt_bearer: {
    config: { isOAuth: true, clientId, jwtKeyId: KEY_ID, userIdentifierValue: USER.username },
    secrets: { clientSecret, privateKey: PRIVATE_KEY },
  },
  api_key: { config: {}, secrets: { apiKey: API_KEY } },
}
