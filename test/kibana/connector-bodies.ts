// The bodies by which the three eras of Kibana create the connector, from the one that stands in events/; and which
// keys each release knows, since Kibana rejects a key that it does not know.
import { readFileSync } from 'node:fs'
import type { ConnectorBody } from './webhook-connector.ts'

export type Era = '9.2' | '8.17' | '8.11'
export type Filling = { casePush: string; connectorId: string; instance: string; keyId: string; key: string }

const FILE = new URL('../../events/kibana-webhook-connector.json', import.meta.url)

/** The file, with its four placeholders. */
export const readTemplate = (): string => readFileSync(FILE, 'utf8')

/** @param era its first release. `casePush` and `instance` are URLs without a path */
export function connectorBody(era: Era, { casePush, connectorId, instance, keyId, key }: Filling): ConnectorBody {
  const filled = readTemplate()
    .replaceAll('https://CASE-PUSH', casePush)
    .replaceAll('CONNECTOR', connectorId)
    .replaceAll('https://INSTANCE', instance)
    .replaceAll('BASE64_ID_KEY', Buffer.from(`${keyId}:${key}`).toString('base64'))
  return inEra(era, JSON.parse(filled) as ConnectorBody, { user: keyId, password: key })
}

/** The body as releases from `era` on take it: `credentials` stand in place of the secret header. */
export function inEra(era: Era, body: ConnectorBody, credentials: ConnectorBody['secrets']): ConnectorBody {
  if (era === '9.2') return body
  const { getIncidentMethod, ...config } = body.config
  const changed = { ...config, ...(era === '8.17' && getIncidentMethod ? { getIncidentMethod } : {}), hasAuth: true }
  return { ...body, config: changed, secrets: credentials }
}

const SINCE: Record<string, Era | '8.15'> = {
  getIncidentMethod: '8.17',
  getIncidentJson: '8.17',
  authType: '8.15',
  certType: '8.15',
  ca: '8.15',
  verificationMode: '8.15',
  secretHeaders: '9.2',
  crt: '8.15',
  key: '8.15',
  pfx: '8.15',
}
const ALWAYS = new Set([
  ...['createIncidentUrl', 'createIncidentMethod', 'createIncidentJson', 'createIncidentResponseKey'],
  ...['getIncidentUrl', 'getIncidentResponseExternalTitleKey', 'viewIncidentUrl'],
  ...['updateIncidentUrl', 'updateIncidentMethod', 'updateIncidentJson'],
  ...['createCommentUrl', 'createCommentMethod', 'createCommentJson', 'headers', 'hasAuth', 'user', 'password'],
])

/** The keys of `config` and `secrets` that a release rejects. */
export function unknownKeys({ config, secrets }: ConnectorBody, era: Era): string[] {
  const isKnown = (key: string) => ALWAYS.has(key) || isSince(SINCE[key], era)
  return [...Object.keys(config), ...Object.keys(secrets)].filter((key) => !isKnown(key))
}

const numbersOf = (release: string) => release.split('.').map(Number)

function isSince(since: string | undefined, era: Era): boolean {
  if (since === undefined) return false
  const [sinceMajor = 0, sinceMinor = 0] = numbersOf(since)
  const [major = 0, minor = 0] = numbersOf(era)
  return major > sinceMajor || (major === sinceMajor && minor >= sinceMinor)
}
