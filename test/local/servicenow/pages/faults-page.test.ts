// The panel of faults: what its forms order, what it shows of an order, and who may use it.
import { expect, test } from '@jest/globals'
import { request } from 'node:http'
import { Fault } from '../../../../local/servicenow/faults/kinds.ts'
import { openFreshServiceNow } from '../open-servicenow.ts'
import { call, type Reply } from '../table-client.ts'
import { openPage, parsePage, textOf } from './read-page.ts'

const serviceNow = await openFreshServiceNow()
const { url, incidentsUrl } = serviceNow

const post = (path: string, form: Record<string, string>, headers: Record<string, string> = {}): Promise<Reply> =>
  call(`${url}${path}`, {
    method: 'POST',
    body: new URLSearchParams(form).toString(),
    headers: { authorization: undefined, 'content-type': 'application/x-www-form-urlencoded', origin: url, ...headers },
  })

const panel = () => openPage(`${url}/faults`)

test('each of the usual orders is taken, and strikes what it says', async () => {
  const buttons = [...(await panel()).querySelectorAll('button[name=preset]')]
  expect(buttons.length).toBeGreaterThan(4)
  for (const button of buttons) {
    const ordered = await post('/faults', { preset: button.getAttribute('value') ?? '' })
    expect([ordered.status, ordered.headers.get('location')]).toEqual([303, '/faults'])
  }
  expect(serviceNow.faults()).toHaveLength(buttons.length)
})

test('a create whose answer is lost by one click is done', async () => {
  await post('/faults', { preset: 'create-lost' })
  await expect(call(incidentsUrl, { method: 'POST', body: { short_description: 'x' } })).rejects.toThrow()
  expect(serviceNow.incidents()).toHaveLength(1)
  expect(textOf((await panel()).querySelector('#past'))).toMatch(/spent *struck 1 of 1.*Create incident\. Answer lost/)
})

test('the form has every kind of fault with all that it takes', async () => {
  const document = await panel()
  const kinds = [...document.querySelectorAll('input[name=kind]')].map((input) => input.getAttribute('value'))
  expect(kinds).toEqual(Fault.options.map(({ entries }) => entries.kind.literal))
  for (const { entries } of Fault.options)
    for (const name of Object.keys(entries).filter((key) => key !== 'kind'))
      expect(document.querySelector(`[name="${entries.kind.literal}.${name}"]`)?.getAttribute('id')).toBeTruthy()
})

test('the form orders what was typed', async () => {
  const target = { 'on.method': 'PATCH', 'on.field': 'work_notes', skip: '1', times: '2' }
  const ordered = await post('/faults', {
    ...target,
    kind: 'status',
    'status.status': '418',
    'status.text': 'tea',
    'status.headers': '{"x-pot":"short"}',
    'status.commit': 'yes',
    'drop.columns': 'a field of another kind',
  })
  expect(ordered.status).toBe(303)
  expect(serviceNow.faults()).toMatchObject([
    {
      on: { method: 'PATCH', field: 'work_notes' },
      skip: 1,
      times: 2,
      fault: { kind: 'status', status: 418, text: 'tea', headers: { 'x-pot': 'short' }, commit: true },
    },
  ])
  await post('/faults', { kind: 'drop', 'drop.columns': 'impact, urgency' })
  expect(serviceNow.faults()[1]?.fault).toEqual({ kind: 'drop', columns: ['impact', 'urgency'] })
})

test.each([
  [{}, 'Choose a kind of fault'],
  [{ kind: 'no-such' }, 'Choose a kind of fault'],
  [{ kind: 'slow' }, 'Delay (ms): '],
  [{ kind: 'status', 'status.status': '99' }, 'Status: '],
  [{ kind: 'status', 'status.status': '500', 'status.body': '{' }, 'Body: this is not JSON'],
  [{ kind: 'hang', times: '0' }, 'How many times: '],
])('the form %j is rejected with the reason, and keeps what was typed', async (form, reason) => {
  const rejected = await post('/faults', { 'on.path': '/typed', ...form })
  expect(rejected.status).toBe(400)
  expect(textOf(parsePage(rejected.text).querySelector('[role=alert]'))).toContain(reason)
  expect(rejected.text).toContain('value="/typed"')
  expect(serviceNow.faults()).toEqual([])
})

test('every page says what is pending', async () => {
  serviceNow.addFault({ on: { method: 'POST' }, times: 3, fault: { kind: 'hang' } })
  for (const path of ['/', '/requests', '/nothing'])
    expect(textOf((await openPage(`${url}${path}`)).querySelector('header'))).toContain(
      'Ordered: The next 3 POST requests: hang, 3 left',
    )
})

test('the panel says what is left of an order, and what it has hit', async () => {
  serviceNow.addFault({ on: { method: 'GET' }, times: 2, fault: { kind: 'status', status: 500 } })
  await call(incidentsUrl)
  const text = textOf((await panel()).querySelector('#pending'))
  expect(text).toContain('1 left')
  expect(text).toContain('Read incident')
})

test('one order is taken back by click, or all', async () => {
  for (const kind of ['hang', 'accepted', 'redirect'] as const) serviceNow.addFault({ fault: { kind } })
  const [, second] = serviceNow.faults()
  expect((await post('/faults/take-back', { id: second?.id ?? '' })).status).toBe(303)
  expect(serviceNow.faults().map(({ fault }) => fault.kind)).toEqual(['hang', 'redirect'])
  await post('/faults/take-back', {})
  expect(serviceNow.faults()).toEqual([])
  expect((await call(incidentsUrl)).status).toBe(200)
})

const OTHER = 'https://example.org'
const REBOUND = { host: 'example.org', origin: 'http://example.org' }

test.each([
  ['/faults', { origin: OTHER }],
  ['/faults', { origin: 'null' }],
  ['/faults', { 'sec-fetch-site': 'cross-site' }],
  ['/faults', { 'sec-fetch-site': 'same-site' }],
  ['/faults/take-back', { origin: OTHER }],
  ['/stand-in/faults', { origin: OTHER }],
  ['/stand-in/faults', { 'sec-fetch-site': 'cross-site' }],
])('a post to %s from the page of another site is refused: %j', async (path, headers) => {
  const id = serviceNow.addFault({ fault: { kind: 'hang' } })
  const refused = await post(path, { preset: 'create-lost', id }, headers)
  expect([refused.status, serviceNow.faults()]).toEqual([403, [expect.objectContaining({ id })]])
})

test('a name that leads here does not make another site’s page one of these', async () => {
  const status = await new Promise((resolve, reject) => {
    const sent = request(`${url}/faults`, { method: 'POST', headers: REBOUND }, (response) => {
      response.resume()
      resolve(response.statusCode)
    })
    sent.once('error', reject).end('preset=create-lost')
  })
  expect([status, serviceNow.faults()]).toEqual([403, []])
})

test('a program, which says nothing of where it comes from, may order', async () => {
  const body = new URLSearchParams({ preset: 'create-lost' })
  expect((await fetch(`${url}/faults`, { method: 'POST', body, redirect: 'manual' })).status).toBe(303)
})
