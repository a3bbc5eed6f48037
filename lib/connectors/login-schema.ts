// How a connector logs in, told from the keys of Elastic's create-connector body (elastic-execute-api.md §3): basic
// authentication, OAuth with client credentials or with a signed assertion, or an API key.
import { createPrivateKey } from 'node:crypto'
import * as v from 'valibot'
import type { Problem } from '../errors.ts'
import type { JwtLogin, Login } from './connector.ts'

const Text = v.nullish(v.pipe(v.string(), v.nonEmpty('must not be empty')))
// It goes into a header as it is.
const Header = v.nullish(
  v.pipe(v.string(), v.regex(/^[\x21-\x7e]{1,1024}$/, 'must be 1 to 1024 visible ASCII characters')),
)
// A colon would end the name (RFC 7617).
const Username = v.nullish(
  v.pipe(
    v.string(),
    v.nonEmpty('must not be empty'),
    v.check((name) => !/[:\p{Cc}]/u.test(name), 'must not hold ":" or control characters'),
  ),
)

/** The keys of `config` that a login has. */
export const loginConfig = {
  isOAuth: v.nullish(v.boolean()),
  clientId: Text,
  jwtKeyId: Text,
  userIdentifierValue: Text,
}

/** The keys of `secrets`. */
export const loginSecrets = {
  username: Username,
  password: Text,
  clientSecret: Text,
  privateKey: Text,
  privateKeyPassword: Text,
  apiKey: Header,
}

type Config = v.InferOutput<v.ObjectSchema<typeof loginConfig, undefined>>
type Secrets = v.InferOutput<v.ObjectSchema<typeof loginSecrets, undefined>>

/** The one login that the keys make, or what is wrong with them in Kibana's words. */
export function loginOf(config: Config, secrets: Secrets): { login: Login } | { problems: Problem[] } {
  return config.isOAuth === true ? oauthOf(config, secrets) : plainOf(config, secrets)
}

const isGiven = <T>(value: T): value is NonNullable<T> => value !== undefined && value !== null

const secretsProblem = (expected: string): Problem => ({ path: 'secrets', expected })

const NONE = secretsProblem('Either basic auth or OAuth credentials must be specified, or an API key')

function plainOf(config: Config, secrets: Secrets): { login: Login } | { problems: Problem[] } {
  const { username, password, apiKey } = secrets
  const problems: Problem[] = []
  if (isOAuthGiven(config, secrets))
    problems.push(
      secretsProblem(
        'clientId, clientSecret, userIdentifierValue, jwtKeyId and privateKey should not be provided with ' +
          'isOAuth = false',
      ),
    )
  const isBasicGiven = isGiven(username) || isGiven(password)
  if (isBasicGiven && isGiven(apiKey))
    problems.push(secretsProblem('apiKey should not be provided with username and password'))
  if (isGiven(username) !== isGiven(password))
    problems.push(secretsProblem('username and password must both be specified'))
  if (problems.length > 0) return { problems }
  if (isGiven(username) && isGiven(password)) return { login: { kind: 'basic', username, password } }
  return isGiven(apiKey) ? { login: { kind: 'api_key', apiKey } } : { problems: [NONE] }
}

function isOAuthGiven({ clientId, jwtKeyId, userIdentifierValue }: Config, secrets: Secrets): boolean {
  const { clientSecret, privateKey, privateKeyPassword } = secrets
  return [clientId, jwtKeyId, userIdentifierValue, clientSecret, privateKey, privateKeyPassword].some(isGiven)
}

function oauthOf(config: Config, secrets: Secrets): { login: Login } | { problems: Problem[] } {
  const { clientId, jwtKeyId, userIdentifierValue } = config
  const { username, password, apiKey, clientSecret, privateKey, privateKeyPassword } = secrets
  const problems: Problem[] = []
  if (isGiven(username) || isGiven(password))
    problems.push(secretsProblem('Username and password should not be provided with isOAuth = true'))
  if (isGiven(apiKey)) problems.push(secretsProblem('apiKey should not be provided with isOAuth = true'))
  // Client credentials have none of these; an assertion needs all but the password.
  const isJwt = [jwtKeyId, userIdentifierValue, privateKey, privateKeyPassword].some(isGiven)
  const needed = isJwt ? { userIdentifierValue, clientId, jwtKeyId } : { clientId }
  for (const [name, value] of Object.entries(needed))
    if (!isGiven(value))
      problems.push({ path: `config.${name}`, expected: `${name} must be provided when isOAuth = true` })
  if (isJwt && isGiven(clientSecret) !== isGiven(privateKey))
    problems.push(secretsProblem('clientSecret and privateKey must both be specified'))
  else if (!isGiven(clientSecret)) problems.push(NONE)
  if (problems.length > 0 || !isGiven(clientId) || !isGiven(clientSecret)) return { problems }
  if (!isGiven(privateKey) || !isGiven(jwtKeyId) || !isGiven(userIdentifierValue))
    return { login: { kind: 'client_credentials', clientId, clientSecret } }
  const keys = { clientId, clientSecret, privateKey, jwtKeyId, userIdentifierValue }
  return withKey({ kind: 'jwt_bearer', ...keys, privateKeyPassword: privateKeyPassword ?? undefined })
}

function withKey(login: JwtLogin): { login: Login } | { problems: Problem[] } {
  if (isRsaKey(login)) return { login }
  return {
    problems: [
      {
        path: 'secrets.privateKey',
        expected:
          'must be an RSA private key of 2048 bits or more in PEM format, of which privateKeyPassword is the ' +
          'password, if it has one',
      },
    ],
  }
}

// A shorter key signs no RS256 (RFC 7518 §3.3).
const MIN_KEY_BITS = 2048

function isRsaKey({ privateKey, privateKeyPassword }: JwtLogin): boolean {
  try {
    const key = createPrivateKey({ key: privateKey, format: 'pem', passphrase: privateKeyPassword })
    return key.asymmetricKeyType === 'rsa' && (key.asymmetricKeyDetails?.modulusLength ?? 0) >= MIN_KEY_BITS
  } catch {
    return false
  }
}
