// Journals: every write appends, answers leave the column empty, sys_journal_field holds the entries.
import { beforeEach, expect, test } from '@jest/globals'
import { openFreshServiceNow } from '../open-servicenow.ts'
import { call, recordOf, rowsOf, sysIdOf } from '../table-client.ts'

let now = 0
const serviceNow = await openFreshServiceNow({ clock: () => now, journalColumns: ['u_soc_notes'] })
const { incidentsUrl, journalUrl } = serviceNow

const DEFAULT_HEADING = '{YYYY}-{MM}-{DD} {hh}:{mm}:{ss} - {user} ({label})'

beforeEach(() => {
  serviceNow.setProperties({ journalReadable: 'yes', journalDisplayReadable: true })
  now = Date.parse('2026-11-20T08:00:00Z')
})

async function createWithNotes(): Promise<string> {
  const id = sysIdOf(await call(incidentsUrl, { method: 'POST', body: { work_notes: 'first' } }))
  now += 60_000
  await call(`${incidentsUrl}/${id}`, { method: 'PATCH', body: { comments: 'second\nline', u_soc_notes: 'third' } })
  return id
}

test('every write appends one entry, even of identical text, and is answered with an empty column', async () => {
  const id = sysIdOf(await call(incidentsUrl, { method: 'POST', body: { work_notes: 'same' } }))
  for (const expected of ['1', '2']) {
    const reply = await call(`${incidentsUrl}/${id}`, { method: 'PATCH', body: { work_notes: 'same' } })
    expect(recordOf(reply)).toMatchObject({ work_notes: '', sys_mod_count: expected })
  }
  expect(serviceNow.incidents()[0]?.journal.map(({ value }) => value)).toEqual(['same', 'same', 'same'])
})

test('an empty write appends nothing', async () => {
  await call(incidentsUrl, { method: 'POST', body: { work_notes: '', comments: null } })
  expect(serviceNow.incidents()[0]?.journal).toEqual([])
})

test('entries are rows of sys_journal_field', async () => {
  const id = await createWithNotes()
  const query = encodeURIComponent(`name=incident^element_id=${id}^elementINcomments,work_notes^ORDERBYsys_created_on`)
  const rows = rowsOf(await call(`${journalUrl}?sysparm_query=${query}`))
  expect(rows).toEqual([
    {
      sys_id: expect.any(String),
      name: 'incident',
      element: 'work_notes',
      element_id: id,
      value: 'first',
      sys_created_on: '2026-11-20 08:00:00',
      sys_created_by: 'case-push',
    },
    {
      sys_id: expect.any(String),
      name: 'incident',
      element: 'comments',
      element_id: id,
      value: 'second\nline',
      sys_created_on: '2026-11-20 08:01:00',
      sys_created_by: 'case-push',
    },
  ])
  expect(recordOf(await call(`${journalUrl}/${String(rows[0]?.sys_id)}`))).toEqual(rows[0])
})

test('the display value is the history as text, newest first', async () => {
  const id = await createWithNotes()
  const fields = 'sysparm_display_value=true&sysparm_fields=work_notes,comments,u_soc_notes,comments_and_work_notes'
  const notes = '2026-11-20 08:00:00 - case-push (Work notes)\nfirst\n\n'
  const comments = '2026-11-20 08:01:00 - case-push (Additional comments)\nsecond\nline\n\n'
  expect(recordOf(await call(`${incidentsUrl}/${id}?${fields}`))).toEqual({
    work_notes: notes,
    comments,
    u_soc_notes: '2026-11-20 08:01:00 - case-push (Soc notes)\nthird\n\n',
    comments_and_work_notes: comments + notes,
  })
})

test.each([
  ['{DD}.{MM}.{YYYY} {hh}:{mm}:{ss} - {user} (Arbeitsnotizen)', '20.11.2026 10:00:00 - case-push (Arbeitsnotizen)'],
  ['{YYYY}-{MM}-{DD} {hh}:{mm}:{ss} - {user}（作業メモ）', '2026-11-20 10:00:00 - case-push（作業メモ）'],
  ['{DD}/{MM}/{YYYY} {hh}h{mm} – {user} (Work notes (private))', '20/11/2026 10h00 – case-push (Work notes (private))'],
  ['{user}: {label} {other}', 'case-push: Work notes {other}'],
])('a history has the headings of its user’s language and formats: %s', async (journalHeading, heading) => {
  const id = await createWithNotes()
  serviceNow.setProperties({ journalHeading, displayTimeZoneOffsetMinutes: 120 })
  const url = `${incidentsUrl}/${id}?sysparm_display_value=true&sysparm_fields=work_notes`
  expect(recordOf(await call(url))).toEqual({ work_notes: `${heading}\nfirst\n\n` })
  serviceNow.setProperties({ journalHeading: DEFAULT_HEADING, displayTimeZoneOffsetMinutes: 0 })
  const [line] = String(recordOf(await call(url)).work_notes).split('\n')
  expect(line).toBe('2026-11-20 08:00:00 - case-push (Work notes)')
})

test('answers leave out journal columns that the user may not read', async () => {
  serviceNow.setProperties({ journalDisplayReadable: false })
  const id = await createWithNotes()
  const record = recordOf(await call(`${incidentsUrl}/${id}?sysparm_display_value=true`))
  expect(Object.keys(record).filter((name) => /notes$|comments/.test(name))).toEqual(['close_notes'])
})

test('a journal that the user may not read is answered 403, or with an empty list and its full total', async () => {
  const id = await createWithNotes()
  serviceNow.setProperties({ journalReadable: 'forbidden' })
  const forbidden = await call(`${journalUrl}?sysparm_query=element_id=${id}`)
  expect([forbidden.status, forbidden.json]).toEqual([
    403,
    { error: { message: 'Insufficient rights to query records', detail: null }, status: 'failure' },
  ])
  serviceNow.setProperties({ journalReadable: 'filtered' })
  const filtered = await call(`${journalUrl}?sysparm_query=element_id=${id}`)
  expect([filtered.status, filtered.json, filtered.headers.get('x-total-count')]).toEqual([200, { result: [] }, '3'])
})

test('a journal whose texts the user may not read lists its rows without them', async () => {
  const id = await createWithNotes()
  serviceNow.setProperties({ journalReadable: 'values-hidden' })
  const rows = rowsOf(await call(`${journalUrl}?sysparm_query=element_id=${id}&sysparm_fields=element,value`))
  expect(rows).toEqual([{ element: 'work_notes' }, { element: 'comments' }, { element: 'u_soc_notes' }])
  const [first] = rowsOf(await call(journalUrl))
  expect(first).toMatchObject({ element_id: id })
  expect(Object.keys(recordOf(await call(`${journalUrl}/${String(first?.sys_id)}`)))).not.toContain('value')
})

test.each(['POST', 'PATCH', 'DELETE'])('%s on sys_journal_field is answered 403', async (method) => {
  const reply = await call(journalUrl, { method, body: { value: 'forged' } })
  expect([reply.status, reply.text]).toEqual([403, expect.stringContaining('Failed due to security constraints')])
})
