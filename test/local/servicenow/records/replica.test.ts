// Reads from a replica that lags behind: they show the past, writes see and show the present.
import { beforeEach, expect, test } from '@jest/globals'
import { openFreshServiceNow, until } from '../open-servicenow.ts'
import { call, recordOf, rowsOf, sysIdOf } from '../table-client.ts'

let now = Date.parse('2026-11-20T08:00:00Z')
const serviceNow = await openFreshServiceNow({ clock: () => now })
const { incidentsUrl, journalUrl } = serviceNow

beforeEach(() => {
  serviceNow.setProperties({ replicaLagMs: 1_000 })
})

const create = async (body: object): Promise<string> => sysIdOf(await call(incidentsUrl, { method: 'POST', body }))

async function readTitles(): Promise<unknown[]> {
  return rowsOf(await call(incidentsUrl)).map(({ short_description }) => short_description)
}

const readNotes = async (): Promise<unknown[]> => rowsOf(await call(journalUrl)).map(({ value }) => value)

test('reads show incidents, columns and journal rows once the lag has passed, not before', async () => {
  const id = await create({ short_description: 'a', work_notes: 'first' })
  expect([(await call(`${incidentsUrl}/${id}`)).status, await readTitles(), await readNotes()]).toEqual([404, [], []])
  now += 600
  await call(`${incidentsUrl}/${id}`, { method: 'PATCH', body: { short_description: 'b', work_notes: 'second' } })
  now += 399
  expect([await readTitles(), await readNotes()]).toEqual([[], []])
  now += 1
  expect([await readTitles(), await readNotes()]).toEqual([['a'], ['first']])
  const shown = await call(`${incidentsUrl}/${id}?sysparm_display_value=true&sysparm_fields=work_notes`)
  expect(recordOf(shown)).toEqual({ work_notes: '2026-11-20 08:00:00 - case-push (Work notes)\nfirst\n\n' })
  now += 600
  expect([await readTitles(), await readNotes()]).toEqual([['b'], ['first', 'second']])
  await call(`${incidentsUrl}/${id}`, { method: 'DELETE' })
  expect(await readTitles()).toEqual(['b'])
  now += 1_000
  expect([await readTitles(), await readNotes()]).toEqual([[], []])
})

test('the records of every table lag', async () => {
  const tableUrl = incidentsUrl.replace(/incident$/, 'sn_si_incident')
  await call(tableUrl, { method: 'POST', body: { short_description: 'a' } })
  expect(rowsOf(await call(tableUrl))).toEqual([])
  now += 1_000
  expect(rowsOf(await call(tableUrl))).toHaveLength(1)
})

test('a column that was added is unknown to the replica at first, so that queries drop it', async () => {
  await create({ short_description: 'a' })
  now += 1_000
  await create({ short_description: 'b', u_risk: 'high' })
  const find = async (): Promise<unknown[]> =>
    rowsOf(await call(`${incidentsUrl}?sysparm_query=u_risk=high&sysparm_fields=short_description,u_risk`))
  expect(await find()).toEqual([{ short_description: 'a' }])
  now += 1_000
  expect(await find()).toEqual([{ short_description: 'b', u_risk: 'high' }])
})

test('a write sees the present and is answered with it', async () => {
  const id = await create({ short_description: 'a' })
  const updated = await call(`${incidentsUrl}/${id}`, { method: 'PATCH', body: { description: 'b' } })
  expect(recordOf(updated)).toMatchObject({ short_description: 'a', description: 'b', sys_mod_count: '1' })
  expect(serviceNow.incidents()).toMatchObject([{ description: 'b' }])
})

test('journal rows that were held back reach the replica after their incident', async () => {
  const fault = { kind: 'late-commit', delayMs: 0, answer: 'reset', journalDelayMs: 150 } as const
  serviceNow.addFault({ fault })
  await expect(create({ work_notes: 'late' })).rejects.toThrow()
  await until(() => serviceNow.incidents().length === 1)
  now += 500
  await until(() => serviceNow.incidents()[0]?.journal.length === 1)
  now += 500
  expect([(await readTitles()).length, await readNotes()]).toEqual([1, []])
  now += 500
  expect(await readNotes()).toEqual(['late'])
})

test('without a lag reads see the present; a new replica begins with it', async () => {
  await create({ short_description: 'a' })
  serviceNow.setProperties({ replicaLagMs: 0 })
  expect(await readTitles()).toEqual(['a'])
  await create({ short_description: 'b' })
  expect(await readTitles()).toEqual(['a', 'b'])
  serviceNow.setProperties({ replicaLagMs: 5_000 })
  await create({ short_description: 'c' })
  expect(await readTitles()).toEqual(['a', 'b'])
  serviceNow.clear()
  expect(await readTitles()).toEqual([])
})
