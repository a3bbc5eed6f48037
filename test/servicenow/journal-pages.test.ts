// A journal in pages: newest first, no further back than needed, halved where it is too long; what counts as hidden.
import { afterEach, beforeEach, expect, test } from '@jest/globals'
import type { JournalQuery } from '../../lib/push/ports.ts'
import { digestOf } from '../../lib/push/text.ts'
import { readJournal } from '../../lib/servicenow/journal.ts'
import { startServiceNow, type ServiceNow } from '../../local/servicenow/server.ts'
import { captureOutput, logLines } from '../support/log-lines.ts'
import { sendJson, startHttp, type RawServer } from '../support/raw-server.ts'
import { clientAt, pageAsked, pageOf } from '../support/servicenow-access.ts'
import { rejectionOf } from '../support/thrown.ts'

const T = Date.parse('2026-11-23T10:00:00Z')
const NOW = T + 60_000
const BUDGET = { startByMs: NOW + 3_600_000, untilMs: NOW + 3_610_000, limitMs: 10_000 }
const TABLE = 'incident'
const clock = { time: T, now: () => clock.time }
let servicenow: ServiceNow
let raw: RawServer | undefined
const output = captureOutput()
beforeEach(async () => {
  clock.time = T
  servicenow = await startServiceNow({ clock: clock.now })
})
afterEach(async () => {
  await Promise.all([servicenow.close(), raw?.close()])
  raw = undefined
})

type Options = Partial<JournalQuery> & { toThisClock?: (timeMs: number) => number }

function journal(id: string, { toThisClock = (timeMs) => timeMs, ...query }: Options = {}) {
  const client = clientAt(raw?.url ?? servicenow.url, { now: () => NOW })
  const all = { column: 'work_notes', sinceMs: undefined, digests: new Set<string>(), ...query }
  return readJournal({ client, table: 'incident', budget: BUDGET, toThisClock, nowMs: NOW }, id, all)
}

async function createIncident(): Promise<string> {
  const client = clientAt(servicenow.url, clock)
  await client({ method: 'POST', table: TABLE, body: { short_description: 'x' }, budget: BUDGET })
  return servicenow.incidents()[0]?.sys_id ?? ''
}

/** Writes the texts side by side at this time; forgets the requests. */
async function write(id: string, atMs: number, texts: readonly string[]): Promise<void> {
  clock.time = atMs
  const client = clientAt(servicenow.url, clock)
  await Promise.all(
    texts.map((text) => client({ method: 'PATCH', table: TABLE, id, body: { work_notes: text }, budget: BUDGET })),
  )
  servicenow.clearRequests()
}

const textsOf = (name: string, count: number) => Array.from({ length: count }, (_, k) => `${name} ${String(k)}`)
const digestsIn = (entries: readonly { digest: string }[]) => entries.map(({ digest }) => digest).sort()
const digestsOf = (texts: readonly string[]) => texts.map(digestOf).sort()
const pages = () => servicenow.requests().map(({ query }) => pageAsked(`?${query}`))

test('the entries come newest first', async () => {
  const id = await createIncident()
  for (const [at, text] of ['one', 'two', 'three'].entries()) await write(id, T + at * 1_000, [text])
  expect(await journal(id)).toEqual([
    { digest: digestOf('three'), createdAtMs: T + 2_000 },
    { digest: digestOf('two'), createdAtMs: T + 1_000 },
    { digest: digestOf('one'), createdAtMs: T },
  ])
})

test('a journal is read no further back than the time from which on its entries are of interest', async () => {
  const id = await createIncident()
  await write(id, T - 3_600_000, textsOf('old', 250))
  await write(id, T, textsOf('young', 50))
  const read = digestsIn(await journal(id, { sinceMs: T }))
  expect(read).toEqual(expect.arrayContaining(digestsOf(textsOf('young', 50))))
  expect(servicenow.requests()).toHaveLength(2)
  servicenow.clearRequests()
  const all = digestsIn(await journal(id, { sinceMs: undefined }))
  expect(all).toEqual(digestsOf([...textsOf('old', 250), ...textsOf('young', 50)]))
  expect(servicenow.requests().length).toBeGreaterThan(2)
})

test('an entry of exactly the time from which on entries are of interest does not end the reading', async () => {
  const id = await createIncident()
  await write(id, T, textsOf('entry', 250))
  expect(await journal(id, { sinceMs: T })).toHaveLength(250)
})

test('pages that are too long for one answer are read in halves', async () => {
  const id = await createIncident()
  const texts = textsOf('x'.repeat(150_000), 100)
  await write(id, T, texts)
  expect(digestsIn(await journal(id))).toEqual(digestsOf(texts))
  expect(pages()).toEqual(
    expect.arrayContaining([
      { offset: 0, limit: 100 },
      { offset: 0, limit: 50 },
      { offset: 50, limit: 50 },
    ]),
  )
  expect(pages().filter(({ limit }) => limit < 50)).toEqual([])
})

const MAX_ROW_BYTES = 32 * 1024 * 1024

type Row = { sys_id?: string; value?: string; sys_created_on?: string }

/** More than any answer may have; blanks before JSON are JSON. */
const TOO_MUCH = Buffer.alloc(MAX_ROW_BYTES + 1, ' ')
const endless = (sys_id: string): Row => row(sys_id, 'secret')

/**
 * Serves the rows that `rowsFor` has for each request, and the incident with this history. An answer with the text of
 * an {@link endless} row is too long.
 */
async function serveRows(rowsFor: (url: string) => readonly Row[], history?: string): Promise<void> {
  const server = await startHttp((response, count) => {
    const { url = '' } = server.requests[count - 1] ?? {}
    const rows = pageOf(url, rowsFor(url))
    if (url.includes('/incident/')) sendJson(response, 200, { result: { work_notes: history } })
    else if (!isNaming(url) && rows.some(({ value }) => value === 'secret')) response.end(TOO_MUCH)
    else
      sendJson(response, 200, { result: rows.map((shown) => (isNaming(url) ? { ...shown, value: undefined } : shown)) })
  })
  raw = server
}

const isNaming = (url: string) => url.includes('sysparm_fields=sys_id%2Csys_created_on&')

const row = (sys_id: string, value: string): Row => ({ sys_id, value, sys_created_on: '2026-11-23 10:00:00' })

test('a single entry that is too long is passed over by its name, and the others are read', async () => {
  await serveRows(() => [row('a', 'one'), endless('b'), row('c', 'two')])
  expect(await journal('i')).toEqual(['one', 'two'].map((text) => ({ digest: digestOf(text), createdAtMs: T })))
  expect(logLines(output())).toEqual([
    expect.objectContaining({ level: 'WARN', message: 'journal entry passed over', incident: 'i', entry: 'b' }),
  ])
  expect(output()).not.toContain('secret')
})

test('an entry that is nearly too long is read', async () => {
  const text = 'x'.repeat(MAX_ROW_BYTES - 1_000)
  await serveRows(() => [row('a', text)])
  expect(digestsIn(await journal('i'))).toEqual([digestOf(text)])
})

test('a journal whose only entry was passed over is not hidden', async () => {
  await serveRows(() => [endless('b')])
  expect(await journal('i')).toEqual([])
})

test('an entry that is gone once it turned out too long is left out', async () => {
  await serveRows((url) => [row('a', 'one'), ...(isNaming(url) ? [] : [endless('b')])])
  expect(digestsIn(await journal('i'))).toEqual([digestOf('one')])
})

test('an entry that was read stays read when a page names it as the one that is too long', async () => {
  const rows = [row('a', 'one'), endless('b'), row('c', 'two')]
  // Written just before the naming: it shifts the others by one.
  await serveRows((url) => (isNaming(url) ? [row('n', 'new'), ...rows] : rows))
  expect(digestsIn(await journal('i'))).toEqual(digestsOf(['one', 'two']))
})

test('an entry that several pages show counts once, and equal entries count each', async () => {
  const id = await createIncident()
  await write(id, T, [...textsOf('entry', 99), 'ok', 'ok'])
  expect(digestsIn(await journal(id))).toEqual(digestsOf([...textsOf('entry', 99), 'ok', 'ok']))
})

const HISTORY = '2026-11-23 10:00:00 - Jane (Work notes)\none\n\n2026-11-23 09:00:00 - Joe (Work notes)\ntwo\n\n'
const digests = new Set(digestsOf(['one', 'two']))

test('rows whose texts an ACL hides are read from the history', async () => {
  const id = await createIncident()
  await write(id, T, ['one', 'two'])
  servicenow.setProperties({ journalReadable: 'values-hidden' })
  expect(digestsIn(await journal(id, { digests }))).toEqual([...digests])
})

test.each([
  ['text', { sys_id: 'b', sys_created_on: '2026-11-23 09:00:00' }],
  ['id, by which it counts once,', { value: 'two', sys_created_on: '2026-11-23 09:00:00' }],
])('where an ACL hides the %s of a single row, the history counts', async (_, hidden) => {
  await serveRows(() => [row('a', 'one'), hidden], HISTORY)
  expect(digestsIn(await journal('i', { digests }))).toEqual([...digests])
  expect(raw?.requests.at(-1)?.url).toContain('/incident/i?')
})

test('a history longer than an ordinary answer is read', async () => {
  const history = `${HISTORY}2026-11-23 08:00:00 - Joe (Work notes)\n${'x'.repeat(20 * 1024 * 1024)}\n\n`
  await serveRows(() => [], history)
  expect(digestsIn(await journal('i', { digests }))).toEqual([...digests])
})

test('a history that cannot be taken apart is misconfigured, not empty', async () => {
  const id = await createIncident()
  await write(id, T, ['one'])
  servicenow.setProperties({ journalReadable: 'filtered', journalHeading: '{user} ({label})' })
  expect(await rejectionOf(journal(id))).toMatchObject({ code: 'misconfigured', reason: 'journal_unreadable' })
})

test.each([
  '{DD}.{MM}.{YYYY} {hh}:{mm}:{ss} - {user} ({label} (privat))',
  '{YYYY}年{MM}月{DD}日 {hh}時{mm}分{ss}秒 - {user}（作業メモ）',
  '{DD}/{MM}/{YYYY} {hh}h{mm} – {user}',
])('a history with headings like %s is read, also where a text quotes one', async (journalHeading) => {
  const id = await createIncident()
  servicenow.setProperties({ journalReadable: 'forbidden', journalHeading })
  const shown = async () => {
    const query = { sysparm_fields: 'work_notes', sysparm_display_value: 'true' }
    const client = clientAt(servicenow.url, clock)
    return (await client({ method: 'GET', table: TABLE, id, query, budget: BUDGET })) as { work_notes: string }
  }
  await write(id, T, ['one'])
  const quoting = `See below.\n\n${(await shown()).work_notes}Done.`
  await write(id, T + 1_000, [quoting])
  await write(id, T + 2_000, ['two'])
  const sought = digestsOf(['one', 'two', quoting])
  expect(digestsIn(await journal(id, { digests: new Set(sought) }))).toEqual(sought)
})

test('a page that ACLs have shortened does not end the reading', async () => {
  const id = await createIncident()
  await write(id, T, textsOf('entry', 300))
  servicenow.addFault({ on: { query: 'sysparm_offset=0' }, fault: { kind: 'short-list', rows: 3 } })
  expect(await journal(id)).toHaveLength(3 + 300 - 90)
})

test('a page that ServiceNow cancelled while it sent it is read again', async () => {
  const id = await createIncident()
  await write(id, T, textsOf('entry', 50))
  servicenow.addFault({ on: { query: 'sysparm_offset=0' }, fault: { kind: 'result-and-error', rows: 10 } })
  expect(await journal(id)).toHaveLength(50)
})

test('a row whose time is hidden says nothing of those behind it, whatever the clock of ServiceNow', async () => {
  const rows = Array.from({ length: 250 }, (_, k) => ({ sys_id: String(k), value: `entry ${String(k)}` }))
  await serveRows(() => rows)
  const toThisClock = (timeMs: number) => timeMs - 600_000
  const entries = await journal('i', { sinceMs: NOW - 60_000, toThisClock })
  expect(entries).toHaveLength(250)
  expect(entries[0]).toEqual({ digest: digestOf('entry 0'), createdAtMs: NOW })
})
