// The Table API of an incident, on the stand-in and on answers that ACLs have thinned out.
import { afterAll, afterEach, expect, test } from '@jest/globals'
import type { Incidents } from '../../lib/push/ports.ts'
import { startServiceNow } from '../../local/servicenow/server.ts'
import { rejectionOf } from '../support/thrown.ts'
import { sendJson, startHttp, type RawServer } from '../support/raw-server.ts'
import { incidentsAt } from '../support/servicenow-access.ts'

const T = Date.parse('2026-11-23T10:00:00Z')
const clock = { time: T, now: () => clock.time }
const BUDGET = { startByMs: T + 3_600_000, untilMs: T + 3_610_000, limitMs: 10_000 }
const UNKNOWN = 'f'.repeat(32)
let thin: RawServer | undefined
const servicenow = await startServiceNow({ clock: clock.now })
const incidents = incidentsAt(servicenow.url, clock)
afterAll(() => servicenow.close())
afterEach(async () => {
  clock.time = T
  servicenow.clear()
  servicenow.clearRequests()
  await thin?.close()
})

/** An instance that answers everything with this. */
async function answering(result: unknown, status = 200): Promise<Incidents> {
  thin = await startHttp((response) => {
    sendJson(response, status, { result })
  })
  return incidentsAt(thin.url, clock)
}

test('a create answers with number, id and time of the incident', async () => {
  const head = await incidents.create({ short_description: 'Phishing' }, BUDGET)
  const [incident] = servicenow.incidents()
  const columns = { short_description: 'Phishing' }
  expect(head).toEqual({ id: incident?.sys_id, number: incident?.number, createdAtMs: T, updatedAtMs: T, columns })
})

test('a write asks for the columns that the push needs and those that it wrote, but for no long text', async () => {
  const { columns } = await incidents.create({ short_description: 'Phishing', description: 'x'.repeat(10_001) }, BUDGET)
  expect(servicenow.requests()[0]?.query).toBe(
    'sysparm_fields=sys_id,number,sys_created_on,sys_updated_on,short_description&sysparm_exclude_reference_link=true',
  )
  expect(columns).toEqual({ short_description: 'Phishing' })
})

test('an update changes the incident and answers with the time', async () => {
  const { id } = await incidents.create({ short_description: 'Phishing' }, BUDGET)
  clock.time += 60_000
  expect(await incidents.update(id, { short_description: 'Spear phishing' }, BUDGET)).toMatchObject({
    id,
    createdAtMs: T,
    updatedAtMs: T + 60_000,
  })
  expect(servicenow.incidents()).toEqual([expect.objectContaining({ short_description: 'Spear phishing' })])
})

test('an update of an incident that does not exist is incident_not_found', async () => {
  expect(await rejectionOf(incidents.update(UNKNOWN, { short_description: 'x' }, BUDGET))).toMatchObject({
    code: 'incident_not_found',
    effect: 'none',
  })
})

test('a read answers with those of the named columns that the incident has', async () => {
  const { id } = await incidents.create({ description: 'before' }, BUDGET)
  expect(await incidents.read(id, ['description', 'u_nowhere'], BUDGET)).toMatchObject({
    id,
    columns: { description: 'before' },
  })
  expect((await incidents.read(id, [], BUDGET))?.columns).toEqual({})
})

test('a read of an incident that does not exist answers with nothing', async () => {
  expect(await incidents.read(UNKNOWN, [], BUDGET)).toBeUndefined()
})

test('a read that fails for another reason throws', async () => {
  servicenow.addFault({ fault: { kind: 'status', status: 403 } })
  expect(await rejectionOf(incidents.read(UNKNOWN, [], BUDGET))).toMatchObject({ reason: 'authorization' })
})

test('an id is one part of the path, whatever it holds', async () => {
  thin = await startHttp((response) => {
    sendJson(response, 404, { error: {}, status: 'failure' })
  })
  await incidentsAt(thin.url, clock).read('../x?y', [], BUDGET)
  expect(thin.requests[0]?.url).toMatch(/^\/api\/now\/v2\/table\/incident\/\.\.%2Fx%3Fy\?/)
})

test('a write answered without a record may have been done', async () => {
  for (const result of [{}, null, [], { sys_id: '' }, { sys_id: '../x' }, { sys_id: 7 }]) {
    const instance = await answering(result, 201)
    expect(await rejectionOf(instance.create({}, BUDGET))).toMatchObject({
      code: 'servicenow_unavailable',
      effect: 'ended',
      reason: 'not_json',
    })
    expect(await rejectionOf(instance.update('a', {}, BUDGET))).toMatchObject({ effect: 'ended' })
    await thin?.close()
  }
})

test('a read answered without a record throws', async () => {
  expect(await rejectionOf((await answering({})).read('a', [], BUDGET))).toMatchObject({
    code: 'servicenow_unavailable',
    reason: 'not_json',
  })
})

test('where an ACL hides the number the id replaces it, and where it hides the times the present does', async () => {
  expect(await (await answering({ sys_id: 'a' })).create({}, BUDGET)).toEqual({
    id: 'a',
    number: 'a',
    createdAtMs: T,
    updatedAtMs: T,
    columns: {},
  })
  await thin?.close()
  const times = { sys_id: 'a', number: 'INC1', sys_created_on: 'yesterday', sys_updated_on: '2026-11-22 10:00:00' }
  expect(await (await answering(times)).create({}, BUDGET)).toEqual({
    id: 'a',
    number: 'INC1',
    createdAtMs: T - 86_400_000,
    updatedAtMs: T - 86_400_000,
    columns: {},
  })
})

async function createdAt(seconds: number, correlation_id: string): Promise<string> {
  clock.time = T + seconds * 1_000
  return (await incidents.create({ correlation_id }, BUDGET)).id
}

test('the search by correlation id finds the oldest incident', async () => {
  await createdAt(0, 'other')
  const first = await createdAt(10, 'case')
  await createdAt(20, 'case')
  expect((await incidents.findByCorrelationId('case', T, BUDGET))[0]?.id).toBe(first)
})

test('the search by correlation id finds the same one of several incidents made in the same second', async () => {
  const ids = [await createdAt(0, 'case'), await createdAt(0, 'case'), await createdAt(0, 'case')]
  expect((await incidents.findByCorrelationId('case', T, BUDGET))[0]?.id).toBe(ids.sort()[0])
})

test('the search by correlation id passes over incidents that are too old', async () => {
  const old = await createdAt(0, 'case')
  const young = await createdAt(60, 'case')
  expect((await incidents.findByCorrelationId('case', T + 1, BUDGET))[0]?.id).toBe(young)
  expect((await incidents.findByCorrelationId('case', T, BUDGET)).map(({ id }) => id)).toEqual([old, young])
  expect(await incidents.findByCorrelationId('case', T + 61_000, BUDGET)).toEqual([])
  expect(await incidents.findByCorrelationId('unknown', T, BUDGET)).toEqual([])
})

test('a correlation id that the user may not read stops the push, which could not see an incident', async () => {
  const instance = await answering([{ sys_id: 'a' }])
  expect(await rejectionOf(instance.findByCorrelationId('case', 0, BUDGET))).toMatchObject({
    code: 'misconfigured',
    reason: 'correlation_unreadable',
  })
})

test('a search answered with something other than a list throws', async () => {
  expect(await rejectionOf((await answering({ rows: [] })).findByCorrelationId('case', 0, BUDGET))).toMatchObject({
    reason: 'not_json',
  })
})

const journalQuery = (column: string) => ({ column, sinceMs: undefined, digests: new Set<string>() })

test('the journal of an incident is read by its column', async () => {
  const { id } = await incidents.create({ work_notes: 'one' }, BUDGET)
  expect(await incidents.journal(id, journalQuery('work_notes'), BUDGET)).toHaveLength(1)
  expect(await incidents.journal(id, journalQuery('comments'), BUDGET)).toEqual([])
})
