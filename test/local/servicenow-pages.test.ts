// What the pages promise to a person: the incident as it is, nothing executed, nothing rendered.
import { createHash } from 'node:crypto'
import { afterAll, beforeAll, expect, test } from '@jest/globals'
import { startServiceNow, type ServiceNow } from '../../local/servicenow/server.ts'
import { call, sysIdOf } from './table-client.ts'

let serviceNow: ServiceNow
let id: string
let now = Date.parse('2026-11-20T08:00:00Z')

const evil = '<script>alert(1)</script>"\'&[code]<img src=x>[/code]'

const escaped = '&lt;script&gt;alert(1)&lt;/script&gt;&quot;&#39;&amp;[code]&lt;img src=x&gt;[/code]'

beforeAll(async () => {
  serviceNow = await startServiceNow({ clock: () => now })
  const incidents = `${serviceNow.url}/api/now/v2/table/incident`
  const body = {
    short_description: evil,
    description: `one\n two ${evil}`,
    correlation_id: evil,
    correlation_display: 'Elastic',
    u_risk: evil,
    impact: 1,
    urgency: 1,
    work_notes: 'older',
  }
  id = sysIdOf(await call(incidents, { method: 'POST', body }))
  now += 61_000
  await call(`${incidents}/${id}`, { method: 'PATCH', body: { comments: `newer\n${evil}` } })
})
afterAll(() => serviceNow.close())

test.each([
  '/nav_to.do?uri=incident.do?sys_id=',
  '/nav_to.do?uri=incident.do%3Fsys_id%3D',
  '/nav_to.do?uri=%2Fincident.do%3Fsys_id%3D',
])('%s opens the incident', async (link) => {
  const page = await call(`${serviceNow.url}${link}${id}`)
  expect(page.status).toBe(200)
  for (const shown of [
    'INC0010001',
    'New',
    '1 - Critical',
    'Elastic',
    'Work notes',
    'Additional comments',
    'case-push',
    '2026-11-20 08:01:01',
  ])
    expect(page.text).toContain(shown)
})

test('all text is escaped, line breaks are kept, [code] stays text', async () => {
  const { text } = await call(`${serviceNow.url}/nav_to.do?uri=incident.do?sys_id=${id}`)
  expect(text.split(escaped)).toHaveLength(7)
  expect(text).not.toMatch(/<script|<img/)
  expect(text).toContain(`data-field="description">one\n two ${escaped}</p>`)
  expect(text).toContain('white-space: pre-wrap')
})

test('the activity stream shows the newest entry first', async () => {
  const { text } = await call(`${serviceNow.url}/nav_to.do?uri=incident.do?sys_id=${id}`)
  expect(text.indexOf('newer')).toBeGreaterThan(0)
  expect(text.indexOf('newer')).toBeLessThan(text.indexOf('older'))
})

test('the list leads to the incident', async () => {
  const { text, status } = await call(`${serviceNow.url}/`)
  expect(status).toBe(200)
  expect(text).toContain(`<a href="/nav_to.do?uri=incident.do?sys_id=${id}">INC0010001</a>`)
  expect(text).toContain(`<td>${escaped}</td>`)
})

test.each(['/nav_to.do?uri=incident.do?sys_id=none', '/nav_to.do', '/nav_to.do?uri=%3Cscript%3E', '/nothing'])(
  '%s is not found, in friendly words',
  async (path) => {
    const page = await call(`${serviceNow.url}${path}`)
    expect([page.status, page.text]).toEqual([404, expect.stringContaining('There is no incident under this address')])
    expect(page.text).not.toContain('<script')
  },
)

test('no page may run a script or load anything', async () => {
  for (const path of ['/', `/nav_to.do?uri=incident.do?sys_id=${id}`, '/nothing', '/login.do']) {
    const { headers } = await call(`${serviceNow.url}${path}`)
    expect(headers.get('content-security-policy')).toMatch(
      /^default-src 'none'; style-src 'sha256-[^']+'; img-src data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'$/,
    )
    expect(headers.get('x-content-type-options')).toBe('nosniff')
  }
})

test('the policy lets the page’s own style in, and only that', async () => {
  const { headers, text } = await call(`${serviceNow.url}/`)
  const [, style = ''] = /<style>([^]*)<\/style>/.exec(text) ?? []
  expect(headers.get('content-security-policy')).toContain(
    `'sha256-${createHash('sha256').update(style).digest('base64')}'`,
  )
  expect(text).not.toMatch(/ style="|<link rel="stylesheet"/)
})
