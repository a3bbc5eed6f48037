// What the stand-in rejects, in ServiceNow's words: credentials, tables, bodies, writes against a rule.
import { request } from 'node:http'
import { expect, test } from '@jest/globals'
import { openServiceNow } from '../open-servicenow.ts'
import { authorization, call, jsonHeaders, sysIdOf } from '../table-client.ts'

const serviceNow = await openServiceNow({
  users: [
    { username: 'case-push', password: 'local-password' },
    { username: 'robot', password: 'pä:ss', webServiceAccessOnly: true },
  ],
})
const { incidentsUrl } = serviceNow

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
])('wrong credentials are answered 401 with a challenge: %s', async (given) => {
  const reply = await call(incidentsUrl, { headers: { authorization: given } })
  expect([reply.status, reply.json]).toEqual([401, unauthenticated])
  expect(reply.headers.get('www-authenticate')).toMatch(/^basic realm=/i)
})

test('the basic-auth restriction rejects interactive users, even with the right password', async () => {
  serviceNow.setProperties({ basicAuthRestricted: true })
  expect((await call(incidentsUrl)).status).toBe(401)
  expect((await call(incidentsUrl, { headers: { authorization: authorization('robot', 'pä:ss') } })).status).toBe(200)
  serviceNow.setProperties({ basicAuthRestricted: false })
  expect((await call(incidentsUrl)).status).toBe(200)
})

test('after a rotation only the new password works', async () => {
  serviceNow.setProperties({ password: 'rotated' })
  expect((await call(incidentsUrl)).status).toBe(401)
  expect((await call(incidentsUrl, { headers: { authorization: authorization('case-push', 'rotated') } })).status).toBe(
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
  'a body that is not a record in JSON is answered 400: %s',
  async (body) => {
    const reply = await call(incidentsUrl, { method: 'POST', body })
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
])('a write with the headers %j is answered %i', async (headers, status) => {
  expect((await call(incidentsUrl, { method: 'POST', body: {}, headers })).status).toBe(status)
})

test('a body over 10 MB is answered 413, one below is stored', async () => {
  const description = 'x'.repeat(9_000_000)
  expect((await call(`${incidentsUrl}?sysparm_fields=sys_id`, { method: 'POST', body: { description } })).status).toBe(
    201,
  )
  expect((await call(incidentsUrl, { method: 'POST', body: { description: description + description } })).status).toBe(
    413,
  )
})

test('a body over 10 MB is answered 413 even if its length was not announced', async () => {
  const status = await new Promise((resolve, reject) => {
    const sent = request(incidentsUrl, { method: 'POST', headers: jsonHeaders }, (response) => {
      resolve(response.resume().statusCode)
    }).once('error', reject)
    sent.write('"'.padEnd(11_000_000))
    sent.end('"')
  })
  expect(status).toBe(413)
})

test('resolving needs a code and notes in the same call', async () => {
  const id = sysIdOf(await call(incidentsUrl, { method: 'POST', body: {} }))
  const policy = (fields: string): object =>
    envelope('Operation Failed', `Data Policy Exception: The following fields are mandatory: ${fields}`)
  const bare = await call(`${incidentsUrl}/${id}`, { method: 'PATCH', body: { state: '6' } })
  expect([bare.status, bare.json]).toEqual([403, policy('Resolution code, Resolution notes')])
  const half = await call(`${incidentsUrl}/${id}`, { method: 'PATCH', body: { state: '7', close_code: 'Known error' } })
  expect([half.status, half.json]).toEqual([403, policy('Resolution notes')])
  expect(
    (
      await call(`${incidentsUrl}/${id}`, {
        method: 'PATCH',
        body: { state: '6', close_code: 'Known error', close_notes: 'a' },
      })
    ).status,
  ).toBe(200)
})

test('a closed incident rejects every write, even a note', async () => {
  const id = sysIdOf(
    await call(incidentsUrl, { method: 'POST', body: { state: '7', close_code: 'Known error', close_notes: 'a' } }),
  )
  const reply = await call(`${incidentsUrl}/${id}`, { method: 'PATCH', body: { work_notes: 'too late' } })
  const aborted =
    /^Operation against file 'incident' was aborted by Business Rule '([^^]+)\^[0-9a-f]{32}'\. Business Rule Stack:\1$/
  expect([reply.status, reply.json]).toEqual([403, envelope('Operation Failed', expect.stringMatching(aborted))])
  const stored = serviceNow.incidents().find(({ sys_id }) => sys_id === id)
  expect(stored).toMatchObject({ active: 'false', closed_at: expect.stringMatching(/^\d{4}/), journal: [] })
})
