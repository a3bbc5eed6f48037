// The stand-in with a file: its incidents outlive it, also when it was killed in the middle of a request.
import { afterEach, beforeEach, expect, test } from '@jest/globals'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { startServiceNow } from '../../local/servicenow/server.ts'

let directory = ''
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'case-push-'))
})
afterEach(async () => {
  await rm(directory, { recursive: true })
})

const post = (url: string) =>
  fetch(`${url}/api/now/v2/table/incident`, {
    method: 'POST',
    headers: {
      authorization: `Basic ${Buffer.from('case-push:local-password').toString('base64')}`,
      accept: 'application/json',
      'content-type': 'application/json',
    },
    body: JSON.stringify({ short_description: 'Kept', work_notes: 'Kept as well', u_custom: 'too' }),
  })

test('a started stand-in shows the incidents, journals and numbers of the last one', async () => {
  const dataFile = join(directory, 'deep', 'servicenow.json')
  const first = await startServiceNow({ dataFile })
  await post(first.url)
  const before = first.incidents()
  await first.close()
  const second = await startServiceNow({ dataFile })
  expect(second.incidents()).toEqual(before)
  await post(second.url)
  expect(second.incidents().map(({ number, u_custom }) => [number, u_custom])).toEqual([
    ['INC0010001', 'too'],
    ['INC0010002', 'too'],
  ])
  await second.close()
})

test('a write is in the file behind its request, even one whose answer was cut', async () => {
  const dataFile = join(directory, 'servicenow.json')
  const killed = await startServiceNow({ dataFile })
  killed.addFault({ on: { method: 'POST' }, fault: { kind: 'reset', commit: true } })
  await expect(post(killed.url)).rejects.toThrow()
  await new Promise((resolve) => setTimeout(resolve, 50))
  const next = await startServiceNow({ dataFile })
  expect(next.incidents()).toHaveLength(1)
  await Promise.all([killed.close(), next.close()])
})
