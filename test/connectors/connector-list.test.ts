// The list of connectors, read from Secrets Manager over real HTTP: which it holds, which it leaves out, and when there
// is none.
import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager'
import { afterAll, beforeEach, expect, test } from '@jest/globals'
import type { ServerResponse } from 'node:http'
import { connectorPage, listConnectors } from '../../lib/connectors/connector-list.ts'
import { SECRET_PREFIX, clientOptions } from '../support/aws-environment.ts'
import { fullConfig } from '../support/full-connector.ts'
import { captureOutput, logLines } from '../support/log-lines.ts'
import { startHttp } from '../support/raw-server.ts'
import { rejectionOf } from '../support/thrown.ts'

const secret = (name: string, change: object = {}) =>
  JSON.stringify({
    name,
    actionTypeId: '.servicenow',
    config: { apiUrl: 'https://dev1.service-now.com' },
    secrets: { username: 'u', password: 'canary' },
    ...change,
  })
const entriesOf = (...ids: string[]) => ids.map((id) => ({ Name: `${SECRET_PREFIX}/connectors/${id}` }))

/** What Secrets Manager answers: the pages of its list, the texts by id, or an error for each kind of call. */
type Held = { pages: unknown[]; texts: Record<string, string>; listError?: string; readError?: string }
let held: Held
const output = captureOutput()
const server = await startHttp((response) => {
  answer(response)
})
const secrets = new SecretsManagerClient(clientOptions(server.url))
afterAll(async () => {
  secrets.destroy()
  await server.close()
})
beforeEach(() => {
  held = { pages: [], texts: {} }
  server.requests.length = 0
})

const called = (operation: string) =>
  server.requests
    .filter(({ headers }) => headers['x-amz-target'] === `secretsmanager.${operation}`)
    .map(({ body }) => JSON.parse(body) as Record<string, string>)

function answer(response: ServerResponse): void {
  const isList = server.requests.at(-1)?.headers['x-amz-target'] === 'secretsmanager.ListSecrets'
  const { NextToken = '0', SecretId = '' } = JSON.parse(server.requests.at(-1)?.body ?? '') as Record<string, string>
  const text = held.texts[SecretId.replace(`${SECRET_PREFIX}/connectors/`, '')]
  const error = isList
    ? held.listError
    : (held.readError ?? (text === undefined ? 'ResourceNotFoundException' : undefined))
  const body = isList ? held.pages[Number(NextToken)] : { SecretString: text }
  response.writeHead(error === undefined ? 200 : 400, { 'content-type': 'application/x-amz-json-1.1' })
  response.end(JSON.stringify(error === undefined ? body : { __type: error, Message: 'canary' }))
}

const source = { secrets, prefix: SECRET_PREFIX, allowedHosts: ['*.service-now.com'] }
const list = (mayUse: (id: string) => boolean = () => true) => listConnectors(source, mayUse)
const listedIds = async () => (await list()).map(({ id }) => id)

test('the list shows of a connector what Elastic shows, and nothing else of its secret', async () => {
  held = { pages: [{ SecretList: entriesOf('sn') }], texts: { sn: secret('ServiceNow', { version: 'canary' }) } }
  expect(await list()).toEqual([
    {
      id: 'sn',
      actionTypeId: '.servicenow',
      name: 'ServiceNow',
      config: { apiUrl: 'https://dev1.service-now.com' },
      isPreconfigured: false,
      referencedByCount: 0,
    },
  ])
})

test('a connector of the newer eras is listed in the same form', async () => {
  const newer = secret('ServiceNow', {
    actionTypeId: undefined,
    connector_type_id: '.servicenow',
    is_missing_secrets: false,
  })
  held = { pages: [{ SecretList: entriesOf('a', 'b') }], texts: { a: newer, b: secret('ServiceNow') } }
  const [a, b] = await list()
  expect(a).toEqual({ ...b, id: 'a' })
})

test('the list shows every key of the configuration as it is stored, and the type of each connector', async () => {
  const config = fullConfig('https://dev1.service-now.com')
  const texts = { sir: secret('Security', { actionTypeId: '.servicenow-sir', config }) }
  held = { pages: [{ SecretList: entriesOf('sir') }], texts }
  expect(await list()).toMatchObject([{ actionTypeId: '.servicenow-sir' }])
  expect((await list())[0]?.config).toStrictEqual(config)
})

test('of one page no other connector is read, and the total counts all that the key reaches', async () => {
  const ids = ['a', 'b', 'broken', 'c', 'd', 'hidden']
  const texts = Object.fromEntries(ids.map((id) => [id, id === 'broken' ? '{' : secret(id)]))
  held = { pages: [{ SecretList: entriesOf(...ids) }], texts }
  const second = await connectorPage(source, (id) => id !== 'hidden', { page: 2, perPage: 2 })
  expect(second).toMatchObject({ page: 2, perPage: 2, total: 5, data: [{ id: 'c' }] })
  expect(
    called('GetSecretValue')
      .map(({ SecretId }) => SecretId?.split('/').at(-1))
      .sort(),
  ).toEqual(['broken', 'c'])
  const beyond = await connectorPage(source, () => true, { page: 999_999_999, perPage: 100 })
  expect(beyond).toEqual({ page: 999_999_999, perPage: 100, total: 6, data: [] })
})

test('the list holds the connectors of every page, in the order of their ids', async () => {
  held = {
    pages: [{ SecretList: entriesOf('c', 'a'), NextToken: '1' }, { NextToken: '2' }, { SecretList: entriesOf('b') }],
    texts: { a: secret('A'), b: secret('B'), c: secret('C') },
  }
  expect(await listedIds()).toEqual(['a', 'b', 'c'])
})

test('more connectors than are read at once are all listed', async () => {
  const ids = Array.from({ length: 23 }, (_, n) => `sn-${String(n + 10)}`)
  held = { pages: [{ SecretList: entriesOf(...ids) }], texts: Object.fromEntries(ids.map((id) => [id, secret(id)])) }
  expect((await list()).map(({ id, name }) => [id, name])).toEqual(ids.map((id) => [id, id]))
})

test('a secret whose name only resembles that of a connector is not read', async () => {
  const others = [{ Name: 'Case-Push/local/connectors/other' }, { Name: `${SECRET_PREFIX}/api-keys` }, {}]
  held = {
    pages: [{ SecretList: [...others, ...entriesOf('sn', 'a/b', '')] }],
    texts: { sn: secret('ServiceNow'), 'a/b': secret('x'), '': secret('x') },
  }
  expect(await listedIds()).toEqual(['sn'])
  expect(called('GetSecretValue')).toEqual([{ SecretId: `${SECRET_PREFIX}/connectors/sn` }])
})

test('a connector that the key does not reach is not read', async () => {
  held = {
    pages: [{ SecretList: entriesOf('mine', 'other') }],
    texts: { mine: secret('Mine'), other: secret('Other') },
  }
  expect(await list((id) => id === 'mine')).toMatchObject([{ id: 'mine' }])
  expect(called('GetSecretValue')).toEqual([{ SecretId: `${SECRET_PREFIX}/connectors/mine` }])
})

test('a malformed connector, or one deleted since it was listed, is left out and logged', async () => {
  held = {
    pages: [{ SecretList: entriesOf('broken', 'gone', 'sn') }],
    texts: { broken: '{"name": "canary', sn: secret('ServiceNow') },
  }
  expect(await listedIds()).toEqual(['sn'])
  const lines = logLines(output()).map(({ level, message, connectorId, code }) => [level, message, connectorId, code])
  expect(lines.sort()).toEqual([
    ['WARN', 'connector left out', 'broken', 'misconfigured'],
    ['WARN', 'connector left out', 'gone', 'unknown_connector'],
  ])
  expect(output()).not.toContain('canary')
})

test.each([
  ['InternalServiceError', 'credentials_unavailable'],
  ['AccessDeniedException', 'misconfigured'],
])('a secret that cannot be read fails the list, instead of leaving the connector out: %s', async (readError, code) => {
  held = { pages: [{ SecretList: entriesOf('sn') }], texts: {}, readError }
  expect(await rejectionOf(list())).toMatchObject({ code, cause: readError })
})

test.each(['AccessDeniedException', 'UnrecognizedClientException'])(
  'a list that AWS does not let the function read is for the operator to fix: %s',
  async (listError) => {
    held = { pages: [], texts: {}, listError }
    expect(await rejectionOf(list())).toMatchObject({ code: 'misconfigured', reason: 'environment', cause: listError })
  },
)

test('a list that cannot be read now is worth a retry', async () => {
  held = { pages: [], texts: {}, listError: 'InternalServiceError' }
  expect(await rejectionOf(list())).toMatchObject({
    code: 'credentials_unavailable',
    retryAfterS: 5,
    cause: 'InternalServiceError',
  })
})
