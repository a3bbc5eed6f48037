// The last API requests and what became of each, for the pages to show: what was sent, whether it was carried out, what
// was answered, and what the client saw of it. Headers are left out, and with them the credentials; of a token request
// only its grant is kept.
import { TOKEN_PATH } from '../api/oauth.ts'
import { parseJson, type TableRequest } from '../api/table-request.ts'
import type { ServerResponse } from 'node:http'
import type { Answer } from '../api/answers.ts'
import type { Strike } from '../faults/faults.ts'
import type { Row } from '../records/instance.ts'

/** `length` is that of the whole text, of which only the beginning is kept. */
export type Excerpt = { text: string; length: number }

/** `total` is how many rows there are, by the header of a list. */
export type Answered = { status: number; body: Excerpt; total: string | undefined }

export type Exchange = {
  /** Counts from 1. */
  id: number
  /** Milliseconds since 1970, by the true clock. */
  atMs: number
  method: string
  path: string
  table: string | undefined
  parameters: [name: string, value: string][]
  body: Excerpt
  strike: Strike | undefined
  /** The sys_ids and the cases that the request or its answer names. */
  ids: ReadonlySet<string>
  cases: ReadonlySet<string>
  /** What the instance itself made of the request, once it was carried out; `isLate` if the client was gone by then. */
  done?: Answered & { isLate: boolean }
  /** What was sent, in full or in part. */
  sent?: Answered
  /** `open`: the client still waits. `cut`: the connection ended before the answer did. */
  end: 'open' | 'answered' | 'cut'
  tookMs?: number
}

/** What happens to a request after it arrived. */
export type Course = { carriedOut: (answer: Answer) => void; answered: (answer: Answer) => void }

export type Exchanges = {
  add: (request: TableRequest, strike: Strike | undefined, outgoing: ServerResponse) => Course
  /** Oldest first. */
  list: () => readonly Exchange[]
  clear: () => void
}

const MAX_EXCHANGES = 1_000
const MAX_TEXT_LENGTH = 4_000
/** How much of a text is searched for sys_ids, and how many are kept. */
const MAX_SEARCHED_LENGTH = 32_000
const MAX_IDS = 200

export function createExchanges(clock: () => number): Exchanges {
  const exchanges: Exchange[] = []
  let count = 0
  return {
    add: (request, strike, outgoing) => {
      count += 1
      const exchange = startExchange(request, strike, { id: count, atMs: clock() })
      exchanges.push(exchange)
      if (exchanges.length > MAX_EXCHANGES) exchanges.shift()
      watchEnd(exchange, outgoing)
      return courseOf(exchange)
    },
    list: () => [...exchanges],
    clear: () => {
      exchanges.length = 0
    },
  }
}

function startExchange(
  request: TableRequest,
  strike: Strike | undefined,
  start: { id: number; atMs: number },
): Exchange {
  const { method, path, table, parameters } = request
  const isToken = path === TOKEN_PATH
  const body = isToken ? grantOf(request.body) : (request.body ?? '')
  return {
    ...start,
    method,
    path,
    table,
    parameters: isToken ? [] : [...parameters].map(([name, value]) => [name, value.slice(0, MAX_TEXT_LENGTH)]),
    body: excerptOf(body),
    strike,
    ids: new Set(idsIn([path, ...parameters.values(), body].join(' '))),
    cases: new Set([...casesInQuery(parameters.get('sysparm_query') ?? ''), ...casesIn(body)]),
    end: 'open',
  }
}

function watchEnd(exchange: Exchange, outgoing: ServerResponse): void {
  const startMs = performance.now()
  const end = (): void => {
    exchange.end = outgoing.writableFinished ? 'answered' : 'cut'
    exchange.tookMs = performance.now() - startMs
    if (outgoing.headersSent) exchange.sent ??= { status: outgoing.statusCode, body: excerptOf(''), total: undefined }
  }
  if (outgoing.destroyed) setImmediate(end)
  else outgoing.once('close', end)
}

function courseOf(exchange: Exchange): Course {
  const answeredBy = ({ status, headers, body }: Answer): Answered => {
    if (exchange.path === TOKEN_PATH) return { status, body: excerptOf(''), total: undefined }
    exchange.ids = new Set([...exchange.ids, ...idsIn(body)].slice(0, MAX_IDS))
    return { status, body: excerptOf(body), total: headers['x-total-count'] }
  }
  return {
    carriedOut: (answer) => {
      exchange.done = { ...answeredBy(answer), isLate: exchange.end !== 'open' }
    },
    answered: (answer) => {
      exchange.sent = answeredBy(answer)
    },
  }
}

function grantOf(form: string | undefined): string {
  return JSON.stringify({ grant_type: new URLSearchParams(form).get('grant_type') })
}

const excerptOf = (text: string): Excerpt => ({ text: text.slice(0, MAX_TEXT_LENGTH), length: text.length })

const idsIn = (text: string): string[] =>
  (text.slice(0, MAX_SEARCHED_LENGTH).match(/\b[0-9a-f]{32}\b/gi) ?? []).map((id) => id.toLowerCase())

function casesInQuery(query: string): string[] {
  return query.split('^').flatMap((term) => {
    const [, operator, operand = ''] = /^(?:OR)?correlation_id(=|IN)(.*)$/s.exec(term) ?? []
    return operator === 'IN' ? operand.split(',') : operator === undefined ? [] : [operand]
  })
}

function casesIn(body: string): string[] {
  const value = parseJson(body)?.value
  if (typeof value !== 'object' || value === null || !('correlation_id' in value)) return []
  return typeof value.correlation_id === 'string' ? [value.correlation_id] : []
}

/** Whether the request or its answer names the record, or its case. */
export function concerns({ ids, cases }: Exchange, { sys_id = '', correlation_id = '' }: Row): boolean {
  return ids.has(sys_id) || (correlation_id !== '' && cases.has(correlation_id))
}
