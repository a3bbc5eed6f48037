// What ServiceNow, or whoever poses as it, can do to a push: no certificate is waved through, no redirect followed, no
// endless answer read to its end.
import { afterAll, afterEach, expect, test } from '@jest/globals'
import { execFile } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { exchange } from '../../lib/servicenow/exchange.ts'
import { COMPILE_CACHE } from '../support/compile-cache.ts'
import { httpEvent, withParams } from '../support/events.ts'
import { startHttpApi } from '../support/http-api.ts'
import { sendJson, startHttp, startHttps, type RawServer } from '../support/raw-server.ts'

let server: RawServer | undefined
const api = await startHttpApi()
afterEach(async () => {
  api.servicenow.clearFaults()
  await server?.close()
})
afterAll(() => api.close())

const pushOf = (savedObjectId: string) => withParams(httpEvent('create-incident'), { savedObjectId })
const clock = { now: () => Date.now() }

test.each([{}, { NODE_TLS_REJECT_UNAUTHORIZED: '0' }])(
  'a self-signed certificate is rejected before a byte is sent, with %j',
  async (environment) => {
    server = await startHttps((response) => {
      sendJson(response, 200, { result: {} })
    })
    const file = fileURLToPath(new URL('tls-client.ts', import.meta.url))
    const { stdout } = await promisify(execFile)(process.execPath, [file, `${server.url}/api/now/v2/table/incident`], {
      env: { PATH: process.env['PATH'], ...COMPILE_CACHE, ...environment },
    })
    expect(JSON.parse(stdout)).toEqual({
      code: 'servicenow_unavailable',
      effect: 'none',
      cause: 'DEPTH_ZERO_SELF_SIGNED_CERT',
    })
    expect(server.requests).toEqual([])
  },
)

test('a redirect is not followed, and the credentials go nowhere', async () => {
  server = await startHttp((response) => {
    sendJson(response, 200, { result: {} })
  })
  const location = `${server.url}/api/now/v2/table/incident`
  for (const status of [301, 302, 303, 307, 308]) {
    api.servicenow.addFault({ fault: { kind: 'status', status, headers: { location } } })
    expect(await api.send(pushOf(`redirect-${String(status)}`))).toMatchObject({
      statusCode: 503,
      body: { code: 'servicenow_unavailable' },
    })
  }
  expect(server.requests).toEqual([])
})

test('an answer of more than 10 MB is cut off, however fast it comes', async () => {
  let sentBytes = 0
  server = await startHttp((response) => {
    const chunk = Buffer.alloc(64 * 1024, 'x')
    const more = () => {
      do sentBytes += chunk.length
      while (response.writable && response.write(chunk))
    }
    response.on('drain', more).on('error', () => undefined)
    more()
  })
  const now = Date.now()
  const call = exchange(
    { method: 'GET', url: new URL(server.url), headers: {}, body: undefined },
    { startByMs: now + 20_000, untilMs: now + 20_000, limitMs: 20_000 },
    clock,
  )
  await expect(call).rejects.toMatchObject({ code: 'servicenow_unavailable', effect: 'open' })
  expect(Date.now() - now).toBeLessThan(10_000)
  expect(sentBytes).toBeLessThan(64 * 1024 * 1024)
})

test('an answer that drips on without end is cut off at the deadline, and its write is in doubt', async () => {
  server = await startHttp((response) => {
    const drip = setInterval(() => response.write(' '), 50)
    response.on('close', () => {
      clearInterval(drip)
    })
  })
  const now = Date.now()
  const call = exchange(
    { method: 'POST', url: new URL(server.url), headers: {}, body: '{}' },
    { startByMs: now + 500, untilMs: now + 700, limitMs: 20_000 },
    clock,
  )
  await expect(call).rejects.toMatchObject({ code: 'servicenow_unavailable', reason: 'timeout', effect: 'open' })
  expect(Date.now() - now).toBeLessThan(2_000)
})

test('credentials are in a header, never in a URL', async () => {
  await api.send(pushOf('no-url'))
  const urls = api.servicenow.requests().map(({ path, query }) => `${path}?${query}`)
  expect(urls.join()).not.toMatch(/case-push|local-password|@/)
})
