// The campaign's proxy carries requests as it is told, whatever becomes of their senders.
import { afterEach, expect, test } from '@jest/globals'
import { setTimeout as sleep } from 'node:timers/promises'
import { startHttp, type RawServer } from '../support/raw-server.ts'
import { until } from '../support/until.ts'
import { PLAIN, type Passage } from './passage.ts'
import { startProxy, type Proxy } from './proxy.ts'
import { createRequestReader, readRequest } from './requests.ts'

const ANSWER = 'all of the answer'
let server: RawServer
let proxy: Proxy

afterEach(async () => {
  await proxy.close()
  await server.close()
})

/** Sends one request through a proxy that carries it so. @returns the answer, or why there is none */
async function carried(passage: Partial<Passage>, patienceMs = 5_000): Promise<string> {
  server = await startHttp((response) => response.writeHead(200, { connection: 'close' }).end(ANSWER))
  proxy = await startProxy(server.url, () => ({ ...PLAIN, ...passage }))
  const request = { method: 'POST', body: 'all of it', signal: AbortSignal.timeout(patienceMs) }
  return fetch(proxy.url, request)
    .then((answer) => answer.text())
    .catch((error: unknown) => (error as Error).name)
}

const delivered = () => server.requests.map(({ body }) => body)

test.each<[string, Partial<Passage>]>([
  ['plain', {}],
  ['with pauses', { splitMs: 20, answerHoldMs: 20 }],
  ['late', { holdMs: 50 }],
])('a request carried %s is answered', async (_, passage) => {
  expect(await carried(passage)).toBe(ANSWER)
  expect(delivered()).toEqual(['all of it'])
})

test.each<[string, Partial<Passage>]>([
  ['after it has left', { resets: 'then' }],
  ['before it is delivered', { resets: 'first', holdMs: 50 }],
  ['instead of its answer', { answers: 'reset' }],
  ['in its answer', { answers: 'half' }],
])('a request whose connection is reset %s is delivered once', async (_, passage) => {
  expect(await carried(passage)).toBe('TypeError')
  await until('the request arrives', () => delivered().length > 0)
  await sleep(50)
  expect(delivered()).toEqual(['all of it'])
})

test('a request is delivered although its sender has left', async () => {
  expect(await carried({ holdMs: 200, answers: 'all' }, 50)).toBe('TimeoutError')
  await until('the request arrives', () => delivered().length > 0)
})

test('an answer that is lost leaves its sender waiting', async () => {
  expect(await carried({ answers: 'nothing' }, 100)).toBe('TimeoutError')
  expect(delivered()).toEqual(['all of it'])
})

test.each<[string, Partial<Passage>]>([
  ['nothing', { delivers: 'nothing', resets: 'first' }],
  ['half', { delivers: 'half', resets: 'then' }],
])('of a request of which %s is delivered, none arrives', async (_, passage) => {
  expect(await carried(passage)).toBe('TypeError')
  await sleep(50)
  expect(delivered()).toEqual([])
})

test('a copy of a request follows it', async () => {
  expect(await carried({ copyMs: 50 })).toBe(ANSWER)
  await until('the copy arrives', () => delivered().length > 1)
})

test('requests are told apart wherever their bytes are cut', async () => {
  proxy = await startProxy('http://127.0.0.1:1', () => PLAIN)
  server = await startHttp(() => undefined)
  const bytes = Buffer.from('PATCH /a?b=c+d HTTP/1.1\r\nContent-Length: 2\r\n\r\n{}GET /e HTTP/1.1\r\n\r\n')
  for (let cut = 0; cut <= bytes.length; cut += 1) {
    const read = createRequestReader()
    const requests = [...read(bytes.subarray(0, cut), 1), ...read(bytes.subarray(cut), 2)]
    expect(requests.map(readRequest)).toEqual([
      { method: 'PATCH', path: '/a?b=c d', body: '{}' },
      { method: 'GET', path: '/e', body: '' },
    ])
  }
})
