// The stand-in with a file: its incidents survive a restart, and a kill in the middle of a request.
import { afterEach, beforeEach, expect, test } from '@jest/globals'
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { startServiceNow, type ServiceNow } from '../../../../local/servicenow/server.ts'
import { until } from '../open-servicenow.ts'
import { call, type Reply } from '../table-client.ts'

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

async function start(): Promise<ServiceNow> {
  const serviceNow = await startServiceNow({ dataFile })
  started.push(serviceNow)
  return serviceNow
}

const post = ({ url }: ServiceNow): Promise<Reply> =>
  call(`${url}/api/now/v2/table/incident`, {
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
