// The pages of records: as stored, with nothing in it executed or rendered.
import { createHash } from 'node:crypto'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { mkdtempSync, rmSync } from 'node:fs'
import { afterAll, beforeAll, expect, test } from '@jest/globals'
import { startServiceNow } from '../../../../local/servicenow/server.ts'
import { openServiceNow } from '../open-servicenow.ts'
import { call, sysIdOf, type Reply } from '../table-client.ts'

const EVIL = '<script>alert(1)</script>"\'&[code]<img src=x>[/code]'
const ESCAPED = '&lt;script&gt;alert(1)&lt;/script&gt;&quot;&#39;&amp;[code]&lt;img src=x&gt;[/code]'

let now = Date.parse('2026-11-20T08:00:00Z')
const { url, incidentsUrl, setProperties } = await openServiceNow({ clock: () => now })
const folder = mkdtempSync(join(tmpdir(), 'case-push-'))
const keeping = await startServiceNow({ dataFile: join(folder, 'servicenow.json') })
afterAll(async () => {
  await keeping.close()
  rmSync(folder, { recursive: true })
})
let id: string

/** A page without its own style and script. */
const bodyOf = ({ text }: Reply): string => text.replace(/<(style|script)>[^]*?<\/\1>/g, '')

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
    '2026-11-20 08:01:01 UTC',
    '<a href="/">All incidents</a>',
  ])
    expect(page.text).toContain(shown)
})

test('all text is escaped, line breaks are kept, [code] stays text', async () => {
  const text = bodyOf(await call(`${url}/nav_to.do?uri=incident.do?sys_id=${id}`))
  // Title, case, description, custom column, comment; the requests repeat them.
  expect(text.split(ESCAPED).length).toBeGreaterThan(5)
  expect(text).not.toMatch(/<script|<img/)
  expect(text).toContain(`data-field="description">one\n two ${ESCAPED}</p>`)
})

test('the activity stream shows the newest entry first', async () => {
  const page = bodyOf(await call(`${url}/nav_to.do?uri=incident.do?sys_id=${id}`))
  const text = page.slice(page.indexOf('Activities'))
  expect(text.indexOf('newer')).toBeGreaterThan(0)
  expect(text.indexOf('newer')).toBeLessThan(text.indexOf('older'))
})

test('the list leads to the incident', async () => {
  const { text, status } = await call(`${url}/`)
  expect(status).toBe(200)
  expect(text).toContain(`<a href="/nav_to.do?uri=incident.do?sys_id=${id}">INC0010001</a>`)
  expect(text).toContain(`<span>${ESCAPED}</span>`)
  expect(text).toContain(`Case ${ESCAPED}</span>`)
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

test.each(['/nav_to.do?uri=incident.do?sys_id=none', '/nav_to.do', '/nav_to.do?uri=%3Cscript%3E'])(
  '%s shows a page that says there is no such record',
  async (path) => {
    const page = await call(`${url}${path}`)
    expect([page.status, page.text]).toEqual([404, expect.stringContaining('There is no incident or other record')])
    expect(bodyOf(page)).not.toContain('<script')
  },
)

test('an address that is no record’s is not called one', async () => {
  const page = await call(`${url}/nothing`)
  expect([page.status, page.text]).toEqual([404, expect.stringContaining('There is no page at this address')])
})

test('a page that is not there says whether records are kept, and where', async () => {
  expect((await call(`${keeping.url}/nav_to.do`)).text).toContain(`<code>${folder}</code> from one run to the next`)
  expect((await call(`${url}/nav_to.do`)).text).toContain('in memory alone')
})

test('times name the user’s time zone', async () => {
  setProperties({ displayTimeZoneOffsetMinutes: 330 })
  const { text } = await call(`${url}/nav_to.do?uri=incident.do?sys_id=${id}`)
  expect(text).toContain('2026-11-20 13:31:01 UTC+05:30')
  expect((await call(`${url}/`)).text).toContain('Updated (UTC+05:30)')
  setProperties({ displayTimeZoneOffsetMinutes: 0 })
})

test('a page may run its own script and load nothing from elsewhere', async () => {
  for (const path of [
    '/',
    `/nav_to.do?uri=incident.do?sys_id=${id}`,
    '/requests',
    '/faults',
    '/nothing',
    '/login.do',
  ]) {
    const { headers } = await call(`${url}${path}`)
    const policy = headers
      .get('content-security-policy')
      ?.replaceAll(/'sha256-[^']+'/g, '<hash>')
      .split('; ')
    expect(policy).toEqual([
      "default-src 'none'",
      'style-src <hash>',
      'script-src <hash>',
      "connect-src 'self'",
      'img-src data:',
      "base-uri 'none'",
      "form-action 'self'",
      "frame-ancestors 'none'",
    ])
    expect(headers.get('x-content-type-options')).toBe('nosniff')
  }
})

test.each(['style', 'script'])('the policy allows the page’s own %s by its hash', async (element) => {
  const { headers, text } = await call(`${url}/`)
  const [, content = ''] = new RegExp(`<${element}>([^]*)</${element}>`).exec(text) ?? []
  expect(headers.get('content-security-policy')).toContain(
    `${element}-src 'sha256-${createHash('sha256').update(content).digest('base64')}'`,
  )
  expect(text).not.toMatch(/ style="|<link rel="stylesheet"| on[a-z]+="/)
})

test('a page that has not changed is answered 304', async () => {
  const { headers } = await call(`${url}/`)
  const again = { headers: { 'if-none-match': headers.get('etag') ?? '' } }
  expect((await call(`${url}/`, again)).status).toBe(304)
  await call(incidentsUrl, { method: 'POST', body: { short_description: 'new' } })
  expect((await call(`${url}/`, again)).status).toBe(200)
})
