// The signed assertion of the JWT bearer grant (RFC 7523), as an OAuth JWT profile of ServiceNow checks it.
import { createPrivateKey, randomUUID } from 'node:crypto'
import { SignJWT } from 'jose'
import type { JwtLogin } from '../../connectors/connector.ts'
import { PushError } from '../../errors.ts'

/** Longer than two clocks differ, and no longer than a retry needs. */
const LIFETIME_S = 300

/**
 * A new assertion each time: ServiceNow rejects a `jti` that it has seen.
 * @throws PushError `misconfigured` for a key that cannot sign
 */
export async function signedAssertion(login: JwtLogin, nowMs: number): Promise<string> {
  const { clientId, jwtKeyId, privateKey, privateKeyPassword, userIdentifierValue } = login
  const nowS = Math.floor(nowMs / 1000)
  try {
    const key = createPrivateKey({ key: privateKey, format: 'pem', passphrase: privateKeyPassword })
    return await new SignJWT()
      .setProtectedHeader({ alg: 'RS256', typ: 'JWT', kid: jwtKeyId })
      .setIssuer(clientId)
      .setAudience(clientId)
      .setSubject(userIdentifierValue)
      .setIssuedAt(nowS)
      .setExpirationTime(nowS + LIFETIME_S)
      .setJti(randomUUID())
      .sign(key)
  } catch {
    // RS256 takes no key below 2048 bits. What the library says of a key stays here.
    throw new PushError('misconfigured', { reason: 'connector' })
  }
}
