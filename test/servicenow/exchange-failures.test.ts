// One HTTP exchange that fails, over real sockets: what the failure proves about what ServiceNow did.
import { afterEach, expect, test } from '@jest/globals'
import { exchange } from '../../lib/servicenow/exchange.ts'
import { rejectionOf } from '../support/thrown.ts'
import { sendJson, startHttp, startHttps, startTcp, type RawServer } from '../support/raw-server.ts'
import { BUDGET, T, post } from './exchange-request.ts'

const clock = { time: T, now: () => clock.time }
let server: RawServer | undefined
afterEach(async () => {
  clock.time = T
  await server?.close()
})

const send = (url: string, budget = BUDGET) => exchange(post(url), budget, clock)
const failure = (url: string, budget = BUDGET) => rejectionOf(send(url, budget))

test('a reset on a reused connection leaves the outcome open', async () => {
  server = await startHttp((response, count) => {
    if (count === 2) response.socket?.destroy()
    else sendJson(response, 200, {})
  })
  await send(server.url)
  expect(await failure(server.url)).toMatchObject({
    code: 'servicenow_unavailable',
    effect: 'open',
    sentAtMs: T,
    reason: 'network',
  })
  expect(server.connections).toHaveLength(1)
})

test('without time to begin, no connection is opened', async () => {
  server = await startHttp((response) => {
    sendJson(response, 200, {})
  })
  clock.time = BUDGET.startByMs + 1
  expect(await failure(server.url)).toMatchObject({
    code: 'push_incomplete',
    reason: 'out_of_time',
    effect: 'none',
    retryAfterS: 1,
  })
  expect(server.connections).toHaveLength(0)
  clock.time = BUDGET.startByMs
  expect((await send(server.url)).status).toBe(200)
})

test('a refused connection certainly had no effect', async () => {
  server = await startHttp(() => undefined)
  await server.close()
  expect(await failure(server.url)).toMatchObject({
    code: 'servicenow_unavailable',
    effect: 'none',
    sentAtMs: undefined,
    reason: 'network',
    cause: 'ECONNREFUSED',
    retryAfterS: 5,
  })
})

test('a name that does not exist certainly had no effect', async () => {
  expect(await failure('http://nowhere.invalid')).toMatchObject({ effect: 'none', reason: 'network' })
})

test('a certificate that nobody trusts is rejected before a byte is sent', async () => {
  server = await startHttps((response) => {
    sendJson(response, 200, {})
  })
  expect(await failure(server.url)).toMatchObject({
    effect: 'none',
    reason: 'network',
    cause: 'DEPTH_ZERO_SELF_SIGNED_CERT',
  })
  expect(server.requests).toEqual([])
})

test('a handshake that never ends is abandoned in time, without effect', async () => {
  server = await startTcp(() => undefined, 'https')
  expect(await failure(server.url, { ...BUDGET, startByMs: T, untilMs: T + 50 })).toMatchObject({
    effect: 'none',
    reason: 'timeout',
  })
})

test('nothing is sent when the time to begin passes while connecting', async () => {
  server = await startHttp((response) => {
    sendJson(response, 200, {})
  })
  const late = failure(server.url)
  clock.time = BUDGET.startByMs + 1
  expect(await late).toMatchObject({ code: 'push_incomplete', effect: 'none' })
  expect(server.requests).toEqual([])
})

test.each([
  [
    'before it is read',
    (socket: { resetAndDestroy(): unknown }) => {
      socket.resetAndDestroy()
    },
  ],
  [
    'by a silent end',
    (socket: { end(): unknown }) => {
      socket.end()
    },
  ],
  [
    'with something that is not HTTP',
    (socket: { end(text: string): unknown }) => {
      socket.end('SSH-2.0\r\n\r\n')
    },
  ],
])('a connection that ends %s leaves the outcome open', async (_, end) => {
  server = await startTcp((socket) => {
    socket.once('data', () => {
      end(socket)
    })
  })
  expect(await failure(server.url)).toMatchObject({ effect: 'open', sentAtMs: T, reason: 'network' })
})

test('an answer that breaks off in the middle leaves the outcome open', async () => {
  server = await startHttp((response) => {
    response.writeHead(200, { 'content-length': '100' })
    response.write('{"result":', () => response.socket?.destroy())
  })
  expect(await failure(server.url)).toMatchObject({ effect: 'open', reason: 'network', cause: 'ECONNRESET' })
})

test('an endless answer is cut off', async () => {
  let written = 0
  server = await startHttp((response) => {
    const more = () => {
      do written += 65_536
      while (!response.destroyed && response.write('x'.repeat(65_536)))
      if (!response.destroyed) response.once('drain', more)
    }
    more()
  })
  expect(await failure(server.url)).toMatchObject({ effect: 'open', reason: 'answer_too_long' })
  expect(written).toBeLessThan(64 * 1024 * 1024)
})

test.each([
  ['its own limit', { ...BUDGET, limitMs: 50 }],
  ['the end of the push', { ...BUDGET, startByMs: T, untilMs: T + 50 }],
])(
  'a call that is not answered ends at %s',
  async (_, budget) => {
    server = await startHttp(() => undefined)
    expect(await failure(server.url, budget)).toMatchObject({ effect: 'open', sentAtMs: T, reason: 'timeout' })
  },
  10_000,
)

test('an answer that trickles is cut off at the limit', async () => {
  server = await startHttp((response) => {
    response.write('{')
  })
  expect(await failure(server.url, { ...BUDGET, limitMs: 50 })).toMatchObject({ effect: 'open', reason: 'timeout' })
})

test('no error holds a host, a path or a word of the request', async () => {
  server = await startTcp((socket) => {
    socket.once('data', () => {
      socket.destroy()
    })
  })
  const error = await rejectionOf(exchange(post(`${server.url}/canary`, 'canary'), BUDGET, clock))
  expect(JSON.stringify([error, error.cause, error.message])).not.toMatch(/canary|127\.0\.0\.1/)
})
