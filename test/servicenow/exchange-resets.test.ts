// How a connection ends when its request is given up: with a reset, at whatever point, plain and over TLS.
import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals'
import type { ServerResponse } from 'node:http'
import { exchange, type Request } from '../../lib/servicenow/exchange.ts'
import { sendJson, startHttp, startHttps, startTcp, type RawServer } from '../support/raw-server.ts'
import { rejectionOf } from '../support/thrown.ts'
import { until } from '../support/until.ts'
import { BUDGET, T, lookUpBy, post, trustTestServers } from './exchange-request.ts'

const SHORT = { ...BUDGET, limitMs: 100 }
const clock = { time: T, now: () => clock.time }
const send = (url: string, budget = BUDGET, more: Partial<Request> = {}) =>
  exchange({ ...post(url), ...more }, budget, clock)

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

const seenEnd = async () => {
  await until('the server sees the connection end', () => server.ends.length > 0)
  return server.ends
}
const answerOk = (response: ServerResponse) => {
  sendJson(response, 200, {})
}

describe.each([
  ['http', startHttp],
  ['https', startHttps],
])('the server sees a reset (%s)', (_, start) => {
  test('when the answer takes too long', async () => {
    server = await start(() => undefined)
    expect(await rejectionOf(send(server.url, SHORT))).toMatchObject({ effect: 'open', reason: 'timeout' })
    expect(await seenEnd()).toEqual(['ECONNRESET'])
  })

  test('when the answer takes too long on a connection that was used before', async () => {
    server = await start((response, count) => {
      if (count === 1) answerOk(response)
    })
    await send(server.url)
    expect(await rejectionOf(send(server.url, SHORT))).toMatchObject({ effect: 'open', reason: 'timeout' })
    expect(server.connections).toHaveLength(1)
    expect(await seenEnd()).toEqual(['ECONNRESET'])
  })

  test('when the time to begin passes while the connection is made', async () => {
    server = await start(answerOk)
    const late = rejectionOf(send(server.url))
    clock.time = BUDGET.startByMs + 1
    expect(await late).toMatchObject({ code: 'push_incomplete', effect: 'none' })
    expect(await seenEnd()).toEqual(['ECONNRESET'])
    expect(server.requests).toEqual([])
  })

  test('when the answer is longer than the call allows', async () => {
    server = await start((response) => response.write('x'.repeat(1_001)))
    expect(await rejectionOf(send(server.url, BUDGET, { maxAnswerBytes: 1_000 }))).toMatchObject({
      code: 'servicenow_unavailable',
      effect: 'open',
      sentAtMs: T,
      reason: 'answer_too_long',
    })
    expect(await seenEnd()).toEqual(['ECONNRESET'])
  })

  test('even when the answer is whole, if it is the last one of the connection', async () => {
    server = await start((response) =>
      response.socket?.write('HTTP/1.1 200 OK\r\nconnection: close\r\ncontent-length: 2\r\n\r\nok'),
    )
    expect((await send(server.url)).body).toBe('ok')
    expect(await seenEnd()).toEqual(['ECONNRESET'])
  })

  test('when the answer is not HTTP', async () => {
    server = await start((response) => response.socket?.write('SSH-2.0\r\n\r\n'))
    expect(await rejectionOf(send(server.url))).toMatchObject({ effect: 'open', reason: 'network' })
    expect(await seenEnd()).toEqual(['ECONNRESET'])
  })
})

test('the server sees a reset when a TLS handshake takes too long', async () => {
  server = await startTcp((socket) => socket.resume(), 'https')
  const budget = { ...BUDGET, startByMs: T, untilMs: T + 100 }
  expect(await rejectionOf(send(server.url, budget))).toMatchObject({ effect: 'none', reason: 'timeout' })
  expect(await seenEnd()).toEqual(['ECONNRESET'])
})

test.each(['http', 'https'] as const)('no connection is made after its request was given up (%s)', async (scheme) => {
  server = await startTcp(() => undefined, scheme)
  const lookedUp = Promise.withResolvers<() => void>()
  const restore = lookUpBy((_name, _options, done) => {
    lookedUp.resolve(() => {
      done(null, [{ address: '127.0.0.1', family: 4 }])
    })
  })
  const url = server.url.replace('127.0.0.1', 'localhost')
  const budget = { ...BUDGET, startByMs: T, untilMs: T + 50 }
  const error = await rejectionOf(send(url, budget))
  restore()
  expect(error).toMatchObject({ effect: 'none', reason: 'timeout' })
  const answerLate = await lookedUp.promise
  answerLate()
  await rejectionOf(send(server.url, { ...budget, limitMs: 50 }))
  expect(server.connections.length).toBe(1)
})
