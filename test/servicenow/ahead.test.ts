// A connection made ahead serves the request that follows, plain and over TLS, and whatever becomes of it, that request
// meets nothing that it would not meet by itself.
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals'
import { setTimeout as sleep } from 'node:timers/promises'
import { openAhead } from '../../lib/servicenow/connections.ts'
import { exchange } from '../../lib/servicenow/exchange.ts'
import { sendJson, startHttp, startHttps, startTcp, type RawServer } from '../support/raw-server.ts'
import { rejectionOf } from '../support/thrown.ts'
import { until } from '../support/until.ts'
import { BUDGET, T, post, trustTestServers } from './exchange-request.ts'

const clock = { time: T, now: () => clock.time }
const send = () => exchange(post(server.url), BUDGET, clock)
const ahead = () => {
  openAhead(new URL(server.url), clock.now())
}
const connected = (count = 1) => until('the server has the connection', () => server.connections.length === count)

let server: RawServer
let distrust: () => void
beforeAll(() => {
  distrust = trustTestServers()
})
afterAll(() => {
  distrust()
})
afterEach(async () => {
  clock.time = T
  await server.close()
})

describe.each([
  ['http', startHttp],
  ['https', startHttps],
])('%s', (_, start) => {
  beforeEachServer(start)

  test('the connection is there before the request, and serves it', async () => {
    ahead()
    await connected()
    expect(server.requests).toEqual([])
    expect(await send()).toMatchObject({ status: 200 })
    expect(server.connections).toHaveLength(1)
  })

  test('the request waits for the connection that is still being made', async () => {
    ahead()
    expect(await send()).toMatchObject({ status: 200 })
    expect(server.connections).toHaveLength(1)
  })

  test('asked for twice, or beside one that is fresh, no second one is made', async () => {
    ahead()
    ahead()
    await send()
    ahead()
    await send()
    expect(server.connections).toHaveLength(1)
  })

  test('two requests at once do not share it', async () => {
    ahead()
    expect(await Promise.all([send(), send()])).toMatchObject([{ status: 200 }, { status: 200 }])
    expect(server.connections).toHaveLength(2)
  })

  test('one that was made two seconds ago is not used, and ends', async () => {
    ahead()
    await connected()
    clock.time = T + 2_000
    expect(await send()).toMatchObject({ status: 200 })
    expect(server.connections).toHaveLength(2)
    await until('the server sees the first one end', () => server.ends.length > 0)
  })

  test('one that the server has ended is not used', async () => {
    ahead()
    await connected()
    server.connections[0]?.destroy()
    await sleep(50) // the end arrives here
    expect(await send()).toMatchObject({ status: 200 })
    expect(server.connections).toHaveLength(2)
  })
})

test('when nobody listens, the request says so, and nothing else is thrown', async () => {
  server = await startHttp(() => undefined)
  await server.close()
  ahead()
  expect(await rejectionOf(send())).toMatchObject({ effect: 'none', reason: 'network', cause: 'ECONNREFUSED' })
})

test('a request that is given up while the connection is still being made ends it', async () => {
  server = await startTcp((socket) => socket.resume(), 'https')
  ahead()
  const late = rejectionOf(exchange(post(server.url), { ...BUDGET, untilMs: T + 200 }, clock))
  await connected()
  expect(await late).toMatchObject({ effect: 'none', reason: 'timeout' })
  await until('the server sees the connection end', () => server.ends.length > 0)
})

function beforeEachServer(start: typeof startHttp): void {
  beforeEach(async () => {
    server = await start((response) => {
      sendJson(response, 200, {})
    })
  })
}
