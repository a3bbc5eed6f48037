// Who is calling: HTTP Basic with the restriction of it that newer instances set, a token of OAuth, or an API key.
import type { Instance, ServiceNowUser } from '../records/instance.ts'
import type { IncomingHttpHeaders } from 'node:http'

/** The user, or nothing: ServiceNow's 401 does not tell a wrong password from a restricted user. */
export function authenticate(instance: Instance, headers: IncomingHttpHeaders): ServiceNowUser | undefined {
  const { authorization = '', 'x-sn-apikey': apiKey } = headers
  if (apiKey !== undefined) return byApiKey(instance, apiKey)
  const [, token] = /^bearer (\S+)$/i.exec(authorization) ?? []
  return token === undefined ? byPassword(instance, authorization) : byToken(instance, token)
}

function byPassword(instance: Instance, authorization: string): ServiceNowUser | undefined {
  const [, encoded] = /^basic ([a-z0-9+/]+={0,2})$/i.exec(authorization) ?? []
  if (encoded === undefined) return undefined
  const [, username, password] = /^([^:]*):(.*)$/s.exec(Buffer.from(encoded, 'base64').toString('utf8')) ?? []
  const user = instance.users.find((known) => known.username === username && known.password === password)
  return user && mayUseBasicAuth(instance, user) ? user : undefined
}

function mayUseBasicAuth({ properties }: Instance, user: ServiceNowUser): boolean {
  return properties.basicAuthRestricted !== true || user.webServiceAccessOnly === true
}

function byToken(instance: Instance, text: string): ServiceNowUser | undefined {
  const { logins, clock } = instance
  const token = logins.tokens.find((known) => known.text === text && known.expiresAtMs > clock())
  return token && userNamed(instance, token.username)
}

function byApiKey(instance: Instance, key: string | string[]): ServiceNowUser | undefined {
  const known = instance.logins.apiKeys.find((apiKey) => apiKey.key === key)
  return known && userNamed(instance, known.username)
}

const userNamed = ({ users }: Instance, name: string) => users.find(({ username }) => username === name)
