// Which keys of a connector make a login, and what is said of those that make none or two: in Kibana's words, where it
// has any (elastic-execute-api.md §3).
import { expect, test } from '@jest/globals'
import { generateKeyPairSync } from 'node:crypto'
import { parseConnector } from '../../lib/connectors/connector-schema.ts'
import { problemsIn, thrownBy } from '../support/thrown.ts'

const HOSTS = ['*.service-now.com']
type Keys = Record<string, unknown>
const parse = (config: Keys, secrets: Keys) => {
  const stored = { name: 'SN', actionTypeId: '.servicenow', secrets }
  const apiUrl = 'https://dev1.service-now.com'
  return parseConnector('sn', JSON.stringify({ ...stored, config: { apiUrl, ...config } }), HOSTS)
}
const loginOf = (config: Keys, secrets: Keys) => parse(config, secrets).login
const problems = (config: Keys, secrets: Keys) => problemsIn(thrownBy(() => parse(config, secrets)))

const { privateKey: rsaKey } = generateKeyPairSync('rsa', { modulusLength: 2048 })
const PEM = rsaKey.export({ type: 'pkcs8', format: 'pem' }).toString()
const PKCS1 = rsaKey.export({ type: 'pkcs1', format: 'pem' }).toString()
const LOCKED = rsaKey.export({ type: 'pkcs8', format: 'pem', cipher: 'aes-256-cbc', passphrase: 'secret' }).toString()
const EC = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  .privateKey.export({ type: 'pkcs8', format: 'pem' })
  .toString()

const SHORT = generateKeyPairSync('rsa', { modulusLength: 1024 })
  .privateKey.export({ type: 'pkcs8', format: 'pem' })
  .toString()

const BASIC = { username: 'u', password: 'p' }
const CLIENT = { isOAuth: true, clientId: 'id' }
const JWT = { ...CLIENT, jwtKeyId: 'kid', userIdentifierValue: 'user' }

test.each<[string, Keys, Keys, Keys]>([
  ['a user name and a password', { isOAuth: false }, BASIC, { kind: 'basic', ...BASIC }],
  [
    'client credentials',
    CLIENT,
    { clientSecret: 's', privateKey: null },
    { kind: 'client_credentials', clientId: 'id', clientSecret: 's' },
  ],
  [
    'a signed assertion',
    JWT,
    { clientSecret: 's', privateKey: PEM },
    {
      kind: 'jwt_bearer',
      clientId: 'id',
      clientSecret: 's',
      privateKey: PEM,
      jwtKeyId: 'kid',
      userIdentifierValue: 'user',
    },
  ],
  ['an API key', {}, { apiKey: 'k' }, { kind: 'api_key', apiKey: 'k' }],
])('%s make a login', (_name, config, secrets, login) => {
  expect(loginOf(config, secrets)).toEqual(login)
})

test.each([
  ['PKCS #1', PKCS1, undefined],
  ['PKCS #8 under a password', LOCKED, 'secret'],
])('a key in %s signs as well', (_form, privateKey, privateKeyPassword) => {
  expect(loginOf(JWT, { clientSecret: 's', privateKey, privateKeyPassword })).toMatchObject({ privateKeyPassword })
})

const NONE = 'secrets Either basic auth or OAuth credentials must be specified, or an API key'
const NOT_PLAIN =
  'secrets clientId, clientSecret, userIdentifierValue, jwtKeyId and privateKey should not be provided with ' +
  'isOAuth = false'
const NO_KEY =
  'secrets.privateKey must be an RSA private key of 2048 bits or more in PEM format, of which ' +
  'privateKeyPassword is the password, if it has one'

test.each<[string, Keys, Keys, string[]]>([
  ['no login', {}, {}, [NONE]],
  ['no login of OAuth', CLIENT, {}, [NONE]],
  ['a user name alone', {}, { username: 'u' }, ['secrets username and password must both be specified']],
  ['a password alone', {}, { password: 'p' }, ['secrets username and password must both be specified']],
  [
    'OAuth without a client',
    { isOAuth: true },
    { clientSecret: 's' },
    ['config.clientId clientId must be provided when isOAuth = true'],
  ],
  [
    'half an assertion',
    CLIENT,
    { clientSecret: 's', privateKey: PEM },
    [
      'config.userIdentifierValue userIdentifierValue must be provided when isOAuth = true',
      'config.jwtKeyId jwtKeyId must be provided when isOAuth = true',
    ],
  ],
  [
    'an assertion without a secret',
    JWT,
    { privateKey: PEM },
    ['secrets clientSecret and privateKey must both be specified'],
  ],
  [
    'an assertion without a key',
    JWT,
    { clientSecret: 's' },
    ['secrets clientSecret and privateKey must both be specified'],
  ],
  [
    'OAuth and a password',
    CLIENT,
    { ...BASIC, clientSecret: 's' },
    ['secrets Username and password should not be provided with isOAuth = true'],
  ],
  [
    'OAuth and an API key',
    CLIENT,
    { clientSecret: 's', apiKey: 'k' },
    ['secrets apiKey should not be provided with isOAuth = true'],
  ],
  ['a password and a client', { clientId: 'id' }, BASIC, [NOT_PLAIN]],
  ['a password and a client secret', {}, { ...BASIC, clientSecret: 's' }, [NOT_PLAIN]],
  [
    'a password and an API key',
    {},
    { ...BASIC, apiKey: 'k' },
    ['secrets apiKey should not be provided with username and password'],
  ],
  ['a key that is no PEM', JWT, { clientSecret: 's', privateKey: 'MIIE-canary' }, [NO_KEY]],
  ['a key that is no RSA key', JWT, { clientSecret: 's', privateKey: EC }, [NO_KEY]],
  ['a key that is too short', JWT, { clientSecret: 's', privateKey: SHORT }, [NO_KEY]],
  ['a key without its password', JWT, { clientSecret: 's', privateKey: LOCKED }, [NO_KEY]],
  [
    'a key with a wrong password',
    JWT,
    { clientSecret: 's', privateKey: LOCKED, privateKeyPassword: 'canary' },
    [NO_KEY],
  ],
  ['an API key with a blank', {}, { apiKey: 'a b' }, ['secrets.apiKey must be 1 to 1024 visible ASCII characters']],
])('%s is refused, by the path of what is wrong', (_name, config, secrets, expected) => {
  expect(problems(config, secrets)).toEqual(expected)
  const error = thrownBy(() => parse(config, secrets))
  expect(JSON.stringify(error) + String(error.stack)).not.toContain('canary')
})
