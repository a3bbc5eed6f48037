// POST /oauth_token.do: who gets a token. Its 401 says the same for nearly every cause, as ServiceNow's does.
import { randomBytes } from 'node:crypto'
import { errorAnswer, jsonAnswer, type Answer } from './answers.ts'
import { subjectOf } from './oauth-assertion.ts'
import type { Instance } from '../records/instance.ts'
import type { OAuthClient, OAuthToken } from '../records/logins.ts'
import type { TableRequest } from './table-request.ts'

export const TOKEN_PATH = '/oauth_token.do'

export const JWT_BEARER = 'urn:ietf:params:oauth:grant-type:jwt-bearer'

const DEFAULT_LIFETIME_S = 1_800

const accessDenied = (): Answer => jsonAnswer(401, { error_description: 'access_denied', error: 'server_error' })

export function answerTokenRequest(instance: Instance, { method, headers, body = '' }: TableRequest): Answer {
  if (method !== 'POST' || !/^application\/x-www-form-urlencoded\b/i.test(headers['content-type'] ?? ''))
    return errorAnswer(500, 'unspecified error')
  const form = new URLSearchParams(body)
  const client = instance.logins.clients.find(
    ({ clientId, clientSecret }) => clientId === form.get('client_id') && clientSecret === form.get('client_secret'),
  )
  const username = client && usernameFor(instance, client, form)
  if (client === undefined || username === undefined) return accessDenied()
  const { text, expiresAtMs } = tokenOf(instance, client.clientId, username)
  return jsonAnswer(200, {
    scope: 'useraccount',
    token_type: 'Bearer',
    expires_in: Math.floor((expiresAtMs - instance.clock()) / 1000),
    access_token: text,
  })
}

function usernameFor(instance: Instance, client: OAuthClient, form: URLSearchParams): string | undefined {
  const grant = form.get('grant_type')
  if (grant === 'client_credentials')
    return instance.properties.clientCredentialsEnabled === true ? client.username : undefined
  return grant === JWT_BEARER ? subjectOf(instance, client, form.get('assertion') ?? '') : undefined
}

/** Until it expires, the same client gets the same token for the same user. */
function tokenOf({ logins, properties, clock }: Instance, clientId: string, username: string): OAuthToken {
  logins.tokens = logins.tokens.filter(({ expiresAtMs }) => expiresAtMs > clock())
  const known = logins.tokens.find((token) => token.clientId === clientId && token.username === username)
  if (known) return known
  const expiresAtMs = clock() + (properties.tokenLifetimeS ?? DEFAULT_LIFETIME_S) * 1000
  const token = { text: randomBytes(32).toString('base64url'), clientId, username, expiresAtMs }
  logins.tokens.push(token)
  return token
}
