// What stands in front of API Gateway on this machine: requests and answers pass unchanged, and the pages about the API
// are beside them.
import { afterAll, expect, test } from '@jest/globals'
import { once } from 'node:events'
import { request } from 'node:http'
import { startFront } from '../../local/front.ts'
import { sendJson, startHttp, startTcp } from '../support/raw-server.ts'

const gateway = await startHttp((response) => {
  sendJson(response, 409, { message: 'é' }, { 'retry-after': '7', 'x-twice': 'a' })
})
const front = await startFront({ port: 0, target: gateway.url })
afterAll(() => Promise.all([front.close(), gateway.close()]))

test('a request and its answer pass as they are', async () => {
  const answer = await fetch(`${front.url}/api/x%2Fy?dryRun=true`, {
    method: 'POST',
    headers: { authorization: 'ApiKey x', 'content-type': 'application/json' },
    body: '{"a":"é"}',
  })
  expect([answer.status, answer.headers.get('retry-after'), await answer.json()]).toEqual([409, '7', { message: 'é' }])
  expect(gateway.requests.at(-1)).toMatchObject({
    method: 'POST',
    url: '/api/x%2Fy?dryRun=true',
    headers: { authorization: 'ApiKey x', 'content-type': 'application/json' },
    body: '{"a":"é"}',
  })
})

test('the pages are answered here, whatever the query; another method is for API Gateway', async () => {
  const before = gateway.requests.length
  for (const path of ['/docs', '/docs/', '/docs?x', '/']) {
    const page = await fetch(`${front.url}${path}`)
    expect([page.status, page.headers.get('content-type')]).toEqual([200, 'text/html; charset=utf-8'])
  }
  expect((await fetch(`${front.url}/docs`, { method: 'HEAD' })).status).toBe(200)
  expect((await fetch(`${front.url}/openapi.yaml`)).headers.get('content-type')).toContain('yaml')
  expect(gateway.requests).toHaveLength(before)
  expect((await fetch(`${front.url}/docs`, { method: 'POST' })).status).toBe(409)
})

const REFUSALS: [status: number, body: object, message: string][] = [
  [401, { statusCode: 401, error: 'Unauthorized', message: 'User is not authorized' }, 'Unauthorized'],
  [403, { statusCode: 403, error: 'Forbidden', message: 'User is not authorized' }, 'Forbidden'],
  [404, { statusCode: 404, error: 'Serverless-offline: route not found.', existingRoutes: [] }, 'Not Found'],
  [413, { statusCode: 413, error: 'Request Entity Too Large', message: 'Payload' }, 'Request Entity Too Large'],
]

test.each(REFUSALS)(
  "what the stand-in for API Gateway refuses itself with %d is in API Gateway's words",
  async (...refusal) => {
    const [status, body, message] = refusal
    const refusing = await startHttp((response) => {
      sendJson(response, status, body)
    })
    const before = await startFront({ port: 0, target: refusing.url })
    const answer = await fetch(`${before.url}/api`)
    expect([answer.status, answer.headers.get('content-type'), await answer.json()]).toEqual([
      status,
      'application/json',
      { message },
    ])
    await Promise.all([before, refusing].map((part) => part.close()))
  },
)

test('an error body of case-push passes as it is', async () => {
  const body = { statusCode: 404, error: 'Not Found', message: 'x', status: 'error', retry: false, code: 'y' }
  const answering = await startHttp((response) => {
    sendJson(response, 404, body, { 'retry-after': '7' })
  })
  const before = await startFront({ port: 0, target: answering.url })
  const answer = await fetch(`${before.url}/api`)
  expect([answer.status, answer.headers.get('retry-after'), await answer.json()]).toEqual([404, '7', body])
  await Promise.all([before, answering].map((part) => part.close()))
})

test('a call that is cut ends the one before it, and a caller that gives up the one behind', async () => {
  const cutting = await startTcp((socket) => socket.once('data', () => socket.destroy()))
  const cut = await startFront({ port: 0, target: cutting.url })
  await expect(fetch(`${cut.url}/api`)).rejects.toThrow('fetch failed')
  const silent = await startTcp(() => undefined)
  const waiting = await startFront({ port: 0, target: silent.url })
  const caller = request(`${waiting.url}/api`).on('error', () => undefined)
  caller.end()
  while (silent.connections[0] === undefined) await new Promise((later) => setTimeout(later, 10))
  const ended = once(silent.connections[0].resume(), 'close')
  caller.destroy()
  await ended
  await Promise.all([cut, waiting, cutting, silent].map((part) => part.close()))
})
