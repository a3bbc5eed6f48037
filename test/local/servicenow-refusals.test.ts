// What the stand-in refuses, in ServiceNow's words: credentials, tables, bodies, rules.
import { request } from 'node:http'
import { afterAll, beforeAll, expect, test } from '@jest/globals'
import { startServiceNow, type ServiceNow } from '../../local/servicenow/server.ts'
import { authorization, call, jsonHeaders, sysIdOf } from './table-client.ts'

let serviceNow: ServiceNow
let incidents: string

beforeAll(async () => {
  const users = [
    { username: 'case-push', password: 'local-password' },
    { username: 'robot', password: 'pä:ss', webServiceAccessOnly: true },
  ]
  serviceNow = await startServiceNow({ users })
  incidents = `${serviceNow.url}/api/now/v2/table/incident`
})
afterAll(() => serviceNow.close())

const envelope = (message: unknown, detail: unknown = null): object => ({
  error: { message, detail },
  status: 'failure',
})
const unauthenticated = envelope('User Not Authenticated', 'Required to provide Auth information')

test.each([
  undefined,
  'Bearer abc',
  'Basic %%%',
  authorization('case-push', 'wrong'),
  authorization('nobody', ''),
  'Basic ',
])('credentials %s are answered 401 with a challenge', async (given) => {
  const reply = await call(incidents, { headers: { authorization: given } })
  expect([reply.status, reply.json]).toEqual([401, unauthenticated])
  expect(reply.headers.get('www-authenticate')).toMatch(/^basic realm=/i)
})

test('the basic-auth gate keeps interactive users out, with the right password', async () => {
  serviceNow.setProperties({ basicAuthRestricted: true })
  expect((await call(incidents)).status).toBe(401)
  expect((await call(incidents, { headers: { authorization: authorization('robot', 'pä:ss') } })).status).toBe(200)
  serviceNow.setProperties({ basicAuthRestricted: false })
  expect((await call(incidents)).status).toBe(200)
})

test('a rotated password is the only one from then on', async () => {
  serviceNow.setProperties({ password: 'rotated' })
  expect((await call(incidents)).status).toBe(401)
  expect((await call(incidents, { headers: { authorization: authorization('case-push', 'rotated') } })).status).toBe(
    200,
  )
  serviceNow.setProperties({ password: 'local-password' })
})

test.each([
  [
    'GET',
    '/api/now/table/sys_nonexistent',
    400,
    envelope('Invalid table sys_nonexistent', 'Table sys_nonexistent does not exist'),
  ],
  ['GET', '/api/now/nothing', 400, envelope('Requested URI does not represent any resource')],
  ['GET', '/api/now/v3/table/incident', 400, envelope('Requested URI does not represent any resource')],
  [
    'GET',
    '/api/now/table/incident/0',
    404,
    envelope('No Record found', "Record doesn't exist or ACL restricts the record retrieval"),
  ],
  ['PATCH', '/api/now/table/incident/0', 404, envelope('No Record found', expect.any(String))],
  ['DELETE', '/api/now/table/incident/0', 404, envelope('No Record found', expect.any(String))],
  ['PATCH', '/api/now/table/incident', 405, envelope(expect.any(String))],
  ['POST', '/api/now/table/incident/0', 405, envelope(expect.any(String))],
])('%s %s answers %i', async (method, path, status, body) => {
  const reply = await call(`${serviceNow.url}${path}`, { method, ...(method === 'GET' ? {} : { body: {} }) })
  expect([reply.status, reply.json]).toEqual([status, body])
})

test.each(['{"a":', "{'short_description':'x'}", '', 'null', '"text"', '[]', '[[]]'])(
  'the body %s is not JSON of a record',
  async (body) => {
    const reply = await call(incidents, { method: 'POST', body })
    expect([reply.status, reply.json]).toEqual([
      400,
      envelope('Exception while reading request', 'The payload is not valid JSON.'),
    ])
  },
)

test.each([
  [{ 'content-type': '' }, 400],
  [{ 'content-type': 'text/plain' }, 415],
  [{ accept: 'text/html' }, 406],
])('a write with %j is refused', async (headers, status) => {
  expect((await call(incidents, { method: 'POST', body: {}, headers })).status).toBe(status)
})

test('a body over 10 MB is refused, a large one is not', async () => {
  const description = 'x'.repeat(9_000_000)
  expect((await call(`${incidents}?sysparm_fields=sys_id`, { method: 'POST', body: { description } })).status).toBe(201)
  expect((await call(incidents, { method: 'POST', body: { description: description + description } })).status).toBe(413)
})

test('a body over 10 MB is refused although its length was not told', async () => {
  const status = await new Promise((resolve, reject) => {
    const sent = request(incidents, { method: 'POST', headers: jsonHeaders }, (response) => {
      resolve(response.resume().statusCode)
    }).once('error', reject)
    sent.write('"'.padEnd(11_000_000))
    sent.end('"')
  })
  expect(status).toBe(413)
})

test('resolving needs a code and notes in the same call', async () => {
  const id = sysIdOf(await call(incidents, { method: 'POST', body: {} }))
  const policy = (fields: string): object =>
    envelope('Operation Failed', `Data Policy Exception: The following fields are mandatory: ${fields}`)
  const bare = await call(`${incidents}/${id}`, { method: 'PATCH', body: { state: '6' } })
  expect([bare.status, bare.json]).toEqual([403, policy('Resolution code, Resolution notes')])
  const half = await call(`${incidents}/${id}`, { method: 'PATCH', body: { state: '7', close_code: 'Known error' } })
  expect([half.status, half.json]).toEqual([403, policy('Resolution notes')])
  expect(
    (
      await call(`${incidents}/${id}`, {
        method: 'PATCH',
        body: { state: '6', close_code: 'Known error', close_notes: 'a' },
      })
    ).status,
  ).toBe(200)
})

test('a closed incident takes no write: neither field nor note', async () => {
  const id = sysIdOf(
    await call(incidents, { method: 'POST', body: { state: '7', close_code: 'Known error', close_notes: 'a' } }),
  )
  const reply = await call(`${incidents}/${id}`, { method: 'PATCH', body: { work_notes: 'too late' } })
  const aborted =
    /^Operation against file 'incident' was aborted by Business Rule '([^^]+)\^[0-9a-f]{32}'\. Business Rule Stack:\1$/
  expect([reply.status, reply.json]).toEqual([403, envelope('Operation Failed', expect.stringMatching(aborted))])
  const stored = serviceNow.incidents().find(({ sys_id }) => sys_id === id)
  expect(stored).toMatchObject({ active: 'false', closed_at: expect.stringMatching(/^\d{4}/), journal: [] })
})
