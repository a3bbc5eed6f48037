// The requests on the pages: which of them concern a record, what the client saw of each answer, and no credentials.
import { expect, test } from '@jest/globals'
import type { Fault } from '../../../../local/servicenow/server.ts'
import { openFreshServiceNow, until } from '../open-servicenow.ts'
import { authorization, call, sysIdOf } from '../table-client.ts'
import { openPage, textOf } from './read-page.ts'

const oauthClients = [{ clientId: 'client', clientSecret: 'very-secret', username: 'case-push' }]
const serviceNow = await openFreshServiceNow({ oauthClients })
const { url, incidentsUrl, journalUrl } = serviceNow

/** The text of each request on a page. */
const requestsAt = async (path: string): Promise<string[]> =>
  [...(await openPage(`${url}${path}`)).querySelectorAll('.requests > li')].map(textOf)

const pageOf = (id: string): string => `/nav_to.do?uri=incident.do?sys_id=${id}`

test('a record’s page shows the requests about it, oldest first: by sys_id, by case, by journal', async () => {
  await call(`${incidentsUrl}?sysparm_query=correlation_id=case-1^ORDERBYsys_id`)
  const id = sysIdOf(await call(incidentsUrl, { method: 'POST', body: { correlation_id: 'case-1', impact: '1' } }))
  const other = sysIdOf(await call(incidentsUrl, { method: 'POST', body: { correlation_id: 'case-10' } }))
  await call(`${incidentsUrl}/${id}`, { method: 'PATCH', body: { work_notes: 'seen' } })
  await call(`${incidentsUrl}/${other}`)
  await call(`${journalUrl}?sysparm_query=name%3Dincident%5Eelement_id%3D${id}&sysparm_fields=value`)
  await call(`${url}/api/now/table/sys_dictionary`)
  const shown = await requestsAt(pageOf(id))
  expect(shown.map((text) => text.replace(/\d{4}-.*/, ''))).toEqual([
    'Look up incident by correlation_id',
    'Create incident',
    'Update incident',
    'Read the journal',
  ])
  expect(shown[0]).toContain('correlation_id=case-1 ^ ORDERBYsys_id')
  expect(shown[0]).toContain('Answer: 200 No row.')
  expect(shown[1]).toMatch(/Answer: 201 INC0010001\. Sent: correlation_id, impact/)
  expect(shown[2]).toContain('work_notes seen')
  expect(shown[3]).toContain('1 row.')
})

test('one sees a lost create being found by the look that follows', async () => {
  serviceNow.addFault({ on: { method: 'POST' }, fault: { kind: 'reset', commit: true } })
  const body = { correlation_id: 'lost' }
  await expect(call(incidentsUrl, { method: 'POST', body })).rejects.toThrow()
  await call(`${incidentsUrl}?sysparm_query=correlation_id=lost&sysparm_fields=number,sys_id`)
  const [create, look] = await requestsAt(pageOf(serviceNow.incidents()[0]?.sys_id ?? ''))
  expect(create).toMatch(/Answer: no answer Answer lost: connection reset after the write was done \(INC0010001\)\./)
  expect(look).toContain('1 row: INC0010001.')
})

test.each<[Fault, string]>([
  [{ kind: 'reset' }, 'No answer: connection reset, nothing was written.'],
  [{ kind: 'mid-body', commit: true }, 'Half an answer: connection reset after the write was done'],
  [
    { kind: 'status', status: 503, commit: true },
    'it is answered with this status instead of the right answer. The wr',
  ],
  [{ kind: 'status', status: 503, commit: true }, 'The write was done.'],
  [{ kind: 'status', status: 503 }, 'The write was not done.'],
  [{ kind: 'late-commit', delayMs: 50, answer: 'reset' }, 'connection reset, and the write was done later'],
])('of a create with the fault %j the client saw: %s', async (fault, seen) => {
  serviceNow.addFault({ fault })
  await call(incidentsUrl, { method: 'POST', body: {} }).catch(() => undefined)
  const isWritten = fault.kind === 'late-commit' || ('commit' in fault && fault.commit)
  await until(() => !isWritten || serviceNow.incidents().length > 0)
  expect((await requestsAt('/requests'))[0]).toContain(seen)
})

test('a request that hangs waits, and then its client gives up', async () => {
  serviceNow.addFault({ fault: { kind: 'hang' } })
  const giveUp = new AbortController()
  const hanging = fetch(incidentsUrl, { signal: giveUp.signal }).catch(() => undefined)
  await until(() => serviceNow.requests().length > 0)
  expect((await requestsAt('/requests'))[0]).toContain('The client waits for an answer.')
  giveUp.abort()
  await hanging
  await new Promise((resolve) => setTimeout(resolve, 50))
  expect((await requestsAt('/requests'))[0]).toContain('No answer: the client gave up after')
})

test('no credential is shown or kept: no header, no token, no secret', async () => {
  serviceNow.setProperties({ clientCredentialsEnabled: true })
  const form = { grant_type: 'client_credentials', client_id: 'client', client_secret: 'very-secret' }
  const granted = await fetch(`${url}/oauth_token.do?client_secret=very-secret`, {
    method: 'POST',
    body: new URLSearchParams(form),
  })
  const { access_token: token } = (await granted.json()) as { access_token: string }
  expect(token).toMatch(/./)
  await call(incidentsUrl, { headers: { authorization: `Bearer ${token}` } })
  await call(incidentsUrl, { headers: { authorization: authorization('someone', 'pass-word') } })
  const { text } = await call(`${url}/requests`)
  expect(text).toContain('Get a token')
  expect(text).toContain('client_credentials')
  for (const secret of [token, 'very-secret', 'pass-word', 'Bearer', 'Basic ']) expect(text).not.toContain(secret)
})

test('all requests are listed newest first, fifty at a time, and a long body is cut', async () => {
  for (let count = 1; count <= 60; count += 1) await call(`${incidentsUrl}?sysparm_query=number=${count}`)
  await call(incidentsUrl, { method: 'POST', body: { description: 'long '.repeat(10_000) } })
  const newest = await requestsAt('/requests')
  expect(newest).toHaveLength(50)
  expect(newest[0]).toContain('Create incident')
  expect(newest[0]?.length).toBeLessThan(12_000)
  expect(newest[1]).toContain('number=60')
  const page = await openPage(`${url}/requests`)
  const older = await requestsAt(page.querySelector('.pages a')?.getAttribute('href') ?? '')
  expect([older.length, older[0]?.includes('number=11')]).toEqual([11, true])
})
