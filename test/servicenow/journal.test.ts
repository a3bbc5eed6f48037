// The journal of an incident: its rows, the history where the rows cannot be read, and the error where neither can.
import { afterEach, beforeEach, expect, test } from '@jest/globals'
import { digestOf } from '../../lib/push/text.ts'
import type { Client } from '../../lib/servicenow/client.ts'
import { readJournal } from '../../lib/servicenow/journal.ts'
import { startServiceNow, type ServiceNow } from '../../local/servicenow/server.ts'
import type { JournalQuery } from '../../lib/push/ports.ts'
import { rejectionOf } from '../support/thrown.ts'
import { sendJson, startHttp, type RawServer } from '../support/raw-server.ts'
import { clientAt } from '../support/servicenow-access.ts'

const T = Date.parse('2026-11-23T10:00:00Z')
const NOW = T + 60_000
const BUDGET = { startByMs: NOW + 3_600_000, untilMs: NOW + 3_610_000, limitMs: 10_000 }
const clock = { now: () => NOW }
const TABLE = 'incident'
let servicenow: ServiceNow
let thin: RawServer | undefined
let client: Client
beforeEach(async () => {
  servicenow = await startServiceNow({ clock: () => T })
  client = clientAt(servicenow.url, clock)
})
afterEach(async () => {
  await servicenow.close()
  await thin?.close()
})

async function incidentWith(...texts: string[]): Promise<string> {
  await client({ method: 'POST', table: TABLE, body: { short_description: 'x' }, budget: BUDGET })
  const id = servicenow.incidents()[0]?.sys_id ?? ''
  for (const work_notes of texts)
    await client({ method: 'PATCH', table: TABLE, id, body: { work_notes }, budget: BUDGET })
  servicenow.clearRequests()
  return id
}

const journal = (id: string, query: Partial<JournalQuery> = {}, from = client) =>
  readJournal({ client: from, table: TABLE, budget: BUDGET, toThisClock: (timeMs) => timeMs, nowMs: NOW }, id, {
    column: 'work_notes',
    sinceMs: undefined,
    digests: new Set(),
    ...query,
  })
const reads = () => servicenow.requests().map(({ path }) => path.split('/').slice(5, 6).join())

test('a journal holds the digest and the time of every entry', async () => {
  const id = await incidentWith('one', 'two\r\nlines', 'one')
  const digests = ['one', 'two\nlines', 'one'].map(digestOf).sort()
  expect((await journal(id)).sort((a, b) => (a.digest < b.digest ? -1 : 1))).toEqual(
    digests.map((digest) => ({ digest, createdAtMs: T })),
  )
})

test('a long journal is read to its end', async () => {
  const texts = Array.from({ length: 201 }, (_, k) => `entry ${String(k)}`)
  const id = await incidentWith(...texts)
  expect(new Set((await journal(id)).map(({ digest }) => digest))).toEqual(new Set(texts.map(digestOf)))
  expect(servicenow.requests()).toHaveLength(4) // rows hidden by an ACL shorten a page: only an empty one is the end
})

test('a column to which nobody has written has no entries', async () => {
  expect(await journal(await incidentWith('one'), { column: 'comments' })).toEqual([])
})

test.each(['forbidden', 'filtered'] as const)(
  'rows that are %s are read from the history that the incident shows',
  async (journalReadable) => {
    const id = await incidentWith('one', 'two\n\nlines')
    servicenow.setProperties({ journalReadable })
    const digests = ['one', 'two\n\nlines'].map(digestOf).sort()
    const entries = await journal(id, { digests: new Set(digests) })
    expect(entries.map(({ digest }) => digest).sort()).toEqual(digests)
    expect(entries.every(({ createdAtMs }) => createdAtMs === NOW)).toBe(true)
  },
)

test('a journal with neither rows nor history readable stops the push', async () => {
  const id = await incidentWith('one')
  servicenow.setProperties({ journalReadable: 'forbidden', journalDisplayReadable: false })
  expect(await rejectionOf(journal(id))).toMatchObject({ code: 'misconfigured', reason: 'journal_unreadable' })
})

test('rows that ServiceNow refuses in the middle do not count as the whole journal', async () => {
  const texts = Array.from({ length: 101 }, (_, k) => `entry ${String(k)}`)
  const id = await incidentWith(...texts)
  servicenow.addFault({ skip: 1, fault: { kind: 'status', status: 403 } })
  expect(await journal(id, { digests: new Set(texts.map(digestOf)) })).toHaveLength(101)
  expect(reads()).toEqual(['sys_journal_field', 'sys_journal_field', 'incident'])
})

test('where the journal table does not exist, the journal is read from the history', async () => {
  const id = await incidentWith('one')
  servicenow.addFault({ on: { table: 'sys_journal_field' }, fault: { kind: 'status', status: 404 } })
  expect(await journal(id, { digests: new Set([digestOf('one')]) })).toHaveLength(1)
})

test('an instance that fails does not count as an empty journal', async () => {
  const id = await incidentWith('one')
  servicenow.addFault({ fault: { kind: 'status', status: 400 } })
  expect(await rejectionOf(journal(id))).toMatchObject({ code: 'servicenow_rejected' })
})

test('rows of another shape throw', async () => {
  thin = await startHttp((response) => {
    sendJson(response, 200, { result: [{ value: 7 }] })
  })
  expect(await rejectionOf(journal('a', {}, clientAt(thin.url, clock)))).toMatchObject({
    code: 'servicenow_unavailable',
    reason: 'not_json',
  })
})

test('an entry whose time is hidden counts as written now', async () => {
  let pages = 0
  thin = await startHttp((response) => {
    sendJson(response, 200, { result: pages++ === 0 ? [{ sys_id: 'a', value: 'one' }] : [] })
  })
  expect(await journal('a', {}, clientAt(thin.url, clock))).toEqual([{ digest: digestOf('one'), createdAtMs: NOW }])
})
