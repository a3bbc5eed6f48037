// What a push is told on the command line and in the environment, checked before anything is read or sent.
import * as v from 'valibot'
import { ConnectorId } from '../lib/schema/identifiers.ts'
import { HEADERS } from '../local/documented-requests.ts'
import type { Target } from './push-target.ts'

export const OPTIONS = {
  connector: { type: 'string', default: 'local' },
  url: { type: 'string' },
  key: { type: 'string' },
  concurrency: { type: 'string', default: '4' },
  wait: { type: 'string', default: '300' },
  json: { type: 'boolean', default: false },
  'dry-run': { type: 'boolean', default: false },
  help: { type: 'boolean', default: false },
} as const

export type Flags = {
  connector: string
  url?: string
  key?: string
  concurrency: string
  wait: string
  json: boolean
  'dry-run': boolean
}

export type Settings = { target: Target; concurrency: number; waitMs: number; isJson: boolean }

const LOCAL_URL = 'http://127.0.0.1:3000'
const MAX_CONCURRENCY = 16
const MAX_WAIT_S = 86_400

/** @throws Error in one sentence */
export function settingsOf(flags: Flags, environment: NodeJS.ProcessEnv): Settings {
  const url = urlIn(flags.url ?? (environment['CASE_PUSH_URL'] || LOCAL_URL))
  const key = flags.key ?? environment['CASE_PUSH_KEY'] ?? ''
  if (key === '' && !isLoopback(url)) throw new Error(`give a key for ${url.host}: --key, or better CASE_PUSH_KEY`)
  if (!v.is(ConnectorId, flags.connector))
    throw new Error('--connector must be 1 to 64 letters, digits, "_", "." or "-"')
  return {
    target: {
      url: url.href.replace(/\/$/, ''),
      connectorId: flags.connector,
      authorization: key === '' ? HEADERS.Authorization : authorizationIn(key),
      isDryRun: flags['dry-run'],
    },
    concurrency: numberIn('concurrency', flags.concurrency, 1, MAX_CONCURRENCY),
    waitMs: numberIn('wait', flags.wait, 0, MAX_WAIT_S) * 1000,
    isJson: flags.json,
  }
}

function urlIn(text: string): URL {
  const url = URL.parse(text)
  if (url === null || !/^https?:$/.test(url.protocol)) throw new Error(`"${text}" is not a URL such as ${LOCAL_URL}`)
  if (url.username + url.password + url.search + url.hash !== '')
    throw new Error('the URL must hold neither a user nor a query: the key goes into --key or CASE_PUSH_KEY')
  if (url.protocol === 'http:' && !isLoopback(url))
    throw new Error(`${url.host} must be called by https: over http, everybody on the way could read the key`)
  return url
}

const isLoopback = ({ hostname }: URL) => /^(?:127\.\d+\.\d+\.\d+|localhost|\[::1\])$/.test(hostname)

/** As `npm run api-key` shows it, with or without the words before it. */
function authorizationIn(key: string): string {
  const [, scheme = 'ApiKey', value] = /^(?:authorization: *)?(?:(ApiKey|Basic) +)?([\w+/=-]+)$/i.exec(key.trim()) ?? []
  if (value === undefined) throw new Error('the key must be the one that `npm run api-key` showed: "ApiKey …"')
  return `${scheme} ${value}`
}

function numberIn(name: string, text: string, min: number, max: number): number {
  const number = /^\d{1,6}$/.test(text) ? Number(text) : NaN
  if (number >= min && number <= max) return number
  throw new Error(`--${name} must be a whole number from ${min} to ${max}`)
}
