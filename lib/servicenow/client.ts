// One call of ServiceNow's APIs: headers, credentials, time, and a retry of what certainly had no effect.
import pRetry from 'p-retry'
import { sleep, type Clock } from '../clock.ts'
import { PushError, type Reason } from '../errors.ts'
import type { Budget } from '../push/ports.ts'
import { RATE_LIMIT_S, classifyResponse, retryAfterOf } from './classify-response.ts'
import { noteDate, type ClockOffset } from './clock-offset.ts'
import { counted } from './counted.ts'
import type { Authorization } from './credentials/authorization.ts'
import { TokenError } from './credentials/token-request.ts'
import { exchange, type Request } from './exchange.ts'

export type Call = {
  method: 'GET' | 'POST' | 'PATCH'
  /** Of the Table API. */
  table?: string
  /** sys_id of one record; without it the call concerns the table. */
  id?: string
  /** Of another API, in place of a table. */
  path?: string
  query?: Record<string, string>
  body?: Readonly<Record<string, string>> | readonly object[]
  budget: Budget
  /** A longer answer is an error; undefined: the usual limit. */
  maxAnswerBytes?: number | undefined
}

/** Performs a call and returns the answer's `result`, not validated. @throws PushError */
export type Client = (call: Call) => Promise<unknown>

const MAX_ATTEMPTS = 3

/** If ServiceNow names no time, the first retry follows after 250 to 500 ms, the next after twice as long. */
const BACKOFF_MS = 250

/**
 * @param apiUrl base of the instance's URLs, without a trailing slash
 * @param authorization where the credentials come from
 * @param clockOffset learns from the `Date` of every answer
 * @param connectorId under which the calls are counted
 */
export function createClient(
  apiUrl: string,
  authorization: Authorization,
  clock: Clock,
  clockOffset: ClockOffset = {},
  connectorId = 'none',
): Client {
  return async (call) => {
    let retryAfterS: number | undefined
    const attempt = async () => {
      retryAfterS = undefined
      const credentials = await authorization.headers(call.budget)
      const request = requestFor(call, apiUrl, credentials)
      const answer = await counted(call, connectorId, () => exchange(request, call.budget, clock))
      noteDate(clockOffset, answer.headers.date, clock.now())
      retryAfterS = retryAfterOf(answer, clock.now())
      return classifyResponse(answer, { isRecord: call.id !== undefined }, retryAfterS)
    }
    return pRetry(async () => withRenewal(attempt, authorization), {
      retries: MAX_ATTEMPTS - 1,
      minTimeout: 0,
      factor: 1,
      shouldRetry: async ({ error, attemptNumber }) => {
        const namedS = error instanceof TokenError ? error.namedRetryAfterS : retryAfterS
        const delayMs = retryDelayMs(error, call, attemptNumber, namedS)
        if (delayMs === undefined || clock.now() + delayMs > call.budget.startByMs) return false
        await sleep(delayMs)
        return true
      },
    })
  }
}

// A rotated secret or a forgotten token costs no error: after a 401, of the call or of its token request, the client
// reads the secret once more and repeats the call once.
async function withRenewal(attempt: () => Promise<unknown>, authorization: Authorization): Promise<unknown> {
  try {
    return await attempt()
  } catch (error) {
    if (!isUnauthenticated(error)) throw error
    if (!(await authorization.renew())) {
      authorization.reportRejection()
      throw error
    }
  }
  try {
    return await attempt()
  } catch (error) {
    if (isUnauthenticated(error)) authorization.reportRejection()
    throw error
  }
}

/** What a repeated call would meet again. */
const LASTING: readonly (Reason | undefined)[] = ['redirect', 'hibernating', 'answer_too_long']

const isUnauthenticated = (error: unknown) => error instanceof PushError && error.reason === 'authentication'

/** Milliseconds after which the client itself repeats a failed call; undefined when it does not. */
function retryDelayMs(
  error: unknown,
  { method }: Call,
  attempt: number,
  retryAfterS: number | undefined,
): number | undefined {
  if (!(error instanceof PushError) || (error.effect !== 'none' && method !== 'GET')) return undefined
  if (error.code === 'servicenow_rate_limited') return (retryAfterS ?? RATE_LIMIT_S) * 1000
  if (error.code !== 'servicenow_unavailable' || LASTING.includes(error.reason)) return undefined
  return retryAfterS === undefined ? BACKOFF_MS * 2 ** attempt * (0.5 + Math.random() / 2) : retryAfterS * 1000
}

/** Where a call goes. @param apiUrl base of the instance's URLs, without a trailing slash */
export function callUrl({ table = '', id, path, query }: Call, apiUrl: string): string {
  const search = query === undefined ? '' : `?${new URLSearchParams(query).toString()}`
  const record = id === undefined ? '' : `/${encodeURIComponent(id)}`
  return `${apiUrl}${path ?? `/api/now/v2/table/${table}${record}`}${search}`
}

function requestFor(call: Call, apiUrl: string, credentials: Record<string, string>): Request {
  const { method, body, maxAnswerBytes } = call
  const text = body === undefined ? undefined : JSON.stringify(body)
  return {
    method,
    url: new URL(callUrl(call, apiUrl)),
    headers: {
      accept: 'application/json',
      'user-agent': 'case-push',
      ...credentials,
      ...(text === undefined
        ? {}
        : { 'content-type': 'application/json', 'content-length': String(Buffer.byteLength(text)) }),
    },
    body: text,
    maxAnswerBytes,
  }
}
