// The stand-in with a file: its incidents survive a restart, and a kill in the middle of a request.
import { afterEach, beforeEach, expect, test } from '@jest/globals'
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { startServiceNow, type ServiceNow } from '../../../../local/servicenow/server.ts'
import { until } from '../open-servicenow.ts'
import { call, sysIdOf, type Reply } from '../table-client.ts'

let dataFile = ''
const started: ServiceNow[] = []

beforeEach(async () => {
  dataFile = join(await mkdtemp(join(tmpdir(), 'case-push-')), 'deep', 'servicenow.json')
})
// Whatever a test found: a stand-in that stays open would keep the run from ending.
afterEach(async () => {
  await Promise.allSettled(started.splice(0).map((serviceNow) => serviceNow.close()))
  await rm(dirname(dirname(dataFile)), { recursive: true })
})

async function start(tables: string[] = []): Promise<ServiceNow> {
  const serviceNow = await startServiceNow({ dataFile, tables })
  started.push(serviceNow)
  return serviceNow
}

const post = ({ url }: ServiceNow, table = 'incident'): Promise<Reply> =>
  call(`${url}/api/now/v2/table/${table}`, {
    method: 'POST',
    body: { short_description: 'Kept', work_notes: 'Kept as well', u_custom: 'too' },
  })

test('a restarted stand-in has the incidents, journals and numbers of the last one', async () => {
  const first = await start()
  await post(first)
  const before = first.incidents()
  await first.close()
  const second = await start()
  expect(second.incidents()).toEqual(before)
  await post(second)
  expect(second.incidents().map(({ number, u_custom }) => [number, u_custom])).toEqual([
    ['INC0010001', 'too'],
    ['INC0010002', 'too'],
  ])
})

test('records of other tables survive a restart too, even of one without their table', async () => {
  const first = await start(['u_soc_case'])
  await post(first, 'sn_si_incident')
  await post(first, 'u_soc_case')
  const before = ['sn_si_incident', 'u_soc_case'].map(first.records)
  await first.close()
  const second = await start()
  expect(['sn_si_incident', 'u_soc_case'].map(second.records)).toEqual(before)
  await post(second, 'sn_si_incident')
  expect(second.records('sn_si_incident').map(({ number }) => number)).toEqual(['SIR0010001', 'SIR0010002'])
})

test('the observables of a security incident survive a restart', async () => {
  const first = await start()
  first.setProperties({ elasticApplication: true })
  const id = sysIdOf(await post(first, 'sn_si_incident'))
  const body = [{ value: '10.0.0.1', type: 'ipv4-addr' }]
  await call(`${first.url}/api/x_elas2_sir_int/elastic_api/incident/${id}/observables/bulk`, { method: 'POST', body })
  await first.close()
  expect((await start()).observables(id)).toMatchObject(body)
})

test('a file from before there were other tables is read', async () => {
  const incident = { sys_id: 'a'.repeat(32), number: 'INC0010007', u_custom: 'kept', sys_class_name: 'incident' }
  await mkdir(dirname(dataFile))
  await writeFile(dataFile, JSON.stringify({ incidents: [incident], journal: [], lastNumber: 10_007 }))
  const serviceNow = await start()
  expect(serviceNow.incidents()).toEqual([{ ...incident, journal: [] }])
  await post(serviceNow)
  expect(serviceNow.incidents()[1]).toMatchObject({ number: 'INC0010008' })
})

test('the file holds a write as soon as its request ends, even if the answer was lost', async () => {
  const killed = await start()
  killed.addFault({ on: { method: 'POST' }, fault: { kind: 'reset', commit: true } })
  await expect(post(killed)).rejects.toThrow()
  await until(() => killed.incidents().length === 1)
  await new Promise((resolve) => setTimeout(resolve, 50))
  const next = await start()
  expect(next.incidents()).toHaveLength(1)
})

test('a file that cannot be written is named when the stand-in closes', async () => {
  const serviceNow = await start()
  await rm(dirname(dataFile), { recursive: true })
  await expect(serviceNow.close()).rejects.toThrow(`cannot save its incidents in ${dataFile}`)
  await expect(fetch(serviceNow.url)).rejects.toThrow()
})

test('a file that is not a snapshot is named at the start and stays as it is', async () => {
  await mkdir(dirname(dataFile))
  await writeFile(dataFile, '{"incidents":')
  await expect(start()).rejects.toThrow(`cannot read its incidents from ${dataFile}`)
})
