// A connector that writes through the Import Set API: how many calls that takes, what an error row means, and what
// becomes of the values that the application of Elastic keeps beside a record.
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from '@jest/globals'
import { newApplicationHealth } from '../../lib/servicenow/elastic-application.ts'
import { startDynamoDB } from '../../local/dynamodb.ts'
import { startServiceNow, type ServiceNow } from '../../local/servicenow/server.ts'
import { rejectionOf } from '../support/thrown.ts'
import { caseOf, ledgerAt, push, pushUntilDone, type Caller } from './harness.ts'

let dynamoDB: Awaited<ReturnType<typeof startDynamoDB>>
let servicenow: ServiceNow
beforeAll(async () => {
  dynamoDB = await startDynamoDB()
  servicenow = await startServiceNow()
})
beforeEach(() => {
  servicenow.setProperties({ elasticApplication: true })
})
afterEach(() => {
  servicenow.clear()
  servicenow.clearFaults()
  servicenow.clearRequests()
})
afterAll(async () => {
  await servicenow.close()
  await dynamoDB.close()
})

const importing = (more: Partial<Caller> = {}): Caller => ({
  servicenow,
  ledger: ledgerAt(dynamoDB.url),
  ahead: 0,
  ...more,
  rules: { usesTableApi: false, ...more.rules },
})
const calls = () => servicenow.requests().map(({ method, path }) => `${method} ${path.replace(/[0-9a-f]{32}/, 'ID')}`)
const HEALTH = 'GET /api/x_elas2_inc_int/elastic_api/health'
const IMPORT = 'POST /api/now/import/x_elas2_inc_int_elastic_incident'
const READ = 'GET /api/now/v2/table/incident/ID'
const ONE: [string, string] = ['c1', 'first']

test('the application is asked for once, and each write takes an import and a read', async () => {
  const caller = importing({ application: newApplicationHealth() })
  const { id, title } = await push(caller, caseOf('calls', []))
  expect(calls()).toEqual([HEALTH, IMPORT, READ])
  expect(servicenow.incidents()[0]).toMatchObject({ sys_id: id, number: title, correlation_id: 'calls' })
  servicenow.clearRequests()
  await push(caller, caseOf('calls', [ONE, ['c2', 'second']]))
  expect(calls()).toEqual([IMPORT, READ, IMPORT, READ])
  servicenow.clearRequests()
  await push({ ...caller, ahead: 301_000 }, caseOf('calls', [], { title: 'Changed' }))
  expect(calls()).toEqual([HEALTH, IMPORT, READ])
})

test('a case with 50 comments takes one import merged', async () => {
  const comments = Array.from({ length: 50 }, (_, at): [string, string] => [`c${String(at)}`, `comment ${String(at)}`])
  const result = await push(importing({ rules: { comments: 'merged' } }), caseOf('fifty', comments))
  expect(calls()).toEqual([HEALTH, IMPORT, READ])
  expect(result.comments).toHaveLength(50)
  servicenow.clearRequests()
  await push(importing(), caseOf('fifty-one-by-one', comments))
  expect(calls()).toHaveLength(101)
})

test('columns go under the names that the application has for them', async () => {
  await push(importing(), caseOf('names', [ONE], { urgency: '1' }))
  const body = servicenow.requests().find(({ method }) => method === 'POST')?.body
  expect(Object.keys(body as object).sort()).toEqual([
    'u_caller_id',
    'u_correlation_display',
    'u_correlation_id',
    'u_description',
    'u_opened_by',
    'u_short_description',
    'u_urgency',
    'u_work_notes',
  ])
})

test('an error row is final, and nothing is lost: the same request later goes through', async () => {
  servicenow.addFault({ on: { path: '/import/' }, fault: { kind: 'import-error' } })
  const refusal = await rejectionOf(push(importing(), caseOf('rejected', [ONE])))
  expect(refusal).toMatchObject({ code: 'servicenow_rejected', reason: 'import_row', retryable: false })
  expect((await push(importing(), caseOf('rejected', [ONE]))).comments).toHaveLength(1)
  expect(servicenow.incidents()).toHaveLength(1)
})

test('an incident that is gone is created again, as with the Table API', async () => {
  const { id } = await push(importing(), caseOf('gone', []))
  servicenow.clear()
  expect((await push(importing(), caseOf('gone', [ONE]))).id).not.toBe(id)
  const named = await rejectionOf(push(importing(), caseOf('named', [ONE], { externalId: id })))
  expect(named).toMatchObject({ code: 'incident_not_found' })
})

test('without the application nothing is written, and the operator learns why', async () => {
  servicenow.setProperties({ elasticApplication: false })
  const refusal = await rejectionOf(push(importing(), caseOf('absent', [ONE])))
  expect(refusal).toMatchObject({ code: 'misconfigured', reason: 'no_application' })
  expect(servicenow.incidents()).toEqual([])
})

test('a health call that fails is no write in doubt', async () => {
  servicenow.addFault({ on: { path: '/health' }, times: 9, fault: { kind: 'status', status: 503 } })
  const refusal = await rejectionOf(push(importing(), caseOf('health', [ONE])))
  expect([refusal.code, refusal.effect]).toEqual(['servicenow_unavailable', 'none'])
  servicenow.clearFaults()
  servicenow.clearRequests()
  await push(importing(), caseOf('health', [ONE]))
  expect(calls()).toEqual([HEALTH, IMPORT, READ])
})

test('a record that cannot be read after its import was written all the same', async () => {
  servicenow.addFault({ on: { method: 'GET', table: 'incident' }, times: 9, fault: { kind: 'status', status: 403 } })
  const { id, title } = await push(importing(), caseOf('unread', []))
  expect(servicenow.incidents().map(({ sys_id, number }) => [sys_id, number])).toEqual([[id, title]])
})

const SIR = { type: '.servicenow-sir', table: 'sn_si_incident' } as const
const observed = (more: object = {}) => ({
  incident: {
    short_description: 'Beaconing',
    correlation_id: 'observed',
    dest_ip: ['192.0.2.1', '192.0.2.2'],
    source_ip: '192.0.2.1 198.51.100.7',
    malware_hash: 'abc',
    ...more,
  },
  comments: [],
})
const valuesOf = (id: string) => servicenow.observables(id).map(({ type, value }) => `${type} ${value}`)
const ALL = ['ipv4-addr 192.0.2.1', 'ipv4-addr 192.0.2.2', 'ipv4-addr 198.51.100.7', 'SHA256 abc']

test('what was observed stands beside a security incident, each value once', async () => {
  const caller = importing({ rules: SIR })
  const { id, warnings } = await push(caller, observed())
  expect(valuesOf(id).sort()).toEqual([...ALL].sort())
  expect(warnings).toBeUndefined()
  servicenow.clearRequests()
  await push(caller, observed())
  expect(calls()).toEqual([])
  await push(caller, observed({ malware_url: 'https://example.org/x' }))
  expect(valuesOf(id).sort()).toEqual([...ALL, 'URL https://example.org/x'].sort())
})

test('what was observed is not lost when it cannot be stored at first', async () => {
  const caller = importing({ rules: SIR })
  servicenow.addFault({ on: { path: '/observables/' }, times: 4, fault: { kind: 'status', status: 503 } })
  const { result } = await pushUntilDone(caller, observed({ correlation_id: 'observed-late' }))
  expect(valuesOf(result.id).sort()).toEqual([...ALL].sort())
  expect(servicenow.records('sn_si_incident')).toHaveLength(1)
})

test('a security incident that is gone is created again, with what was observed', async () => {
  const caller = importing({ rules: SIR })
  const { id } = await push(caller, observed({ correlation_id: 'observed-again' }))
  servicenow.clear()
  const more = observed({ correlation_id: 'observed-again', malware_url: 'https://example.org/x' })
  const { result } = await pushUntilDone(caller, more)
  expect(result.id).not.toBe(id)
  expect(valuesOf(result.id).sort()).toEqual([...ALL, 'URL https://example.org/x'].sort())
})
