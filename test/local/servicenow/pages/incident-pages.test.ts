// The pages: the incident as stored, with nothing in it executed or rendered.
import { createHash } from 'node:crypto'
import { beforeAll, expect, test } from '@jest/globals'
import { openServiceNow } from '../open-servicenow.ts'
import { call, sysIdOf } from '../table-client.ts'

const EVIL = '<script>alert(1)</script>"\'&[code]<img src=x>[/code]'
const ESCAPED = '&lt;script&gt;alert(1)&lt;/script&gt;&quot;&#39;&amp;[code]&lt;img src=x&gt;[/code]'

let now = Date.parse('2026-11-20T08:00:00Z')
const { url, incidentsUrl } = await openServiceNow({ clock: () => now })
let id: string

beforeAll(async () => {
  const body = {
    short_description: EVIL,
    description: `one\n two ${EVIL}`,
    correlation_id: EVIL,
    correlation_display: 'Elastic',
    u_risk: EVIL,
    impact: 1,
    urgency: 1,
    work_notes: 'older',
  }
  id = sysIdOf(await call(incidentsUrl, { method: 'POST', body }))
  now += 61_000
  await call(`${incidentsUrl}/${id}`, { method: 'PATCH', body: { comments: `newer\n${EVIL}` } })
})

test.each([
  '/nav_to.do?uri=incident.do?sys_id=',
  '/nav_to.do?uri=incident.do%3Fsys_id%3D',
  '/nav_to.do?uri=%2Fincident.do%3Fsys_id%3D',
])('%s opens the incident', async (link) => {
  const page = await call(`${url}${link}${id}`)
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
  const { text } = await call(`${url}/nav_to.do?uri=incident.do?sys_id=${id}`)
  expect(text.split(ESCAPED)).toHaveLength(7)
  expect(text).not.toMatch(/<script|<img/)
  expect(text).toContain(`data-field="description">one\n two ${ESCAPED}</p>`)
  expect(text).toContain('white-space: pre-wrap')
})

test('the activity stream shows the newest entry first', async () => {
  const { text } = await call(`${url}/nav_to.do?uri=incident.do?sys_id=${id}`)
  expect(text.indexOf('newer')).toBeGreaterThan(0)
  expect(text.indexOf('newer')).toBeLessThan(text.indexOf('older'))
})

test('the list leads to the incident', async () => {
  const { text, status } = await call(`${url}/`)
  expect(status).toBe(200)
  expect(text).toContain(`<a href="/nav_to.do?uri=incident.do?sys_id=${id}">INC0010001</a>`)
  expect(text).toContain(`<td>${ESCAPED}</td>`)
})

test('the link to a record of another table opens it, and the list names it', async () => {
  const body = { short_description: 'Beacon', dest_ip: '10.0.0.1', work_notes: 'isolated' }
  const otherId = sysIdOf(await call(`${url}/api/now/table/sn_si_incident`, { method: 'POST', body }))
  const link = `/nav_to.do?uri=sn_si_incident.do?sys_id=${otherId}`
  const page = await call(`${url}${link}`)
  expect(page.status).toBe(200)
  for (const shown of ['SIR0010001', 'Beacon', 'isolated']) expect(page.text).toContain(shown)
  expect(page.text).not.toContain('Caller')
  const { text } = await call(`${url}/`)
  expect(text).toContain('Security Incident: 1')
  expect(text).toContain(`<a href="${link}">SIR0010001</a>`)
  expect((await call(`${url}/nav_to.do?uri=incident.do?sys_id=${otherId}`)).status).toBe(404)
})

test.each(['/nav_to.do?uri=incident.do?sys_id=none', '/nav_to.do', '/nav_to.do?uri=%3Cscript%3E', '/nothing'])(
  '%s shows a page that says there is no such incident',
  async (path) => {
    const page = await call(`${url}${path}`)
    expect([page.status, page.text]).toEqual([404, expect.stringContaining('There is no incident at this address')])
    expect(page.text).not.toContain('<script')
  },
)

test('no page may run a script or load anything', async () => {
  for (const path of ['/', `/nav_to.do?uri=incident.do?sys_id=${id}`, '/nothing', '/login.do']) {
    const { headers } = await call(`${url}${path}`)
    const policy = headers
      .get('content-security-policy')
      ?.replace(/'sha256-[^']+'/, '<hash>')
      .split('; ')
    expect(policy).toEqual([
      "default-src 'none'",
      'style-src <hash>',
      'img-src data:',
      "base-uri 'none'",
      "form-action 'none'",
      "frame-ancestors 'none'",
    ])
    expect(headers.get('x-content-type-options')).toBe('nosniff')
  }
})

test('the policy allows the page’s own style and nothing else', async () => {
  const { headers, text } = await call(`${url}/`)
  const [, style = ''] = /<style>([^]*)<\/style>/.exec(text) ?? []
  expect(headers.get('content-security-policy')).toContain(
    `'sha256-${createHash('sha256').update(style).digest('base64')}'`,
  )
  expect(text).not.toMatch(/ style="|<link rel="stylesheet"/)
})
