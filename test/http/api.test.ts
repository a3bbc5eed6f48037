// The whole stack over HTTP, as a caller meets it: the gateway's own rejections, both documented paths, and a case that
// becomes an incident.
import { afterAll, expect, test } from '@jest/globals'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { RequestRecord } from '../../local/requests/request-record.ts'
import { startStack } from '../../local/stack.ts'
import { COMPILE_CACHE } from '../support/compile-cache.ts'
import { expectDescribed } from '../support/described.ts'
import { httpEvent } from '../support/events.ts'

const directory = await mkdtemp(join(tmpdir(), 'case-push-'))
Object.assign(process.env, COMPILE_CACHE)
const shown: RequestRecord[] = []
const texts: string[] = []
const stack = await startStack({
  ports: { api: 0, servicenow: 0, secrets: 0, dynamodb: 0, lambda: 0 },
  dataDir: join(directory, 'data'),
  connectorsDir: join(directory, 'connectors'),
  apiKeysFile: join(directory, 'keys', 'api-keys.json'),
  show: { request: (record) => shown.push(record), text: (text) => texts.push(text) },
})
afterAll(async () => {
  await stack.close()
  await rm(directory, { recursive: true })
})

async function call(
  path: string,
  authorization: string | undefined,
  body: string | null = httpEvent('create-incident').body ?? '',
): Promise<{ status: number; body: Record<string, unknown> }> {
  const method = body === null ? 'GET' : 'POST'
  const headers: Record<string, string> = {
    'content-type': 'application/json',
    'kbn-xsrf': 'true',
    ...(authorization === undefined ? {} : { authorization }),
  }
  const rawPath = `/api/actions/${path}`
  const sent = body === null ? {} : { body }
  const answer = await fetch(stack.apiUrl + rawPath, { method, headers, ...sent })
  const told = { status: answer.status, body: (await answer.json()) as Record<string, unknown> }
  // serverless-offline rejects a key in other words than API Gateway.
  if (told.body['code'] !== undefined || answer.ok)
    expectDescribed(
      { method, rawPath, headers, isBase64Encoded: false, ...sent },
      { statusCode: answer.status, headers: Object.fromEntries(answer.headers), body: told.body },
    )
  return told
}

const KEY = 'ApiKey bG9jYWw6bG9jYWw='
const BASIC = 'Basic bG9jYWw6bG9jYWw='

test('both documented paths push the same case to the same incident', async () => {
  const action = await call('action/local/_execute', KEY)
  const connector = await call('connector/local/_execute', KEY)
  expect(action).toMatchObject({ status: 200, body: { status: 'ok', actionId: 'local' } })
  expect(connector).toEqual({ status: 200, body: { status: 'ok', connector_id: 'local', data: action.body['data'] } })
  const incidents = (await (await fetch(`${stack.servicenowUrl}/stand-in/incidents`)).json()) as unknown[]
  expect(incidents).toHaveLength(1)
})

test('a request without a key, or with a wrong one, never reaches the function', async () => {
  expect((await call('action/local/_execute', undefined)).status).toBe(401)
  for (const key of ['ApiKey bG9jYWw6d3Jvbmc=', 'ApiKey !', 'Basic bG9jYWw6d3Jvbmc=', 'Bearer bG9jYWw6bG9jYWw=']) {
    expect((await call('action/local/_execute', key)).status).toBe(403)
  }
})

test('an error keeps its documented body and status over HTTP', async () => {
  expect(await call('action/nowhere/_execute', KEY)).toMatchObject({
    status: 404,
    body: {
      statusCode: 404,
      error: 'Not Found',
      message: 'Saved object [action/nowhere] not found',
      status: 'error',
      actionId: 'nowhere',
      retry: false,
    },
  })
})

const pushOf = async (savedObjectId: string): Promise<number> => {
  const params = { subAction: 'pushToService', subActionParams: { savedObjectId, title: 'Simultaneous pushes' } }
  return (await call('connector/local/_execute', KEY, JSON.stringify({ params }))).status
}

test('a hundred simultaneous pushes of as many cases are all done', async () => {
  const pushes = Array.from({ length: 100 }, (_, n) => pushOf(`one of a hundred, ${String(n)}`))
  expect(await Promise.all(pushes)).toEqual(Array(100).fill(200))
})

test('a hundred simultaneous pushes of one case end in one incident: each is done, or told to retry', async () => {
  const statuses = await Promise.all(Array.from({ length: 100 }, () => pushOf('a-hundred')))
  expect(statuses).toContain(200)
  expect(statuses.filter((status) => status !== 200 && status !== 409)).toEqual([])
  const incidents = (await (await fetch(`${stack.servicenowUrl}/stand-in/incidents`)).json()) as object[]
  expect(
    incidents.filter((incident) => 'correlation_id' in incident && incident.correlation_id === 'a-hundred'),
  ).toHaveLength(1)
})

test('every request is shown once: what a function did, and what API Gateway refused', async () => {
  const before = shown.length
  await pushOf('shown')
  await call('action/local/_execute', undefined)
  expect(shown.slice(before)).toMatchObject([
    { door: 'execute', case: 'shown', incident: expect.stringMatching(/^INC/), outcome: 'pushed', calls: 1 },
    { door: 'gateway', outcome: 'POST /api/actions/action/local/_execute: 401 Unauthorized' },
  ])
  expect(texts).toEqual([])
})

test('an incident is found by its id, and takes a comment, with the key as user name and password', async () => {
  const { body } = await call('connector/local/_execute', KEY)
  const { id, title, url, pushedDate } = body['data'] as Record<string, string>
  const path = `connector/local/incidents/${id ?? ''}`
  expect(await call(path, BASIC, null)).toEqual({ status: 200, body: { id, number: title, url, pushedDate } })
  const comment = JSON.stringify({ comment: 'From the embedded stack.' })
  expect(await call(`${path}/comments`, BASIC, comment)).toMatchObject({ status: 200, body: { id, status: 'written' } })
  expect((await call(path, undefined, null)).status).toBe(401)
  expect((await call(`${path}/comments`, undefined, comment)).status).toBe(401)
})

test('a connector is shown and tested on both paths, and needs a key like every route', async () => {
  expect(await call('connector/local', KEY, null)).toMatchObject({
    status: 200,
    body: { connector_type_id: '.servicenow' },
  })
  expect(await call('action/local', KEY, null)).toMatchObject({ status: 200, body: { actionTypeId: '.servicenow' } })
  expect(await call('connector/local/_test', KEY, '')).toMatchObject({ status: 200, body: { connector_id: 'local' } })
  expect(await call('action/local/_test', KEY, '{}')).toMatchObject({ status: 200, body: { actionId: 'local' } })
  expect((await call('connector/local', undefined, null)).status).toBe(401)
  expect((await call('connector/local/_test', undefined, '')).status).toBe(401)
})

test('the list of connectors holds what the key reaches, and needs a key like every route', async () => {
  const find = (headers: Record<string, string>) =>
    fetch(`${stack.apiUrl}/api/cases/configure/connectors/_find`, { headers })
  expect((await find({})).status).toBe(401)
  const answer = await find({ authorization: KEY })
  expect(answer.status).toBe(200)
  const listed: unknown = await answer.json()
  expect(listed).toEqual([
    {
      id: 'local',
      actionTypeId: '.servicenow',
      name: 'ServiceNow on this machine',
      config: { apiUrl: stack.servicenowUrl },
      isPreconfigured: false,
      referencedByCount: 0,
    },
  ])
  const page = await fetch(`${stack.apiUrl}/api/cases/configure/connectors/_find?page=1`, {
    headers: { authorization: KEY },
  })
  expect(await page.json()).toEqual({ page: 1, perPage: 20, total: 1, data: listed })
})

test('the description of the API stands beside it, and needs no key', async () => {
  const page = await fetch(`${stack.apiUrl}/docs`)
  expect([page.status, page.headers.get('content-type')]).toEqual([200, 'text/html; charset=utf-8'])
  expect(await page.text()).toContain('/api/actions/action/{connectorId}/_execute')
  expect(await (await fetch(`${stack.apiUrl}/openapi.yaml`)).text()).toMatch(/^openapi: '3\.1\.0'$/m)
})

test('a body that Lambda could not take on AWS is answered 413 here as well, though it is below 5 MB', async () => {
  const body = JSON.stringify({ params: { text: '"'.repeat(1_700_000) } })
  expect(await call('action/local/_execute', KEY, body)).toMatchObject({
    status: 413,
    body: { code: 'payload_too_large' },
  })
})
