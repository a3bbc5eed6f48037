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

/** What a caller gets when API Gateway answers with this. */
async function answerBefore(status: number, body: object, headers: Record<string, string> = {}) {
  const behind = await startHttp((response) => {
    sendJson(response, status, body, headers)
  })
  const before = await startFront({ port: 0, target: behind.url })
  const answer = await fetch(`${before.url}/api`)
  const json: unknown = await answer.json()
  await Promise.all([before, behind].map((part) => part.close()))
  return { status: answer.status, headers: answer.headers, json }
}

test.each([
  [401, { statusCode: 401, error: 'Unauthorized', message: 'User is not authorized' }, 'Unauthorized'],
  [403, { statusCode: 403, error: 'Forbidden', message: 'User is not authorized' }, 'Forbidden'],
  [404, { statusCode: 404, error: 'Serverless-offline: route not found.', existingRoutes: [] }, 'Not Found'],
  [413, { statusCode: 413, error: 'Request Entity Too Large', message: 'Payload' }, 'Request Entity Too Large'],
])("what API Gateway's stand-in refuses itself with %d is in API Gateway's words", async (status, body, message) => {
  const answer = await answerBefore(status, body)
  expect([answer.status, answer.headers.get('content-type')]).toEqual([status, 'application/json'])
  expect(answer.json).toEqual({ message })
})

test('an error body of case-push passes as it is', async () => {
  const body = { statusCode: 404, error: 'Not Found', message: 'x', status: 'error', retry: false, code: 'y' }
  const answer = await answerBefore(404, body, { 'retry-after': '7' })
  expect([answer.status, answer.headers.get('retry-after'), answer.json]).toEqual([404, '7', body])
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
