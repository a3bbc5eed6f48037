// One HTTP exchange, over real sockets: what is sent when, on which connection, and what comes back.
import { afterEach, expect, test } from '@jest/globals'
import { exchange } from '../../lib/servicenow/exchange.ts'
import { rejectionOf } from '../support/thrown.ts'
import { sendJson, startHttp, startHttps, type RawServer } from '../support/raw-server.ts'
import { BUDGET, T, lookUpBy, post, trustTestServers } from './exchange-request.ts'

const clock = { time: T, now: () => clock.time }
let server: RawServer | undefined
afterEach(async () => {
  clock.time = T
  await server?.close()
})

const send = (url: string, budget = BUDGET) => exchange(post(url), budget, clock)

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

test('a redirect is an answer like any other, which the exchange does not follow', async () => {
  server = await startHttp((response) => {
    response.writeHead(302, { location: '/login.do' }).end()
  })
  expect((await send(server.url)).status).toBe(302)
  expect(server.requests).toHaveLength(1)
})

test('requests that follow one another share a connection', async () => {
  server = await startHttp((response) => {
    sendJson(response, 200, {})
  })
  await send(server.url)
  clock.time += 1_999
  await send(server.url)
  expect(server.connections).toHaveLength(1)
})

test('a connection that was idle for 2 s is replaced by a fresh one', async () => {
  server = await startHttp((response) => {
    sendJson(response, 200, {})
  })
  await send(server.url)
  clock.time += 2_000
  await send(server.url)
  expect(server.connections).toHaveLength(2)
})

test('a connection is idle from the end of the last answer on, not from its request', async () => {
  server = await startHttp((response) => {
    clock.time += 5_000
    sendJson(response, 200, {})
  })
  await send(server.url)
  clock.time += 1_000
  await send(server.url)
  expect(server.connections).toHaveLength(1)
})

test('a connection that the server closed while it was idle causes no error', async () => {
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

test('over TLS, the time to begin is checked after the handshake', async () => {
  const distrust = trustTestServers()
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
    distrust()
  }
})

test.each([
  ['http', startHttp],
  ['https', startHttps],
])('a host is reached at its second address when nothing listens at its first (%s)', async (_, start) => {
  server = await start((response) => {
    sendJson(response, 200, {})
  })
  const distrust = trustTestServers()
  const addresses = ['127.0.0.2', '127.0.0.1'].map((address) => ({ address, family: 4 }))
  const restore = lookUpBy((_name, _options, done) => {
    done(null, addresses)
  })
  try {
    expect((await send(server.url.replace('127.0.0.1', 'localhost'))).status).toBe(200)
  } finally {
    restore()
    distrust()
  }
})

test.each([
  ['http', startHttp],
  ['https', startHttps],
])('an answer that ends with its connection is read whole (%s)', async (_, start) => {
  server = await start((response) => response.socket?.end('HTTP/1.1 200 OK\r\nconnection: close\r\n\r\nwhole'))
  const distrust = trustTestServers()
  try {
    expect((await send(server.url)).body).toBe('whole')
  } finally {
    distrust()
  }
})

test('an answer may be as long as its call allows', async () => {
  server = await startHttp((response) => {
    response.end('x'.repeat(1_000))
  })
  const request = { ...post(server.url), maxAnswerBytes: 1_000 }
  expect((await exchange(request, BUDGET, clock)).body).toHaveLength(1_000)
})

test('an answer of exactly 10 MB is read whole', async () => {
  server = await startHttp((response) => {
    response.end('x'.repeat(10 * 1024 * 1024))
  })
  expect((await send(server.url)).body).toHaveLength(10 * 1024 * 1024)
})
