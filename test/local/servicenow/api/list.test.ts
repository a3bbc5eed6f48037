// Lists: encoded queries and their traps, paging, versions of the API.
import { beforeAll, expect, test } from '@jest/globals'
import { openServiceNow } from '../open-servicenow.ts'
import { call, rowsOf } from '../table-client.ts'

let now = Date.parse('2026-11-20T08:00:00Z')
const { url, incidentsUrl } = await openServiceNow({ clock: () => now })

beforeAll(async () => {
  const titles = [
    ['Phishing mail', 'k1'],
    ['Ransomware', 'k2'],
    ['Malware', 'k2'],
    ['Scan', ''],
  ]
  for (const [short_description, correlation_id] of titles) {
    await call(incidentsUrl, { method: 'POST', body: { short_description, correlation_id } })
    now += 60_000
  }
})

async function numbers(query: string): Promise<string[]> {
  const rows = rowsOf(await call(`${incidentsUrl}?sysparm_fields=number&sysparm_query=${encodeURIComponent(query)}`))
  return rows.map(({ number }) => String(number).slice(-1))
}

test.each([
  ['correlation_id=k2', ['2', '3']],
  ['correlation_id!=k2', ['1', '4']],
  ['short_descriptionLIKEware', ['2', '3']],
  ['short_descriptionLIKEWARE', []],
  ['short_descriptionSTARTSWITHPhish', ['1']],
  ['short_descriptionENDSWITHware', ['2', '3']],
  ['correlation_idINk1,k2', ['1', '2', '3']],
  ['correlation_idISEMPTY', ['4']],
  ['correlation_idISNOTEMPTY', ['1', '2', '3']],
  ['correlation_id=k1^ORcorrelation_id=k2^short_descriptionLIKEware', ['2', '3']],
  ['correlation_id=k2^short_description=Malware', ['3']],
  ['sys_created_on>2026-11-20 08:01:00', ['3', '4']],
  ['sys_created_on>=2026-11-20 08:01:00', ['2', '3', '4']],
  ['sys_created_on<2026-11-20 08:01:00', ['1']],
  ['sys_created_on<=2026-11-20 08:01:00', ['1', '2']],
  ['correlation_id=k2^ORDERBYDESCsys_created_on', ['3', '2']],
  ['ORDERBYshort_description', ['3', '1', '2', '4']],
  ['ORDERBYDESCnumber^correlation_id=k2', ['3', '2']],
])('%s finds %j', async (query, expected) => {
  expect(await numbers(query)).toEqual(expected)
})

test.each(['corelation_id=k1', 'corelation_id=k1^ORDERBYno_such', 'correlation_idNEARk1', '^^^'])(
  'a condition that is not understood is dropped: %s',
  async (query) => {
    expect(await numbers(query)).toEqual(['1', '2', '3', '4'])
  },
)

test.each(['sys_id=%s', 'sys_idIN0,%s', 'sys_id=0^ORsys_id=%s'])(
  'a sys_id is found without regard to case: %s',
  async (query) => {
    const id = String(rowsOf(await call(`${incidentsUrl}?number=INC0010002`))[0]?.sys_id)
    expect(await numbers(query.replace('%s', id.toUpperCase()))).toEqual(['2'])
  },
)

test('a dropped condition leaves the others in force', async () => {
  expect(await numbers('corelation_id=zzz^short_description=Scan')).toEqual(['4'])
})

test('a column as a parameter filters the list if there is no sysparm_query', async () => {
  expect(rowsOf(await call(`${incidentsUrl}?correlation_id=k1`))).toHaveLength(1)
  expect(rowsOf(await call(`${incidentsUrl}?correlation_id=k1&sysparm_query=correlation_id=k2`))).toHaveLength(2)
})

test('limit and offset page through a list, with its total and links', async () => {
  const reply = await call(
    `${incidentsUrl}?sysparm_limit=1&sysparm_offset=1&sysparm_no_count=true&sysparm_query=ORDERBYnumber`,
  )
  expect(rowsOf(reply).map(({ number }) => number)).toEqual(['INC0010002'])
  expect(reply.headers.get('x-total-count')).toBe('4')
  const links = reply.headers.get('link') ?? ''
  const offsets = [...links.matchAll(/<([^>]+)>;rel="(\w+)"/g)].map(([, url = '', relation]) => [
    relation,
    new URL(url).searchParams.get('sysparm_offset'),
  ])
  expect(offsets).toEqual([
    ['first', '0'],
    ['prev', '0'],
    ['next', '2'],
    ['last', '3'],
  ])
  expect(
    (await call(`${incidentsUrl}?sysparm_limit=1&sysparm_suppress_pagination_header=true`)).headers.get('link'),
  ).toBeNull()
})

test.each([
  ['/api/now/v2/table/incident', 200, '{"result":[]}'],
  ['/api/now/table/incident', 200, '{"result":[]}'],
  ['/api/now/v1/table/incident', 404, expect.stringContaining('No Record found')],
])('an empty list on %s is answered %i', async (path, status, text) => {
  const reply = await call(`${url}${path}?sysparm_query=correlation_id=none`)
  expect([reply.status, reply.text]).toEqual([status, text])
})

test.each([
  '/api/now/table/incident/%E0%A4%A',
  '/api/now/table/incident?sysparm_query=%zz',
  '/api/now/table/%',
  '/nav_to.do?uri=%',
  '/%ff',
])('the malformed %s causes no server error', async (path) => {
  expect((await call(`${url}${path}`)).status).toBeLessThan(500)
})
