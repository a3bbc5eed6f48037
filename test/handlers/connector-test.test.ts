// The test of a connector, asked for over HTTP: what it finds right, what it finds missing, and that it writes nothing
// and tells nothing.
import { afterAll, afterEach, beforeEach, describe, expect, test } from '@jest/globals'
import type { PropertiesPatch } from '../../local/servicenow/server.ts'
import { connectorSecret } from '../support/connector-secret.ts'
import { httpEvent, withKey, withParams, type HttpEvent } from '../support/events.ts'
import { startHttpApi } from '../support/http-api.ts'

const api = await startHttpApi()
const { servicenow } = api
const stored = connectorSecret(servicenow.url)

const INITIAL: PropertiesPatch = {
  basicAuthRestricted: false,
  journalReadable: 'yes',
  journalDisplayReadable: true,
  hiddenColumns: [],
  clockOffsetMs: 0,
  dateHeader: 'instance',
  dictionaryReadable: false,
}
beforeEach(() => {
  servicenow.clear()
  servicenow.clearFaults()
  servicenow.setProperties(INITIAL)
})
afterEach(() => {
  expect(servicenow.requests().filter(({ method }) => method !== 'GET')).toEqual([])
})
afterAll(() => api.close())

function testEvent(connectorId: string, path: 'action' | 'connector' = 'connector'): HttpEvent {
  const routeKey = `POST /api/actions/${path}/{connectorId}/_test`
  const rawPath = `/api/actions/${path}/${connectorId}/_test`
  const event = httpEvent('create-incident')
  return { ...event, routeKey, rawPath, pathParameters: { connectorId }, body: '' }
}

type Told = { name: string; status: string; message: string }
type Tested = { status: string; told: Record<string, string>; messages: Record<string, string>; requests: number }

async function tested(connectorId = 'local'): Promise<Tested> {
  servicenow.clearRequests()
  const { statusCode, body } = await api.send(testEvent(connectorId))
  expect(statusCode).toBe(200)
  expect(Object.keys(body)).toEqual(['status', 'connector_id', 'checks'])
  const checks = body['checks'] as Told[]
  expect(checks.every(({ message }) => message !== '')).toBe(true)
  return {
    status: String(body['status']),
    told: Object.fromEntries(checks.map(({ name, status }) => [name, status])),
    messages: Object.fromEntries(checks.map(({ name, message }) => [name, message])),
    requests: servicenow.requests().length,
  }
}

let pushes = 0
/** Another case is pushed, so that the table has a record with an entry in its journal. */
async function pushOne(): Promise<void> {
  pushes += 1
  await api.send(withParams(httpEvent('create-incident'), { savedObjectId: `case-${String(pushes)}` }))
  expect(servicenow.incidents()).toHaveLength(1)
  servicenow.clearRequests()
}
const storeWith = (id: string, config: object, secrets: object = stored.secrets) =>
  api.storeConnector(id, { ...stored, config: { ...stored.config, ...config }, secrets })

const ALL_OK = { login: 'ok', columns: 'ok', journal: 'ok', correlation_id: 'ok', clock: 'ok' }
const NO_RECORD = { ...ALL_OK, columns: 'skipped', journal: 'skipped', correlation_id: 'skipped' }
const NO_LOGIN = { ...NO_RECORD, login: 'failed' }
const ENTRY = { source: 'title', target: 'short_description', actionType: 'overwrite' }

test('of a connector that works every check is ok, after two reads', async () => {
  await pushOne()
  const { status, told, requests } = await tested()
  expect([status, told, requests]).toEqual(['ok', ALL_OK, 2])
})

test('on the older path the answer names the connector as it did then', async () => {
  const { body } = await api.send(testEvent('local', 'action'))
  expect(body).toMatchObject({ status: 'ok', actionId: 'local' })
  expect(body).not.toHaveProperty('connector_id')
})

test('of an empty table nothing can be said but that it can be read, and the message says what to do', async () => {
  const { status, told, messages } = await tested()
  expect([status, told]).toEqual(['ok', NO_RECORD])
  for (const name of ['columns', 'journal', 'correlation_id']) expect(messages[name]).toContain('push one case')
})

describe('login', () => {
  test('a wrong password fails with the usual causes, and is not tried again for half a minute', async () => {
    await storeWith('wrong', {}, { username: 'case-push', password: 'canary' })
    const first = await tested('wrong')
    expect([first.status, first.told, first.requests]).toEqual(['error', NO_LOGIN, 2])
    expect(first.messages['login']).toContain('use a dedicated web-service-only user or OAuth')
    expect(JSON.stringify(first)).not.toContain('canary')
    const second = await tested('wrong')
    expect([second.told, second.requests]).toEqual([{ ...NO_LOGIN, clock: 'skipped' }, 0])
    expect(second.messages['login']).toContain('waits 30 seconds')
  })

  test.each<[string, number, string]>([
    ['an ACL on the table', 403, 'give the user a role'],
    ['a table that does not exist', 400, 'has no such table'],
    ['an instance that hibernates', 200, 'the instance may be hibernating'],
  ])('%s fails with its own words', async (_, status, words) => {
    const fault = status === 200 ? ({ kind: 'hibernating' } as const) : ({ kind: 'status', status } as const)
    servicenow.addFault({ on: { table: 'incident' }, times: 9, fault })
    const { told, messages, status: whole } = await tested()
    expect([whole, told]).toEqual(['error', NO_LOGIN])
    expect(messages['login']).toContain(words)
  })

  test('a table that the instance really lacks is told from a login that fails', async () => {
    await storeWith('tableless', { table: 'u_nowhere' })
    expect((await tested('tableless')).messages['login']).toContain('config.table')
  })
})

describe('columns', () => {
  const config = {
    incidentConfiguration: {
      mapping: [ENTRY, { source: 'description', target: 'u_text', actionType: 'append' }],
    },
    defaults: { u_team: 'soc', category: 'phishing' },
    severityMapping: { high: { u_weight: '3' } },
  }
  const listed = (...elements: string[]) => {
    const fault = { kind: 'status', status: 200, body: { result: elements.map((element) => ({ element })) } } as const
    servicenow.addFault({ on: { table: 'sys_dictionary' }, fault })
  }

  test('those that the table lacks, or hides, are named: of the mapping, the defaults and the values', async () => {
    await pushOne()
    await storeWith('columns', config)
    const { told, messages } = await tested('columns')
    expect(told).toEqual({ ...ALL_OK, columns: 'failed' })
    expect(messages['columns']).toMatch(/may not read sys_dictionary.*: u_text, u_team, u_weight$/)
  })

  test('where the dictionary can be read, those that it lacks are missing, and a hidden one is not', async () => {
    await pushOne()
    await storeWith('columns', config)
    listed('correlation_id', 'short_description', 'category', 'u_text', 'u_weight')
    const { told, messages } = await tested('columns')
    expect(told).toEqual({ ...ALL_OK, columns: 'failed' })
    expect(messages['columns']).toBe('the table lacks columns that this connector writes: u_team')
  })

  test('the dictionary alone says it of a table without a record', async () => {
    await storeWith('columns', config)
    listed('correlation_id', 'short_description', 'category', 'u_text', 'u_weight', 'u_team')
    expect((await tested('columns')).told).toEqual({ ...NO_RECORD, columns: 'ok' })
  })

  test('a part that the mapping sends nowhere needs no column', async () => {
    await pushOne()
    const mapping = [ENTRY, { source: 'tags', target: 'u_none', actionType: 'nothing' }]
    await storeWith('nothing', { incidentConfiguration: { mapping } })
    expect((await tested('nothing')).told).toEqual(ALL_OK)
  })

  test('a failing dictionary is a failed check, and the others stand', async () => {
    await pushOne()
    await storeWith('columns', config)
    servicenow.addFault({ on: { table: 'sys_dictionary' }, times: 9, fault: { kind: 'redirect' } })
    const { told, messages } = await tested('columns')
    expect(told).toEqual({ ...ALL_OK, columns: 'failed' })
    expect(messages['columns']).toContain('redirect')
  })
})

describe('journal', () => {
  test.each(['forbidden', 'filtered', 'values-hidden'] as const)(
    'with rows that are %s the history of a record is enough, and without it the check fails',
    async (journalReadable) => {
      await pushOne()
      servicenow.setProperties({ journalReadable })
      const shown = await tested()
      expect(shown.told).toEqual(ALL_OK)
      expect(shown.messages['journal']).toContain('takes its place')
      servicenow.setProperties({ journalDisplayReadable: false })
      const { told, messages } = await tested()
      expect(told).toEqual({ ...ALL_OK, journal: 'failed' })
      expect(messages['journal']).toContain('neither sys_journal_field nor the history')
    },
  )

  test('a connector that leaves comments out needs none', async () => {
    await pushOne()
    const mapping = [ENTRY, { source: 'comments', target: 'comments', actionType: 'nothing' }]
    await storeWith('silent', { incidentConfiguration: { mapping } })
    const { told, requests } = await tested('silent')
    expect([told, requests]).toEqual([{ ...ALL_OK, journal: 'skipped' }, 1])
  })
})

test('a hidden correlation_id fails, because no push could find an incident by it', async () => {
  await pushOne()
  servicenow.setProperties({ hiddenColumns: ['correlation_id'] })
  const { told, messages } = await tested()
  expect(told).toMatchObject({ login: 'ok', correlation_id: 'failed' })
  expect(messages['correlation_id']).toContain('may not read correlation_id')
})

test.each([
  ['up to a minute is ok', { clockOffsetMs: 50_000 }, 'ok'],
  ['of more ahead fails', { clockOffsetMs: 70_000 }, 'failed'],
  ['of more behind fails', { clockOffsetMs: -70_000 }, 'failed'],
  ['that no answer shows is skipped', { dateHeader: 'none' } as const, 'skipped'],
])('a clock difference %s', async (_, properties, status) => {
  await pushOne()
  servicenow.setProperties(properties)
  expect((await tested()).told).toEqual({ ...ALL_OK, clock: status })
})

test('a secret that has just been mended is what is tested', async () => {
  await pushOne()
  await storeWith('mended', { defaults: { u_gone: 'x' } })
  expect((await tested('mended')).told).toEqual({ ...ALL_OK, columns: 'failed' })
  await storeWith('mended', {})
  expect((await tested('mended')).told).toEqual(ALL_OK)
})

test('an error of the request itself is no check: no key, no connector, a malformed one, a malformed id', async () => {
  servicenow.clearRequests()
  await api.storeConnector('broken', '{"secrets": "canary')
  const stranger = withKey(testEvent('local'), { keyId: 'k', connectors: 'other', expires: 0 })
  const answers = [stranger, ...['nowhere', 'broken', 'a b'].map((id) => testEvent(id))].map((each) => api.send(each))
  expect((await Promise.all(answers)).map(({ statusCode, body }) => [statusCode, body['code']])).toEqual([
    [403, 'forbidden'],
    [404, 'unknown_connector'],
    [500, 'misconfigured'],
    [400, 'invalid_request'],
  ])
  expect(servicenow.requests()).toEqual([])
})

test('a connector that writes by imports is told whether the application of Elastic is there', async () => {
  await storeWith('imports', { usesTableApi: false })
  servicenow.setProperties({ elasticApplication: false })
  const { told, messages } = await tested('imports')
  expect(told['application']).toBe('failed')
  expect(messages['application']).toContain('the ServiceNow application of Elastic is not installed')
  servicenow.setProperties({ elasticApplication: true })
  expect((await tested('imports')).told['application']).toBe('ok')
})
