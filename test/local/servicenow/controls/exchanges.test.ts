// What the stand-in keeps of the requests for its pages: the last 1,000, and of each text the beginning.
import { expect, test } from '@jest/globals'
import { ServerResponse, IncomingMessage } from 'node:http'
import { Socket } from 'node:net'
import { readTableRequest } from '../../../../local/servicenow/api/table-request.ts'
import { createExchanges } from '../../../../local/servicenow/controls/exchanges.ts'

const request = (query: string, body = '') =>
  readTableRequest({ method: 'POST', url: `http://host/api/now/table/incident?${query}`, headers: {}, body })

const response = () => new ServerResponse(new IncomingMessage(new Socket()))

test('the last thousand are kept, oldest first', () => {
  const exchanges = createExchanges(() => 0)
  for (let count = 0; count < 5_000; count += 1) exchanges.add(request(''), undefined, response())
  expect([exchanges.list().length, exchanges.list()[0]?.id, exchanges.list().at(-1)?.id]).toEqual([1_000, 4_001, 5_000])
})

test('of long texts the beginning is kept, and a bounded number of ids', () => {
  const exchanges = createExchanges(() => 0)
  const long = 'x'.repeat(1_000_000)
  const ids = Array.from({ length: 10_000 }, (_, at) => String(at).padStart(32, 'a')).join(' ')
  const course = exchanges.add(request(`sysparm_query=${long}`, long), undefined, response())
  course.carriedOut({ status: 200, headers: {}, body: ids })
  const [kept] = exchanges.list()
  expect(JSON.stringify({ ...kept, ids: [...(kept?.ids ?? [])] }).length).toBeLessThan(30_000)
  expect(kept?.body.length).toBe(1_000_000)
})
