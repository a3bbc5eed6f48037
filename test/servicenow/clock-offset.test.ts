// The difference of the clocks: where it is learned, and that the looks into the past take it into account.
import { afterEach, beforeEach, expect, test } from '@jest/globals'
import { noteCreate, noteDate, onThisClock, type ClockOffset } from '../../lib/servicenow/clock-offset.ts'
import { startServiceNow, type PropertiesPatch, type ServiceNow } from '../../local/servicenow/server.ts'
import { sendJson, startHttp, type RawServer } from '../support/raw-server.ts'
import { clientAt, incidentsAt } from '../support/servicenow-access.ts'
import { rejectionOf } from '../support/thrown.ts'

const T = Date.parse('2026-11-23T10:00:00Z')
const MINUTE_MS = 60_000
const BUDGET = { startByMs: T + 3_600_000, untilMs: T + 3_610_000, limitMs: 10_000 }
const clock = { time: T, now: () => clock.time }
let servicenow: ServiceNow
let raw: RawServer | undefined
beforeEach(async () => {
  clock.time = T
  servicenow = await startServiceNow({ clock: clock.now })
})
afterEach(() => Promise.all([servicenow.close(), raw?.close()]))

const access = (properties: PropertiesPatch) => {
  servicenow.setProperties(properties)
  const clockOffset: ClockOffset = {}
  return { clockOffset, incidents: incidentsAt(servicenow.url, clock, clockOffset) }
}

test('without any sign the clocks are equal', () => {
  expect(onThisClock({}, T)).toBe(T)
})

test('a time of ServiceNow is one of this host less what its clock is ahead', () => {
  const offset: ClockOffset = {}
  noteDate(offset, 'Mon, 23 Nov 2026 10:10:00 GMT', T)
  expect(onThisClock(offset, T + 11 * MINUTE_MS)).toBe(T + MINUTE_MS)
  noteDate(offset, 'Mon, 23 Nov 2026 09:50:00 GMT', T)
  expect(onThisClock(offset, T)).toBe(T + 10 * MINUTE_MS)
})

test.each([undefined, '', 'soon'])('an answer with the date %j changes nothing', (date) => {
  const offset = { byDateMs: 7 }
  noteDate(offset, date, T)
  expect(offset).toEqual({ byDateMs: 7 })
})

test('the time that a create shows counts more than dates, and a later create more than an earlier one', () => {
  const offset: ClockOffset = {}
  noteCreate(offset, T + 60_000, T)
  noteDate(offset, 'Mon, 23 Nov 2026 10:10:00 GMT', T)
  expect(onThisClock(offset, T)).toBe(T - 60_000)
  noteCreate(offset, undefined, T)
  expect(onThisClock(offset, T)).toBe(T - 60_000)
  noteCreate(offset, T, T)
  expect(onThisClock(offset, T)).toBe(T)
})

test('the date of each answer counts, that of a failure too', async () => {
  const { clockOffset, incidents } = access({ clockOffsetMs: 5_000 })
  await incidents.read('a', [], BUDGET)
  expect(clockOffset).toEqual({ byDateMs: 5_000 })
  servicenow.setProperties({ clockOffsetMs: -400_000 })
  servicenow.addFault({ fault: { kind: 'status', status: 400 } })
  await rejectionOf(incidents.read('a', [], BUDGET))
  expect(clockOffset).toEqual({ byDateMs: -400_000 })
})

test('an answer without a date leaves the clocks equal', async () => {
  const { clockOffset, incidents } = access({ clockOffsetMs: 600_000, dateHeader: 'none' })
  await incidents.read('a', [], BUDGET)
  expect(clockOffset).toEqual({})
})

test('the times of a create count where a proxy in front of ServiceNow sets the date', async () => {
  const { clockOffset, incidents } = access({ clockOffsetMs: 600_000, dateHeader: 'proxy' })
  await incidents.create({}, BUDGET)
  expect(clockOffset).toEqual({ byDateMs: 0, byCreateMs: 600_000 })
})

test('a client that nobody asked about clocks works', async () => {
  const client = clientAt(servicenow.url, clock)
  await client({ method: 'GET', table: 'incident', query: { sysparm_limit: '1' }, budget: BUDGET })
  expect(servicenow.requests()).toHaveLength(1)
})

const CLOCKS: [string, PropertiesPatch][] = [
  ['ten minutes behind', { clockOffsetMs: -600_000 }],
  ['ten minutes ahead', { clockOffsetMs: 600_000 }],
  ['ten minutes behind a proxy', { clockOffsetMs: -600_000, dateHeader: 'proxy' }],
  ['ten minutes ahead of a proxy', { clockOffsetMs: 600_000, dateHeader: 'proxy' }],
]

test.each(CLOCKS)('incidents are found by when they were created, on an instance %s', async (_, properties) => {
  const { incidents } = access(properties)
  const old = await incidents.create({ correlation_id: 'case' }, BUDGET)
  clock.time += 5 * MINUTE_MS
  const young = await incidents.create({ correlation_id: 'case' }, BUDGET)
  const since = async (sinceMs: number) =>
    (await incidents.findByCorrelationId('case', sinceMs, BUDGET)).map(({ id }) => id)
  expect(await since(T - MINUTE_MS)).toEqual([old.id, young.id])
  expect(await since(T + MINUTE_MS)).toEqual([young.id])
  expect(await since(T + 6 * MINUTE_MS)).toEqual([])
})

test.each(CLOCKS.slice(0, 2))(
  'an instance %s is known from the first answer of the search itself',
  async (_, properties) => {
    await access(properties).incidents.create({ correlation_id: 'case' }, BUDGET)
    const { incidents } = access(properties)
    expect(await incidents.findByCorrelationId('case', T - MINUTE_MS, BUDGET)).toHaveLength(1)
    expect(await incidents.findByCorrelationId('case', T + MINUTE_MS, BUDGET)).toEqual([])
  },
)

async function writeNotes(incidents: ReturnType<typeof incidentsAt>, id: string, count: number): Promise<void> {
  await Promise.all(Array.from({ length: count }, (_, k) => incidents.update(id, { work_notes: String(k) }, BUDGET)))
}

test.each(CLOCKS)('a journal is read as far back as it must be, on an instance %s', async (_, properties) => {
  const { incidents } = access(properties)
  const { id } = await incidents.create({}, BUDGET)
  await writeNotes(incidents, id, 1)
  clock.time += 5 * MINUTE_MS
  await writeNotes(incidents, id, 250)
  servicenow.clearRequests()
  const query = { column: 'work_notes', digests: new Set<string>() }
  // Entries as old as the time: without the clock's difference the first page would be taken for older, or for newer.
  expect(await incidents.journal(id, { ...query, sinceMs: clock.time - 2 * MINUTE_MS }, BUDGET)).toHaveLength(251)
  servicenow.clearRequests()
  await incidents.journal(id, { ...query, sinceMs: clock.time + 2 * MINUTE_MS }, BUDGET)
  expect(servicenow.requests()).toHaveLength(2)
})

test('the date of the very first page decides whether a journal is read further', async () => {
  const rows = Array.from({ length: 100 }, (_, k) => ({
    sys_id: String(k),
    value: String(k),
    sys_created_on: '2026-11-23 09:50:00',
  }))
  raw = await startHttp((response, count) => {
    sendJson(response, 200, { result: count <= 4 ? rows : [] }, { date: 'Mon, 23 Nov 2026 09:50:00 GMT' })
  })
  const query = { column: 'work_notes', digests: new Set<string>(), sinceMs: T - MINUTE_MS }
  await incidentsAt(raw.url, clock).journal('a', query, BUDGET)
  expect(raw.requests).toHaveLength(6)
})
