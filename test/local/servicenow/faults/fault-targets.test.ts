// Which requests a fault strikes, and which pass.
import { expect, test } from '@jest/globals'
import { openFreshServiceNow } from '../open-servicenow.ts'
import { call, rowsOf } from '../table-client.ts'

const serviceNow = await openFreshServiceNow()
const { incidentsUrl } = serviceNow

test('a fault strikes the requests it aims at: it skips `skip` of them, then strikes `times` times', async () => {
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
  for (const body of bodies) statuses.push((await call(incidentsUrl, { method: 'POST', body })).status)
  expect(statuses).toEqual([201, 201, 201, 202, 202, 201])
})

test('a fault can aim at a table or at a part of the decoded query', async () => {
  serviceNow.addFault({ on: { table: 'sys_journal_field' }, fault: { kind: 'accepted' } })
  serviceNow.addFault({ on: { query: 'correlation_id=a b' }, fault: { kind: 'hibernating' } })
  expect(rowsOf(await call(incidentsUrl))).toEqual([])
  expect((await call(`${incidentsUrl}?sysparm_query=correlation_id%3Da%20b`)).text).toMatch(/hibernating/)
  expect((await call(`${serviceNow.url}/api/now/table/sys_journal_field`)).status).toBe(202)
})

test('a fault can aim at a part of the path', async () => {
  serviceNow.addFault({ on: { path: '/elastic_api/health' }, fault: { kind: 'accepted' } })
  expect((await call(incidentsUrl)).status).toBe(200)
  expect((await call(`${serviceNow.url}/api/x_elas2_inc_int/elastic_api/health`)).status).toBe(202)
})

test('the first fault that is active wins', async () => {
  serviceNow.addFault({ skip: 1, fault: { kind: 'status', status: 500 } })
  serviceNow.addFault({ times: 2, fault: { kind: 'accepted' } })
  const statuses: number[] = []
  for (let count = 0; count < 4; count += 1) statuses.push((await call(incidentsUrl)).status)
  expect(statuses).toEqual([202, 500, 202, 200])
})
