// The route of one connector: what may be seen of it in the shape of each path, and never a secret.
import { afterAll, afterEach, describe, expect, test } from '@jest/globals'
import { connectorSecret } from '../support/connector-secret.ts'
import { httpEvent, withKey, type HttpEvent } from '../support/events.ts'
import { fullConfig } from '../support/full-connector.ts'
import { startHttpApi } from '../support/http-api.ts'
import { CLIENT, STORED } from '../support/logins.ts'

const api = await startHttpApi()
afterEach(() => {
  expect(api.servicenow.requests()).toEqual([])
})
afterAll(() => api.close())

function getEvent(connectorId: string, path: 'action' | 'connector' = 'connector'): HttpEvent {
  const routeKey = `GET /api/actions/${path}/{connectorId}`
  const rawPath = `/api/actions/${path}/${encodeURIComponent(connectorId)}`
  return { ...httpEvent('find-incident'), routeKey, rawPath, pathParameters: { connectorId } }
}
const { url } = api.servicenow
const stored = connectorSecret(url)

test('a connector is shown with the documented members, defaults of its login included', async () => {
  const { statusCode, body } = await api.send(getEvent('local'))
  expect(statusCode).toBe(200)
  expect(body).toStrictEqual({
    id: 'local',
    name: 'Local',
    connector_type_id: '.servicenow',
    config: {
      apiUrl: url,
      usesTableApi: true,
      isOAuth: false,
      clientId: null,
      jwtKeyId: null,
      userIdentifierValue: null,
    },
    is_preconfigured: false,
    is_deprecated: false,
    is_missing_secrets: false,
  })
})

test('on the older path a connector has the older members, and its configuration as it is stored', async () => {
  expect((await api.send(getEvent('local', 'action'))).body).toStrictEqual({
    id: 'local',
    actionTypeId: '.servicenow',
    name: 'Local',
    config: { apiUrl: url },
    isPreconfigured: false,
  })
})

test('every key of the configuration is shown as it is stored, on both paths', async () => {
  const config = fullConfig(url)
  await api.storeConnector('full', { ...stored, actionTypeId: '.servicenow-sir', config })
  const newer = await api.send(getEvent('full'))
  expect(newer.body).toMatchObject({ connector_type_id: '.servicenow-sir', config })
  const older = await api.send(getEvent('full', 'action'))
  expect(older.body).toMatchObject({ actionTypeId: '.servicenow-sir' })
  expect(older.body['config']).toStrictEqual(config)
})

test.each(Object.entries(STORED))('of the login %s the configuration is shown, and no secret', async (kind, login) => {
  await api.storeConnector(kind, { ...stored, config: { apiUrl: url, ...login.config }, secrets: login.secrets })
  for (const path of ['connector', 'action'] as const) {
    const { statusCode, body } = await api.send(getEvent(kind, path))
    expect([statusCode, body['config']]).toEqual([200, expect.objectContaining(login.config)])
    const text = JSON.stringify(body)
    for (const secret of Object.values<string>(login.secrets))
      if (secret !== CLIENT.clientId && secret !== 'case-push') expect(text).not.toContain(secret)
    expect(text).not.toMatch(/"secrets"|local-password|PRIVATE KEY/)
  }
})

test('a changed connector is shown at once', async () => {
  await api.storeConnector('changed', { ...stored, name: 'Before' })
  expect((await api.send(getEvent('changed'))).body).toMatchObject({ name: 'Before' })
  await api.storeConnector('changed', { ...stored, name: 'After' })
  expect((await api.send(getEvent('changed'))).body).toMatchObject({ name: 'After' })
})

describe('an error', () => {
  test('of a key that does not reach the connector is 403, whether there is one or not', async () => {
    const key = { keyId: 'k', connectors: 'other', expires: 0 }
    for (const id of ['local', 'nowhere'])
      expect(await api.send(withKey(getEvent(id), key))).toMatchObject({
        statusCode: 403,
        body: { code: 'forbidden', connector_id: id },
      })
  })

  test('of a connector that does not exist is 404 in the words of Kibana', async () => {
    expect(await api.send(getEvent('nowhere', 'action'))).toMatchObject({
      statusCode: 404,
      body: { message: 'Saved object [action/nowhere] not found', actionId: 'nowhere', retry: false },
    })
  })

  test('of a malformed connector is 500, and holds nothing of it', async () => {
    await api.storeConnector('broken', { ...stored, canary: 'canary' })
    const { statusCode, body } = await api.send(getEvent('broken'))
    expect([statusCode, body['code']]).toEqual([500, 'misconfigured'])
    expect(JSON.stringify(body)).not.toContain('canary')
  })

  test.each(['a/b', '..', 'a b', '', 'x'.repeat(65)])('of the id %j is 400 and names the place', async (id) => {
    expect(await api.send(getEvent(id))).toMatchObject({
      statusCode: 400,
      body: { message: expect.stringContaining('[connectorId]: must be') },
    })
  })
})
