// One HTTP exchange, over real sockets: what was sent when, and what a failure proves.
import tls from 'node:tls'
import { afterEach, expect, test } from '@jest/globals'
import { exchange, type Request } from '../../lib/servicenow/exchange.ts'
import { rejectionOf } from '../support/thrown.ts'
import { sendJson, startHttp, startHttps, startTcp, type RawServer } from '../support/raw-server.ts'
import { CERTIFICATE } from './self-signed.ts'

const T = Date.parse('2026-11-23T10:00:00Z')
const BUDGET = { startByMs: T + 20_000, untilMs: T + 21_000, limitMs: 20_000 }
const clock = { time: T, now: () => clock.time }
let server: RawServer | undefined
afterEach(async () => {
  clock.time = T
  await server?.close()
})

const post = (url: string, body: string | undefined = '{"a":"ü"}'): Request => ({
  method: 'POST',
  url: new URL(url),
  headers: { 'x-test': 'yes' },
  body,
})
const send = (url: string, budget = BUDGET) => exchange(post(url), budget, clock)
const failure = (url: string, budget = BUDGET) => rejectionOf(send(url, budget))

test('a request arrives whole and its answer comes back whole', async () => {
  server = await startHttp((response) => {
    sendJson(response, 201, { result: 'ä' }, { 'x-answer': 'yes' })
  })
  const answer = await send(`${server.url}/path?q=1`)
  expect(server.requests).toEqual([
    { method: 'POST', url: '/path?q=1', headers: expect.objectContaining({ 'x-test': 'yes' }), body: '{"a":"ü"}' },
  ])
  expect(answer).toMatchObject({ status: 201, body: '{"result":"ä"}', sentAtMs: T, headers: { 'x-answer': 'yes' } })
})

test('a redirect is an answer like any other and nobody follows it', async () => {
  server = await startHttp((response) => {
    response.writeHead(302, { location: '/login.do' }).end()
  })
  expect((await send(server.url)).status).toBe(302)
  expect(server.requests).toHaveLength(1)
})

test('requests that follow each other share a connection', async () => {
  server = await startHttp((response) => {
    sendJson(response, 200, {})
  })
  await send(server.url)
  clock.time += 1_999
  await send(server.url)
  expect(server.connections).toHaveLength(1)
})

test('a connection that was idle for 2 s is not trusted', async () => {
  server = await startHttp((response) => {
    sendJson(response, 200, {})
  })
  await send(server.url)
  clock.time += 2_000
  await send(server.url)
  expect(server.connections).toHaveLength(2)
})

test('idle time begins with the end of the last answer, not with its request', async () => {
  server = await startHttp((response) => {
    clock.time += 5_000
    sendJson(response, 200, {})
  })
  await send(server.url)
  clock.time += 1_000
  await send(server.url)
  expect(server.connections).toHaveLength(1)
})

test('a connection that the server closed while it was idle costs no error', async () => {
  server = await startHttp((response) => {
    sendJson(response, 200, {})
  })
  await send(server.url)
  await new Promise((resolve) => {
    server?.connections[0]?.on('close', resolve).end()
  })
  await new Promise(setImmediate)
  expect((await send(server.url)).status).toBe(200)
})

test('a reset on a reused connection does not prove that nothing happened', async () => {
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

test('without time to begin, not even a connection is opened', async () => {
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

test('a certificate that nobody trusts is refused before a byte is sent', async () => {
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

test('a handshake that never ends is given up in time, without effect', async () => {
  server = await startTcp(() => undefined, 'https')
  expect(await failure(server.url, { ...BUDGET, startByMs: T, untilMs: T + 50 })).toMatchObject({
    effect: 'none',
    reason: 'timeout',
  })
})

test('over TLS, what is sent is checked against the time after the handshake', async () => {
  const before = tls.getCACertificates('default')
  tls.setDefaultCACertificates([CERTIFICATE])
  try {
    server = await startHttps((response) => {
      sendJson(response, 200, {})
    })
    expect((await send(server.url)).status).toBe(200)
    expect((await send(server.url)).status).toBe(200)
    expect(server.connections).toHaveLength(1)
    clock.time += 2_000
    const slow = send(server.url, { ...BUDGET, startByMs: clock.time })
    clock.time += 1
    expect(await rejectionOf(slow)).toMatchObject({ code: 'push_incomplete', effect: 'none' })
    expect(server.requests).toHaveLength(2)
  } finally {
    tls.setDefaultCACertificates(before)
  }
})

test('nothing is sent once the time to begin has passed while connecting', async () => {
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
    'with something that is no HTTP',
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

test('an answer without end is cut off', async () => {
  let written = 0
  server = await startHttp((response) => {
    const more = () => {
      while (!response.destroyed && response.write('x'.repeat(65_536))) written += 65_536
      if (!response.destroyed) response.once('drain', more)
    }
    more()
  })
  expect(await failure(server.url)).toMatchObject({ effect: 'open', reason: 'network' })
  expect(written).toBeLessThan(64 * 1024 * 1024)
})

test('an answer of exactly 10 MB is taken', async () => {
  server = await startHttp((response) => {
    response.end('x'.repeat(10 * 1024 * 1024))
  })
  expect((await send(server.url)).body).toHaveLength(10 * 1024 * 1024)
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

test('an answer that trickles is cut at the limit as well', async () => {
  server = await startHttp((response) => {
    response.write('{')
  })
  expect(await failure(server.url, { ...BUDGET, limitMs: 50 })).toMatchObject({ effect: 'open', reason: 'timeout' })
})

test('no error names a host, a path or a word of the request', async () => {
  server = await startTcp((socket) => {
    socket.once('data', () => {
      socket.destroy()
    })
  })
  const error = await rejectionOf(exchange(post(`${server.url}/canary`, 'canary'), BUDGET, clock))
  expect(JSON.stringify([error, error.cause, error.message])).not.toMatch(/canary|127\.0\.0\.1/)
})
