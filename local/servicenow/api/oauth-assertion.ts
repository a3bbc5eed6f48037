// The signed assertion of the JWT bearer grant: what ServiceNow checks of it (servicenow-api.md §6).
import { verify } from 'node:crypto'
import * as v from 'valibot'
import { parseJson } from './table-request.ts'
import type { Instance } from '../records/instance.ts'
import type { OAuthClient } from '../records/logins.ts'

const Header = v.object({ alg: v.literal('RS256'), kid: v.string() })

const Claims = v.object({
  iss: v.string(),
  aud: v.string(),
  sub: v.string(),
  iat: v.number(),
  exp: v.number(),
  jti: v.string(),
})

/** The user for whom the assertion is made; undefined if it does not count. Counts once. */
export function subjectOf(
  { logins, users, now }: Instance,
  { clientId, jwt }: OAuthClient,
  assertion: string,
): string | undefined {
  const [header = '', claims = '', signature = ''] = assertion.split('.')
  const head = v.safeParse(Header, decoded(header))
  const said = v.safeParse(Claims, decoded(claims))
  if (jwt === undefined || !head.success || !said.success || head.output.kid !== jwt.keyId) return undefined
  const signed = Buffer.from(`${header}.${claims}`)
  if (!verify('RSA-SHA256', signed, jwt.publicKey, Buffer.from(signature, 'base64url'))) return undefined
  const { iss, aud, sub, iat, exp, jti } = said.output
  const nowS = now() / 1000
  if (iss !== clientId || aud !== clientId || exp <= nowS || iat > nowS) return undefined
  if (logins.usedAssertions.has(jti) || !users.some(({ username }) => username === sub)) return undefined
  logins.usedAssertions.add(jti)
  return sub
}

const decoded = (part: string): unknown => parseJson(Buffer.from(part, 'base64url').toString('utf8'))?.value
