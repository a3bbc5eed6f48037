// `npm start -- --port`: where a stack beside the usual one listens and keeps its data.
import { expect, test } from '@jest/globals'
import { planPorts } from '../../local/port-plan.ts'

test('the usual stack has the usual ports, data and connectors', () => {
  expect(planPorts(3000)).toEqual({
    ports: { api: 3000, servicenow: 3001, secrets: 3002, dynamodb: 3003, lambda: 3004 },
  })
})

test('another one has all ports in a row, and data and connectors of its own', () => {
  expect(planPorts(64_100)).toEqual({
    ports: { api: 64_100, servicenow: 64_101, secrets: 64_102, dynamodb: 64_103, lambda: 64_104 },
    dataDir: expect.stringMatching(/\.local\/port-64100\/data$/),
    connectorsDir: expect.stringMatching(/\.local\/port-64100\/connectors$/),
  })
})
