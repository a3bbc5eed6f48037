// Which requests a fault strikes, and which it lets through.
import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals'
import { startServiceNow, type ServiceNow } from '../../local/servicenow/server.ts'
import { call, rowsOf } from './table-client.ts'

let serviceNow: ServiceNow
let incidents: string

beforeAll(async () => {
  serviceNow = await startServiceNow()
  incidents = `${serviceNow.url}/api/now/v2/table/incident`
})
beforeEach(() => {
  serviceNow.clear()
  serviceNow.clearFaults()
  serviceNow.clearRequests()
})
afterAll(() => serviceNow.close())

test('faults strike what they aim at, after what they skip, as often as they say', async () => {
  serviceNow.addFault({
    on: { method: 'POST', table: 'incident', field: 'work_notes' },
    skip: 1,
    times: 2,
    fault: { kind: 'accepted' },
  })
  const bodies = [
    { comments: 'a' },
    { work_notes: 'a' },
    { work_notes: '' },
    { work_notes: 'b' },
    { work_notes: 'c' },
    { work_notes: 'd' },
  ]
  const statuses: number[] = []
  for (const body of bodies) statuses.push((await call(incidents, { method: 'POST', body })).status)
  expect(statuses).toEqual([201, 201, 201, 202, 202, 201])
})

test('a fault may aim at a table or at a part of the decoded query', async () => {
  serviceNow.addFault({ on: { table: 'sys_journal_field' }, fault: { kind: 'accepted' } })
  serviceNow.addFault({ on: { query: 'correlation_id=a b' }, fault: { kind: 'hibernating' } })
  expect(rowsOf(await call(incidents))).toEqual([])
  expect((await call(`${incidents}?sysparm_query=correlation_id%3Da%20b`)).text).toMatch(/hibernating/)
  expect((await call(`${serviceNow.url}/api/now/table/sys_journal_field`)).status).toBe(202)
})

test('the first fault that is active wins', async () => {
  serviceNow.addFault({ skip: 1, fault: { kind: 'status', status: 500 } })
  serviceNow.addFault({ times: 2, fault: { kind: 'accepted' } })
  const statuses: number[] = []
  for (let count = 0; count < 4; count += 1) statuses.push((await call(incidents)).status)
  expect(statuses).toEqual([202, 500, 202, 200])
})
