// Every example of events/ for the HTTP function gets the answer that the one table of expectations says. The queue's
// examples are held against the same table in execute-queued.test.ts.
import { afterAll, expect, test } from '@jest/globals'
import { BUS_EXAMPLES, HTTP_EXAMPLES, KIBANA_EXAMPLES, QUEUE_EXAMPLES } from '../support/expected-statuses.ts'
import { exampleNames, httpEvent } from '../support/events.ts'
import { startHttpApi } from '../support/http-api.ts'

const api = await startHttpApi()
afterAll(() => api.close())

test('every example has a row in the table, and every row its example', () => {
  const rows = [
    ...[HTTP_EXAMPLES, QUEUE_EXAMPLES, BUS_EXAMPLES].flatMap((table) => Object.keys(table)),
    ...KIBANA_EXAMPLES,
  ]
  expect(rows.sort()).toEqual(exampleNames().sort())
})

test.each(Object.entries(HTTP_EXAMPLES))('%s gets the answer of its row in the table', async (name, row) => {
  api.servicenow.clearRequests()
  const { statusCode, body } = await api.send(httpEvent(name))
  expect(statusCode).toBe(row.statusCode)
  expect(body).toMatchObject(statusCode === 200 ? { status: 'ok' } : { status: 'error', retry: false, ...row })
  if (statusCode === 200) return
  const requests = api.servicenow
    .requests()
    .filter(({ method }) => row.code !== 'incident_not_found' || method === 'POST')
  expect(requests).toEqual([])
})
