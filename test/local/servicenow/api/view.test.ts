// What an answer shows of a record: selected columns, references, display values.
import { expect, test } from '@jest/globals'
import { openFreshServiceNow } from '../open-servicenow.ts'
import { call, recordOf, sysIdOf } from '../table-client.ts'

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
