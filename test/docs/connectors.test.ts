// docs/connectors.md says what is there: its connectors are the files of docs/examples/connectors, each of which is
// valid and pushes a case; and it names every key that a connector may have.
import { afterAll, afterEach, describe, expect, test } from '@jest/globals'
import { generateKeyPairSync } from 'node:crypto'
import { readdirSync, readFileSync } from 'node:fs'
import { parseConnector } from '../../lib/connectors/connector-schema.ts'
import { isObject } from '../../lib/schema/objects.ts'
import { startServiceNow, type ServiceNowOptions } from '../../local/servicenow/server.ts'
import { httpEvent, withParams } from '../support/events.ts'
import { startHttpApi } from '../support/http-api.ts'
import { thrownBy } from '../support/thrown.ts'

const ROOT = new URL('../../', import.meta.url)
const textOf = (path: string) => readFileSync(new URL(path, ROOT), 'utf8')
const namesIn = (folder: string) => readdirSync(new URL(folder, ROOT))

type Stored = { name: string; config: Record<string, unknown>; secrets: Record<string, string | null> }
const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 })
const PEM = privateKey.export({ type: 'pkcs8', format: 'pem' }) as string
const PLACEHOLDER = 'PEM_OF_THE_PRIVATE_KEY'

const EXAMPLES = 'docs/examples/connectors/'
const FILES = namesIn(EXAMPLES).map((name) => [name, textOf(EXAMPLES + name)] as const)
const DOCUMENT = textOf('docs/connectors.md')

/** The example as an operator stores it: with a key, and perhaps for another instance. */
function storedOf(text: string, apiUrl?: string): Stored {
  const stored = JSON.parse(text) as Stored
  if (stored.secrets['privateKey'] === PLACEHOLDER) stored.secrets['privateKey'] = PEM
  if (apiUrl !== undefined) stored.config['apiUrl'] = apiUrl
  return stored
}

describe('the connectors of docs/connectors.md', () => {
  const blocks = [...DOCUMENT.matchAll(/^```json\n([^]*?)^```$/gm)].map(([, text = '']) => text)
  const isConnector = (text: string) => {
    const parsed: unknown = JSON.parse(text)
    return isObject(parsed) && 'config' in parsed && 'secrets' in parsed
  }

  test('are the files, and every file is one of them', () => {
    expect(blocks.filter(isConnector).sort()).toEqual(FILES.map(([, text]) => text).sort())
  })

  test.each(FILES)('stand below the name of their file: %s', (name, text) => {
    expect(DOCUMENT).toContain(`(examples/connectors/${name})`)
    expect(DOCUMENT.indexOf(`(examples/connectors/${name})`)).toBeLessThan(DOCUMENT.indexOf(text))
  })

  test.each(FILES)('are valid where hosts of ServiceNow alone are allowed: %s', (_name, text) => {
    const { name, apiUrl } = parseConnector('example', JSON.stringify(storedOf(text)), ['*.service-now.com'])
    expect({ name, apiUrl }).toEqual({ name: storedOf(text).name, apiUrl: 'https://dev1.service-now.com' })
  })
})

test.each([
  ['basic.json', 'basic'],
  ['oauth-client-credentials.json', 'client_credentials'],
  ['oauth-jwt.json', 'jwt_bearer'],
  ['api-key.json', 'api_key'],
])('%s logs in by %s', (name, kind) => {
  const stored = storedOf(textOf(EXAMPLES + name))
  expect(parseConnector('x', JSON.stringify(stored), ['*.service-now.com']).login.kind).toBe(kind)
})

describe('a case is pushed', () => {
  const parsed = FILES.map(([, text]) => storedOf(text))
  const given = (key: string) =>
    parsed.map(({ config, secrets }) => config[key] ?? secrets[key]).find(Boolean) as string
  const username = given('username')
  const instance: ServiceNowOptions = {
    users: [{ username, password: given('password'), webServiceAccessOnly: true }],
    oauthClients: [
      {
        clientId: given('clientId'),
        clientSecret: given('clientSecret'),
        username,
        jwt: { keyId: given('jwtKeyId'), publicKey: publicKey.export({ type: 'spki', format: 'pem' }) as string },
      },
    ],
    apiKeys: [{ key: given('apiKey'), username }],
  }
  const running = Promise.all([startServiceNow(instance), startHttpApi()])
  afterEach(async () => {
    const [servicenow] = await running
    servicenow.clear()
  })
  afterAll(async () => {
    for (const part of await running) await part.close()
  })

  async function pushedBy(name: string, text: string, params: object = {}) {
    const [servicenow, api] = await running
    servicenow.setProperties({ basicAuthRestricted: true, clientCredentialsEnabled: true, elasticApplication: true })
    const stored = storedOf(text, servicenow.url)
    const { table } = parseConnector('local', JSON.stringify(stored), ['http://127.0.0.1'])
    // A connector is kept for five minutes: each example is one of its own.
    const connectorId = name.replace('.json', '')
    await api.storeConnector(connectorId, stored)
    const event = { ...httpEvent('create-incident'), pathParameters: { connectorId } }
    const answer = await api.send(withParams(event, { savedObjectId: name, ...params }))
    return { answer, record: servicenow.records(table)[0] }
  }

  test.each(FILES)('by %s', async (name, text) => {
    const { answer, record } = await pushedBy(name, text)
    expect(answer).toMatchObject({ statusCode: 200, body: { status: 'ok', data: { title: record?.number } } })
    expect(record?.short_description).toBe('This case will self-destruct in 5 seconds')
    expect(record?.journal).toHaveLength(1)
  })

  test('by full.json with the values that it gives to a severity, and closed with its own code', async () => {
    const { answer, record } = await pushedBy('full.json', textOf(`${EXAMPLES}full.json`), {
      savedObjectId: 'closed',
      severity: 'critical',
      status: 'closed',
    })
    expect(answer.statusCode).toBe(200)
    expect(record).toMatchObject({ severity: '1', urgency: '1', impact: '1', category: 'security' })
    expect(record).toMatchObject({ state: '6', close_code: 'Solution provided', close_notes: 'Closed in Elastic' })
  })
})

/** Whatever the sources of the connectors call anything: the keys of a connector are among these words. */
const WORDS = new Set(
  namesIn('lib/connectors/').flatMap((name) => textOf(`lib/connectors/${name}`).match(/[A-Za-z]\w*/g) ?? []),
)

/** Of these words those that the parser takes for a key there. */
function keysOf(place: 'config' | 'secrets' | undefined): string[] {
  return [...WORDS].filter((word) => {
    const named = { [word]: [null] }
    const connector = { name: 'x', actionTypeId: '.servicenow', config: {}, secrets: {} }
    const text = JSON.stringify(place === undefined ? { ...connector, ...named } : { ...connector, [place]: named })
    const error = thrownBy(() => parseConnector('x', text, []))
    const path = place === undefined ? word : `${place}.${word}`
    return !error.problems.some((problem) => problem.path === path && problem.expected === 'is not a known key')
  })
}

test.each([
  ['the config', 'config', 'apiUrl', 15],
  ['the secrets', 'secrets', 'apiKey', 6],
  ['the connector itself', undefined, 'connector_type_id', 15],
] as const)('docs/connectors.md names every key of %s', (_name, place, one, atLeast) => {
  const keys = keysOf(place)
  expect(keys).toContain(one)
  expect(keys.length).toBeGreaterThanOrEqual(atLeast)
  expect(keys.filter((key) => !DOCUMENT.includes(`\`${key}\``))).toEqual([])
})
