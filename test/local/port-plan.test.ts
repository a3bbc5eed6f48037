// `npm start -- --port`: where a stack beside the usual one listens and keeps its data.
import { afterAll, expect, test } from '@jest/globals'
import { readFile, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { planPorts } from '../../local/port-plan.ts'

const own = (await planPorts(64_100)) as { connectorsDir: string; dataDir: string }
afterAll(() => rm(join(own.connectorsDir, '..'), { recursive: true }))

test('the usual stack has the usual ports, data and connectors', async () => {
  expect(await planPorts(3000)).toEqual({
    ports: { api: 3000, servicenow: 3001, secrets: 3002, dynamodb: 3003, lambda: 3004 },
  })
})

test('another one has all ports in a row, and data and a connector of its own', async () => {
  expect(own).toMatchObject({ ports: { api: 64_100, lambda: 64_104 }, dataDir: expect.stringMatching(/64100.data$/) })
  const text = await readFile(join(own.connectorsDir, 'local.json'), 'utf8')
  expect(JSON.parse(text)).toMatchObject({ config: { apiUrl: 'http://127.0.0.1:64101' } })
})
