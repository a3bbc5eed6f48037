// Free ports are found; an error about a taken one names the port and the server that needs it.
import { afterEach, beforeEach, expect, test } from '@jest/globals'
import { createServer } from 'node:net'
import { startDynamoDB } from '../../local/dynamodb.ts'
import { HOST, portOf, reservePorts } from '../../local/ports.ts'
import { startSecretsManager } from '../../local/secrets-manager.ts'

const stranger = createServer()
let taken: number

beforeEach(
  () =>
    new Promise<void>((resolve) => {
      stranger.listen(0, HOST, () => {
        taken = portOf(stranger.address())
        resolve()
      })
    }),
)
afterEach(() => new Promise((resolve) => stranger.close(resolve)))

test('reserving a taken port fails with its number and the server that needs it', async () => {
  await expect(reservePorts({ api: 0, lambda: taken }, { api: 'the API', lambda: 'Lambda' })).rejects.toThrow(
    `port ${taken} is taken, and Lambda needs it`,
  )
})

test('every server gets a free port of its own', async () => {
  const names = { one: 0, two: 0, three: 0 }
  const ports = Object.values(await reservePorts(names, { one: 'One', two: 'Two', three: 'Three' }))
  expect(new Set(ports).size).toBe(3)
  expect(ports).not.toContain(0)
})

test('a reserved port is free again for its owner', async () => {
  const { one } = await reservePorts({ one: 0 }, { one: 'One' })
  const { close, url } = await startSecretsManager({ port: one })
  await close()
  expect(url).toBe(`http://127.0.0.1:${one}`)
})

test.each([
  ['Secrets Manager', () => startSecretsManager({ port: taken })],
  ['DynamoDB', () => startDynamoDB({ port: taken })],
])('%s names itself and the port that is taken', async (name, start) => {
  await expect(start()).rejects.toThrow(`port ${taken} is taken, and ${name} needs it`)
  await expect(start()).rejects.toMatchObject({ cause: { code: 'EADDRINUSE' } })
})
