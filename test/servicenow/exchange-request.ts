// The one request that the tests of an exchange send, and its time.
import type { Request } from '../../lib/servicenow/exchange.ts'

export const T = Date.parse('2026-11-23T10:00:00Z')
export const BUDGET = { startByMs: T + 20_000, untilMs: T + 21_000, limitMs: 20_000 }

export const post = (url: string, body = '{"a":"ü"}'): Request => ({
  method: 'POST',
  url: new URL(url),
  headers: { 'x-test': 'yes' },
  body,
})
