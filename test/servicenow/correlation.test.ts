// The search by correlation id: all incidents of exactly this id, however many there are, and no other.
import { afterAll, afterEach, expect, test } from '@jest/globals'
import { startServiceNow } from '../../local/servicenow/server.ts'
import { sendJson, startHttp, type RawServer } from '../support/raw-server.ts'
import { incidentsAt, pageOf } from '../support/servicenow-access.ts'
import { rejectionOf } from '../support/thrown.ts'

const T = Date.parse('2026-11-23T10:00:00Z')
const BUDGET = { startByMs: T + 3_600_000, untilMs: T + 3_610_000, limitMs: 10_000 }
const clock = { now: () => T }
const servicenow = await startServiceNow({ clock: clock.now })
const incidents = incidentsAt(servicenow.url, clock)
let raw: RawServer | undefined
afterAll(() => servicenow.close())
afterEach(async () => {
  servicenow.setProperties({ hiddenColumns: [] })
  servicenow.clearFaults()
  servicenow.clear()
  servicenow.clearRequests()
  await raw?.close()
})

type Row = { sys_id: string; correlation_id: string; sys_created_on?: string; sys_updated_on?: string }

const rowsOf = (count: number, correlation_id: string, others: Partial<Row> = {}): Row[] =>
  Array.from({ length: count }, (_, k) => ({
    sys_id: `row${String(k)}`,
    correlation_id,
    ...others,
  }))

/** An instance whose every list is this one; without regard to the query, as where ServiceNow drops a condition. */
async function findAmong(rows: readonly Row[], sinceMs: number, clockOffset = {}, date?: string) {
  const server = await startHttp((response, count) => {
    const result = pageOf(server.requests[count - 1]?.url, rows)
    sendJson(response, 200, { result }, date === undefined ? {} : { date })
  })
  raw = server
  return incidentsAt(server.url, clock, clockOffset).findByCorrelationId('case', sinceMs, BUDGET)
}

const create = (count: number, correlation_id: string) =>
  Promise.all(Array.from({ length: count }, () => incidents.create({ correlation_id }, BUDGET)))

test('more than a hundred incidents of one correlation id are all found', async () => {
  const created = await create(130, 'case')
  await create(3, 'other')
  const found = await incidents.findByCorrelationId('case', T, BUDGET)
  expect(found.map(({ id }) => id)).toEqual(created.map(({ id }) => id).sort())
})

test('a single incident is found with two requests, side by side', async () => {
  await create(1, 'case')
  servicenow.clearRequests()
  expect(await incidents.findByCorrelationId('case', T, BUDGET)).toHaveLength(1)
  expect(servicenow.requests()).toHaveLength(2)
})

test('a first page without any match ends a search whose condition ServiceNow dropped', async () => {
  expect(await findAmong([...rowsOf(1_000, 'other'), ...rowsOf(1, 'case')], 0)).toEqual([])
  expect(raw?.requests).toHaveLength(2)
})

test.each(['CASE', 'case ', 'cäse'])(
  'an incident whose id the database takes for equal is not taken: %j',
  async (other) => {
    expect(await findAmong(rowsOf(3, other), 0)).toEqual([])
  },
)

test.each(['CASE', 'case ', 'cäse'])(
  'however many incidents of the id %j come before it, the one with exactly this id is found',
  async (other) => {
    const found = await findAmong([...rowsOf(170, other), { sys_id: 'mine', correlation_id: 'case' }], 0)
    expect(found.map(({ id }) => id)).toEqual(['mine'])
  },
)

test('an incident on a page that ACLs have emptied of all others is found', async () => {
  await create(60, 'case')
  servicenow.addFault({ on: { query: 'sysparm_offset=0' }, fault: { kind: 'short-list', rows: 0 } })
  expect(await incidents.findByCorrelationId('case', T, BUDGET)).toHaveLength(20)
})

test('a list that ServiceNow cancelled while it sent it is read again', async () => {
  await create(5, 'case')
  servicenow.addFault({ on: { query: 'sysparm_offset=0' }, fault: { kind: 'result-and-error', rows: 2 } })
  expect(await incidents.findByCorrelationId('case', T, BUDGET)).toHaveLength(5)
})

test('correlation ids that an ACL hides stop the push', async () => {
  await create(1, 'case')
  servicenow.setProperties({ hiddenColumns: ['correlation_id'] })
  expect(await rejectionOf(incidents.findByCorrelationId('case', T, BUDGET))).toMatchObject({
    code: 'misconfigured',
    reason: 'correlation_unreadable',
  })
})

/** What an instance ten minutes ahead says. */
const AHEAD = new Date(T + 600_000).toUTCString()

test('an incident whose times are hidden counts as new, whatever the clock of ServiceNow', async () => {
  expect(await findAmong(rowsOf(1, 'case'), T - 60_000, {}, AHEAD)).toEqual([
    { id: 'row0', number: 'row0', createdAtMs: T, updatedAtMs: T },
  ])
})

test('where only the time of creation is hidden, that of the last change counts', async () => {
  const rows = rowsOf(1, 'case', { sys_updated_on: '2026-11-23 10:08:00' })
  expect(await findAmong(rows, T - 60_000, {}, AHEAD)).toEqual([])
  await raw?.close()
  expect(await findAmong(rows, T - 180_000, {}, AHEAD)).toMatchObject([{ createdAtMs: T + 480_000 }])
})
