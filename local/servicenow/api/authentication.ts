// Who is calling: HTTP Basic, and the restriction of it that newer instances set.
import type { Instance, ServiceNowUser } from '../records/instance.ts'

/** The user, or nothing: ServiceNow's 401 does not tell a wrong password from a restricted user. */
export function authenticate(instance: Instance, authorization: string | undefined): ServiceNowUser | undefined {
  const [, encoded] = /^basic ([a-z0-9+/]+={0,2})$/i.exec(authorization ?? '') ?? []
  if (encoded === undefined) return undefined
  const [, username, password] = /^([^:]*):(.*)$/s.exec(Buffer.from(encoded, 'base64').toString('utf8')) ?? []
  const user = instance.users.find((known) => known.username === username && known.password === password)
  return user && mayUseBasicAuth(instance, user) ? user : undefined
}

function mayUseBasicAuth({ properties }: Instance, user: ServiceNowUser): boolean {
  return properties.basicAuthRestricted !== true || user.webServiceAccessOnly === true
}
