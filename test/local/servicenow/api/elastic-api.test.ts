// The REST API of Elastic's application: whether it is installed, and the observables of a security incident.
import { beforeEach, expect, test } from '@jest/globals'
import { openFreshServiceNow } from '../open-servicenow.ts'
import { call, sysIdOf, type Reply } from '../table-client.ts'

const serviceNow = await openFreshServiceNow()
const { url } = serviceNow

beforeEach(() => {
  serviceNow.setProperties({ elasticApplication: true })
})

const health = (scope: string): Promise<Reply> => call(`${url}/api/${scope}/elastic_api/health`)

const createIn = async (table: string): Promise<string> =>
  sysIdOf(await call(`${url}/api/now/table/${table}`, { method: 'POST', body: {} }))

const bulkUrl = (id: string): string => `${url}/api/x_elas2_sir_int/elastic_api/incident/${id}/observables/bulk`

const addTo = (id: string, body: unknown): Promise<Reply> => call(bulkUrl(id), { method: 'POST', body })

test.each(['x_elas2_inc_int', 'x_elas2_sir_int'])('%s tells its version', async (scope) => {
  const reply = await health(scope)
  expect([reply.status, reply.json]).toEqual([200, { result: { name: 'Elastic', scope, version: '1.0.0' } }])
  serviceNow.setProperties({ elasticApplication: { version: '1.2.3' } })
  expect((await health(scope)).json).toMatchObject({ result: { version: '1.2.3' } })
})

test('without the application there is no such resource', async () => {
  const id = await createIn('sn_si_incident')
  serviceNow.setProperties({ elasticApplication: false })
  for (const reply of [await health('x_elas2_inc_int'), await addTo(id, [])])
    expect([reply.status, reply.json]).toEqual([
      400,
      { error: { message: 'Requested URI does not represent any resource', detail: null }, status: 'failure' },
    ])
  serviceNow.setProperties({ elasticApplication: true })
  expect((await health('x_elas2_other')).status).toBe(400)
  expect((await call(bulkUrl(id).replace('_sir_', '_inc_'), { method: 'POST', body: [] })).status).toBe(400)
})

test('a security incident holds each observable once, by value and type', async () => {
  const id = await createIn('sn_si_incident')
  const other = await createIn('sn_si_incident')
  const ip = { value: '10.0.0.1', type: 'ipv4-addr' }
  const hash = { value: '10.0.0.1', type: 'SHA256' }
  const first = await addTo(id, [ip, hash])
  expect([first.status, first.json]).toEqual([
    200,
    { result: [ip, hash].map(({ value }) => ({ value, observable_sys_id: expect.stringMatching(/^[0-9a-f]{32}$/) })) },
  ])
  await addTo(other, [ip])
  expect((await addTo(id.toUpperCase(), [hash, ip, ip])).status).toBe(200)
  expect(serviceNow.observables(id)).toMatchObject([ip, hash])
  expect((await call(`${url}/stand-in/observables/${other}`)).json).toMatchObject([ip])
  await call(`${url}/api/now/table/sn_si_incident/${id}`, { method: 'DELETE' })
  expect([serviceNow.observables(id).length, serviceNow.observables(other).length]).toEqual([0, 1])
})

test('observables of no security incident, or of another shape, are rejected', async () => {
  const ip = { value: '10.0.0.1', type: 'ipv4-addr' }
  expect((await addTo(await createIn('incident'), [ip])).status).toBe(404)
  const id = await createIn('sn_si_incident')
  for (const body of [ip, [{ value: 'a' }], '[']) expect((await addTo(id, body)).status).toBe(400)
  expect((await call(bulkUrl(id))).status).toBe(405)
  expect(serviceNow.observables(id)).toEqual([])
})

test('these requests are logged and share a session like those of the Table API', async () => {
  const reply = await health('x_elas2_inc_int')
  expect(reply.headers.get('set-cookie')).toMatch(/^JSESSIONID=/)
  expect(serviceNow.requests()).toMatchObject([{ method: 'GET', path: '/api/x_elas2_inc_int/elastic_api/health' }])
  expect((await call(`${url}/api/x_elas2_inc_int/elastic_api/health`, { headers: { authorization: '' } })).status).toBe(
    401,
  )
})
