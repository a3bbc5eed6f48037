// The one request that the tests of an exchange send, its time, the certificate that it trusts, and how it
// finds a host.
import dns from 'node:dns'
import tls from 'node:tls'
import type { Request } from '../../lib/servicenow/exchange.ts'
import { CERTIFICATE } from '../support/self-signed.ts'

export const T = Date.parse('2026-11-23T10:00:00Z')
export const BUDGET = { startByMs: T + 20_000, untilMs: T + 21_000, limitMs: 20_000 }

export const post = (url: string, body = '{"a":"ü"}'): Request => ({
  method: 'POST',
  url: new URL(url),
  headers: { 'x-test': 'yes' },
  body,
})

/** Until what it returns is called, this process trusts the certificate of the tests' servers. */
export function trustTestServers(): () => void {
  const before = tls.getCACertificates('default')
  tls.setDefaultCACertificates([CERTIFICATE])
  return () => {
    tls.setDefaultCACertificates(before)
  }
}

export type Lookup = (name: string, options: unknown, done: (error: null, all: dns.LookupAddress[]) => void) => void

/** Until what it returns is called, names of hosts are looked up here. */
export function lookUpBy(own: Lookup): () => void {
  const { lookup } = dns
  Object.assign(dns, { lookup: own })
  return () => {
    Object.assign(dns, { lookup })
  }
}
