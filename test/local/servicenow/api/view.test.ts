// What an answer shows of a record: selected columns, references, display values.
import { expect, test } from '@jest/globals'
import { openFreshServiceNow } from '../open-servicenow.ts'
import { call, recordOf, rowsOf, sysIdOf } from '../table-client.ts'

let now = Date.parse('2026-11-20T08:30:15.678Z')
const serviceNow = await openFreshServiceNow({ clock: () => now })
const { incidentsUrl } = serviceNow

test('sysparm_fields selects columns and ignores unknown names', async () => {
  const reply = await call(`${incidentsUrl}?sysparm_fields=number,no_such,correlation_id`, {
    method: 'POST',
    body: { correlation_id: 'k' },
  })
  expect(recordOf(reply)).toEqual({ number: 'INC0010001', correlation_id: 'k' })
})

test('answers about incidents lack the columns that the user may not read; queries still find by them', async () => {
  serviceNow.setProperties({ hiddenColumns: ['correlation_id', 'u_key', 'value'] })
  const body = { correlation_id: 'k', u_key: 'k', description: 'd', work_notes: 'note' }
  const created = await call(incidentsUrl, { method: 'POST', body })
  const url = `${incidentsUrl}/${sysIdOf(created)}`
  const [listed = {}] = rowsOf(await call(`${incidentsUrl}?sysparm_query=correlation_id=k`))
  const updated = await call(url, { method: 'PATCH', body: { correlation_id: 'l' } })
  for (const record of [recordOf(created), listed, recordOf(updated), recordOf(await call(url))]) {
    expect(record).toMatchObject({ description: 'd' })
    expect(Object.keys(record)).not.toContain('correlation_id')
    expect(Object.keys(record)).not.toContain('u_key')
  }
  expect(recordOf(await call(`${url}?sysparm_fields=number,correlation_id`))).toEqual({ number: 'INC0010001' })
  expect(rowsOf(await call(serviceNow.journalUrl))).toMatchObject([{ value: 'note' }])
  serviceNow.setProperties({ hiddenColumns: ['number'] })
  serviceNow.addFault({ fault: { kind: 'result-and-error' } })
  const notDone = await call(incidentsUrl, { method: 'POST', body })
  expect(Object.keys(recordOf(notDone))).toEqual(['sys_id', 'short_description'])
  serviceNow.setProperties({ hiddenColumns: [] })
  expect(recordOf(await call(url))).toMatchObject({ correlation_id: 'l', u_key: 'k' })
})

test('references are links with values, or plain strings on request', async () => {
  const created = await call(`${incidentsUrl}?sysparm_exclude_reference_link=true`, {
    method: 'POST',
    body: { assignment_group: 'abc' },
  })
  expect(recordOf(created).assignment_group).toBe('abc')
  const linked = await call(`${incidentsUrl}/${sysIdOf(created)}?sysparm_fields=assignment_group`)
  expect(recordOf(linked).assignment_group).toEqual({
    link: `${serviceNow.url}/api/now/table/sys_user_group/abc`,
    value: 'abc',
  })
})

test('a column for users that is given a user name refers to that user; another text stays as it is', async () => {
  const body = { caller_id: 'case-push', assigned_to: 'nobody', assignment_group: 'case-push' }
  const created = await call(incidentsUrl, { method: 'POST', body })
  const userId = expect.stringMatching(/^[0-9a-f]{32}$/)
  expect(recordOf(created)).toMatchObject({
    caller_id: { value: userId, link: expect.stringMatching(/\/sys_user\/[0-9a-f]{32}$/) },
    assigned_to: { value: 'nobody' },
    assignment_group: { value: 'case-push' },
  })
  expect(recordOf(created).caller_id).toEqual(recordOf(created).opened_by)
  const shown = await call(`${incidentsUrl}/${sysIdOf(created)}?sysparm_display_value=true&sysparm_fields=caller_id`)
  expect(recordOf(shown)).toMatchObject({ caller_id: { display_value: 'case-push' } })
})

test('display values are labels and times in the user’s zone; `all` gives both values', async () => {
  serviceNow.setProperties({ displayTimeZoneOffsetMinutes: 120 })
  now = Date.parse('2026-11-20T23:00:00Z')
  const created = await call(incidentsUrl, { method: 'POST', body: {} })
  const fields = 'sysparm_fields=state,sys_created_on,opened_by'
  const shown = recordOf(await call(`${incidentsUrl}/${sysIdOf(created)}?${fields}&sysparm_display_value=true`))
  expect(shown).toMatchObject({
    state: 'New',
    sys_created_on: '2026-11-21 01:00:00',
    opened_by: { display_value: 'case-push' },
  })
  const both = recordOf(await call(`${incidentsUrl}/${sysIdOf(created)}?${fields}&sysparm_display_value=all`))
  expect(both).toMatchObject({
    state: { display_value: 'New', value: '1' },
    sys_created_on: { value: '2026-11-20 23:00:00' },
  })
  serviceNow.setProperties({ displayTimeZoneOffsetMinutes: 0 })
})
