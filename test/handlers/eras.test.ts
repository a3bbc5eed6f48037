// What callers of each era send for a case reaches ServiceNow whole: Kibana 9, a rule with grouped alerts, and the
// connector Webhook - Case Management.
import { afterAll, expect, test } from '@jest/globals'
import { httpEvent, requestBody, withParams } from '../support/events.ts'
import { startHttpApi } from '../support/http-api.ts'

const api = await startHttpApi()
afterAll(() => api.close())

const incidentsOf = (title: string) =>
  api.servicenow.incidents().filter(({ short_description }) => short_description === title)

test('a case of Kibana 9 becomes one incident under its own id, each comment once', async () => {
  const first = await api.send(httpEvent('kibana-9-case'))
  expect(first).toMatchObject({ statusCode: 200, body: { status: 'ok', connector_id: 'local' } })
  expect(await api.send(httpEvent('kibana-9-case'))).toEqual(first)
  const { incident, comments } = requestBody('kibana-9-case').params.subActionParams as {
    incident: { correlation_id: string; short_description: string }
    comments: { comment: string }[]
  }
  const incidents = incidentsOf(incident.short_description)
  expect(incidents).toMatchObject([{ correlation_id: incident.correlation_id, correlation_display: 'Elastic Case' }])
  const entries = incidents.flatMap(({ journal }) => journal.map(({ value }) => value))
  expect(entries.sort()).toEqual(comments.map(({ comment }) => comment).sort())
})

test('an alert that is known by what its rule groups by becomes one incident, however often it fires', async () => {
  const first = await api.send(httpEvent('grouped-alert'))
  expect(first).toMatchObject({ statusCode: 200 })
  expect(await api.send(httpEvent('grouped-alert'))).toEqual(first)
  expect(incidentsOf('CPU above 95 % on web 01')).toMatchObject([
    { correlation_id: expect.stringMatching(/^sha256-[0-9a-f]{64}$/), correlation_display: 'CPU by host and region' },
  ])
})

test('another group of the same rule becomes another incident', async () => {
  const event = httpEvent('grouped-alert')
  for (const host of ['web 02', 'web 03'])
    await api.send({ ...event, body: event.body?.replaceAll('web 01', host) ?? '' })
  const ids = ['web 02', 'web 03'].flatMap((host) => incidentsOf(`CPU above 95 % on ${host}`))
  expect(new Set(ids.map(({ correlation_id }) => correlation_id)).size).toBe(2)
})

test('a case of the connector Webhook - Case Management becomes an incident under its own id', async () => {
  expect(await api.send(httpEvent('webhook-case'))).toMatchObject({ statusCode: 200 })
  expect(incidentsOf('Suspicious login from two countries')).toMatchObject([
    { correlation_id: '8c0f7d9e-1c2b-4b6a-9d59-0f5e6f2f7a33' },
  ])
})

test('tags, status and severity of a case are no columns: only a mapping carries them into one', async () => {
  api.servicenow.clearRequests()
  await api.send(withParams(httpEvent('webhook-case'), { savedObjectId: 'unmapped' }))
  const [creation] = api.servicenow.requests().filter(({ method }) => method === 'POST')
  expect(Object.keys(creation?.body as object).sort()).toEqual([
    'caller_id',
    'correlation_display',
    'correlation_id',
    'description',
    'opened_by',
    'short_description',
  ])
})
