// Where a connector may point: over https, to a name on the deployment's list, however the URL is spelled.
import { expect, test } from '@jest/globals'
import fc from 'fast-check'
import { isAllowed } from '../../lib/connectors/allowed-hosts.ts'

const LIST = ['*.service-now.com', 'tickets.example.org']
const LOCAL_LIST = [...LIST, 'http://127.0.0.1']

test.each([
  'https://acme.service-now.com',
  'https://acme.service-now.com/',
  'https://ACME.Service-Now.com',
  'https://dev.acme.service-now.com',
  'https://tickets.example.org',
])('%s is allowed', (url) => {
  expect(isAllowed(url, LIST)).toBe(true)
})

test.each([
  'http://acme.service-now.com',
  'ftp://acme.service-now.com',
  'javascript:alert(1)',
  'file:///etc/passwd',
  'acme.service-now.com',
  '//acme.service-now.com',
  '',
  // names beside the list
  'https://service-now.com',
  'https://evilservice-now.com',
  'https://service-now.com.evil.org',
  'https://acme.service-now.com.evil.org',
  'https://acme.service-now.com%2eevil.org',
  'https://acme-service-now.com',
  'https://acme.service-now.co',
  'https://sub.tickets.example.org',
  'https://localhost',
  // malformed names
  'https://.service-now.com',
  'https://a..service-now.com',
  'https://acme.service-now.com.',
  'https://*.service-now.com',
  'https://-.service-now.com',
  'https://a_b.service-now.com',
  `https://${'a'.repeat(64)}.service-now.com`,
  // user info, or what looks like a host
  'https://user@acme.service-now.com',
  'https://user:password@acme.service-now.com',
  'https://acme.service-now.com@evil.org',
  'https://acme.service-now.com:443@evil.org',
  'https://evil.org\\@acme.service-now.com',
  'https://evil.org#@acme.service-now.com',
  'https://evil.org?@acme.service-now.com',
  'https://evil.org/acme.service-now.com',
  // a path, a query, a fragment
  'https://acme.service-now.com/api',
  'https://acme.service-now.com/?x',
  'https://acme.service-now.com/#x',
  // addresses, in every spelling
  'https://127.0.0.1',
  'https://169.254.169.254',
  'https://2130706433',
  'https://0x7f000001',
  'https://0x7f.1',
  'https://0177.0.0.1',
  'https://127.1',
  'https://0',
  'https://１２７.０.０.１',
  'https://[::1]',
  'https://[::ffff:127.0.0.1]',
  'https://[fd00:ec2::254]',
  // other scripts
  'https://acme.ѕervice-now.com',
  'https://acme.service‑now.com',
  'https://acme.service-now.com\u200b.evil.org',
])('%s is not allowed', (url) => {
  expect(isAllowed(url, LIST)).toBe(false)
})

test('an address is not allowed, in brackets or not, even where the list names it', () => {
  expect(isAllowed('https://10.0.0.1', ['10.0.0.1'])).toBe(false)
  expect(isAllowed('https://[::1]', ['[::1]', '*.'])).toBe(false)
})

test('plain http is allowed on the local stage alone, to its loopback address', () => {
  expect(isAllowed('http://127.0.0.1:3001', LIST)).toBe(false)
  expect(isAllowed('http://127.0.0.1:3001', ['http://127.0.0.1'])).toBe(true)
  for (const url of ['http://localhost:3001', 'http://127.0.0.2', 'http://u:p@127.0.0.1', 'https://127.0.0.1'])
    expect(isAllowed(url, ['http://127.0.0.1'])).toBe(false)
})

test('whatever URL is allowed, it leads to a host on the list', () => {
  const part = fc.constantFrom(
    'https:',
    'http:',
    '/',
    '//',
    '\\',
    '@',
    ':',
    '.',
    '#',
    '?',
    '%2e',
    '。',
    '\t',
    '[::1]',
    '127.0.0.1',
    'evil.org',
    'acme',
    'service-now.com',
    '.service-now.com',
    'tickets.example.org',
    '443',
  )
  fc.assert(
    fc.property(fc.array(part, { maxLength: 8 }), (parts) => {
      const text = `https://${parts.join('')}`
      if (!isAllowed(text, LIST)) return
      const { protocol, hostname } = new URL(new URL(text).origin)
      expect(protocol).toBe('https:')
      expect(hostname).toMatch(/^([a-z0-9-]+\.)+service-now\.com$|^tickets\.example\.org$/)
    }),
    { numRuns: 5_000 },
  )
})

test.each([
  'https://dev1.service-now.com',
  'https://DEV1.Service-Now.com/',
  'https://a.b.service-now.com',
  'https://dev1.service-now.com:8443',
  'https://tickets.example.org',
  'http://127.0.0.1:3001',
])('%s is allowed on the local stage', (url) => {
  expect(isAllowed(url, LOCAL_LIST)).toBe(true)
})

test.each([
  'dev1.service-now.com',
  'http://dev1.service-now.com',
  'ftp://dev1.service-now.com',
  'https://service-now.com',
  'https://evilservice-now.com',
  'https://dev1.service-now.com.evil.example',
  'https://sub.tickets.example.org',
  'https://user@dev1.service-now.com',
  'https://:secret@dev1.service-now.com',
  'https://dev1.service-now.com/path',
  'https://dev1.service-now.com/?x=1',
  'https://dev1.service-now.com/#x',
  'https://127.0.0.1',
  'https://2130706433',
  'https://[::1]',
  'http://localhost:3001',
  'http://127.0.0.1.evil.example',
  'javascript:alert(1)',
  '',
])('%s is not allowed on the local stage', (url) => {
  expect(isAllowed(url, LOCAL_LIST)).toBe(false)
})

test('an address is not allowed even where the list names it, nor http where the list does not', () => {
  expect(isAllowed('https://10.0.0.1', ['10.0.0.1'])).toBe(false)
  expect(isAllowed('https://[::1]', ['[::1]'])).toBe(false)
  expect(isAllowed('http://127.0.0.1:3001', ['*.service-now.com'])).toBe(false)
})
