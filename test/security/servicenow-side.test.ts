// What ServiceNow, or whoever poses as it, can do to a push: no certificate is waved through, no redirect followed, no
// answer without end read.
import { afterAll, afterEach, beforeAll, expect, test } from '@jest/globals'
import { execFile } from 'node:child_process'
import http from 'node:http'
import https from 'node:https'
import type { AddressInfo } from 'node:net'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { exchange } from '../../lib/servicenow/exchange.ts'
import { eventNamed, openDoor, withParams, type Door } from '../support/door.ts'
import { selfSigned } from './self-signed.ts'

let door: Door
beforeAll(async () => {
  door = await openDoor()
})
afterEach(() => {
  door.servicenow.clearFaults()
})
afterAll(async () => {
  await door.close()
})

test.each([{}, { NODE_TLS_REJECT_UNAUTHORIZED: '0' }])(
  'a self-signed certificate is refused before a byte is sent, with %j',
  async (environment) => {
    const requests: string[] = []
    const server = https.createServer(selfSigned('acme.service-now.com'), (request, response) => {
      requests.push(request.url ?? '')
      response.end('{"result": {}}')
    })
    await new Promise<void>((resolve) => {
      server.listen(0, '127.0.0.1', resolve)
    })
    const file = fileURLToPath(new URL('tls-client.ts', import.meta.url))
    const url = `https://127.0.0.1:${String((server.address() as AddressInfo).port)}/api/now/v2/table/incident`
    const { stdout } = await promisify(execFile)(process.execPath, [file, url], {
      env: { PATH: process.env['PATH'], ...environment },
    })
    server.close()
    expect(JSON.parse(stdout)).toEqual({
      code: 'servicenow_unavailable',
      effect: 'none',
      cause: 'DEPTH_ZERO_SELF_SIGNED_CERT',
    })
    expect(requests).toEqual([])
  },
)

test('a redirect is not followed, and the credentials go nowhere', async () => {
  const requests: string[] = []
  const elsewhere = http.createServer((request, response) => {
    requests.push(request.url ?? '')
    response.end('{"result": {}}')
  })
  await new Promise<void>((resolve) => {
    elsewhere.listen(0, '127.0.0.1', resolve)
  })
  const location = `http://127.0.0.1:${String((elsewhere.address() as AddressInfo).port)}/api/now/v2/table/incident`
  for (const status of [301, 302, 303, 307, 308]) {
    door.servicenow.addFault({ fault: { kind: 'status', status, headers: { location } } })
    const answer = await door.send(
      withParams(await eventNamed('create-incident'), { savedObjectId: `redirect-${String(status)}` }),
    )
    expect(answer).toMatchObject({ statusCode: 503, body: { code: 'servicenow_unavailable' } })
  }
  elsewhere.close()
  expect(requests).toEqual([])
})

test('an answer of more than 10 MB is cut, however fast it comes', async () => {
  let sent = 0
  const server = http.createServer((_, response) => {
    const chunk = Buffer.alloc(64 * 1024, 'x')
    const more = () => {
      while (response.writable && response.write(chunk)) sent += chunk.length
    }
    response.on('drain', more).on('error', () => undefined)
    more()
  })
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve)
  })
  const now = Date.now()
  const url = new URL(`http://127.0.0.1:${String((server.address() as AddressInfo).port)}`)
  const call = exchange(
    { method: 'GET', url, headers: {}, body: undefined },
    { startByMs: now + 20_000, untilMs: now + 20_000, limitMs: 20_000 },
    { now: () => Date.now() },
  )
  await expect(call).rejects.toMatchObject({ code: 'servicenow_unavailable', effect: 'open' })
  expect(Date.now() - now).toBeLessThan(10_000)
  server.closeAllConnections()
  server.close()
  expect(sent).toBeLessThan(64 * 1024 * 1024)
})

test('an answer that drips on without end is cut at the deadline, and the write counts as in doubt', async () => {
  const server = http.createServer((_, response) => {
    const drip = setInterval(() => response.write(' '), 50)
    response.on('close', () => {
      clearInterval(drip)
    })
  })
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve)
  })
  const now = Date.now()
  const url = new URL(`http://127.0.0.1:${String((server.address() as AddressInfo).port)}`)
  const call = exchange(
    { method: 'POST', url, headers: {}, body: '{}' },
    { startByMs: now + 500, untilMs: now + 700, limitMs: 20_000 },
    { now: () => Date.now() },
  )
  await expect(call).rejects.toMatchObject({ code: 'servicenow_unavailable', reason: 'timeout', effect: 'open' })
  expect(Date.now() - now).toBeLessThan(2_000)
  server.closeAllConnections()
  server.close()
})

test('credentials are in a header, never in a URL', async () => {
  await door.send(withParams(await eventNamed('create-incident'), { savedObjectId: 'no-url' }))
  expect(
    door.servicenow
      .requests()
      .map(({ path, query }) => `${path}?${query}`)
      .join(),
  ).not.toMatch(/case-push|local-password|@/)
})
