// One call of ServiceNow's REST API: headers, credentials, time, and the repetition of what certainly had no effect.
import pRetry from 'p-retry'
import { setTimeout as sleep } from 'node:timers/promises'
import { PushError } from '../errors.ts'
import type { Clock } from '../clock.ts'
import type { Authorization } from './credentials.ts'
import { exchange, type Request } from './exchange.ts'
import type { Budget } from '../push/ports.ts'
import { RATE_LIMIT_S, resultOf, retryAfterOf } from './classify-response.ts'

export type Call = {
  method: 'GET' | 'POST' | 'PATCH'
  path: string
  query?: Record<string, string>
  body?: Record<string, string>
  budget: Budget
}

/** Performs a call and returns the answer's `result`, unparsed. @throws PushError */
export type Client = (call: Call) => Promise<unknown>

/** A call is made at most this often. */
const MAX_ATTEMPTS = 3

/**
 * @param apiUrl base of the instance's URLs, without a trailing slash
 * @param authorization where the credentials come from
 */
export function createClient(apiUrl: string, authorization: Authorization, clock: Clock): Client {
  return async (call) => {
    let asked: number | undefined
    const attempt = async () => {
      asked = undefined
      const answer = await exchange(requestOf(call, apiUrl, authorization), call.budget, clock)
      asked = retryAfterOf(answer, clock.now())
      return resultOf(answer, asked)
    }
    return pRetry(async () => withRenewal(attempt, authorization), {
      retries: MAX_ATTEMPTS - 1,
      minTimeout: 0,
      factor: 1,
      shouldRetry: async ({ error, attemptNumber }) => {
        const delay = delayOf(error, call, attemptNumber, asked)
        if (delay === undefined || clock.now() + delay > call.budget.startByMs) return false
        await sleep(delay)
        return true
      },
    })
  }
}

// A rotated secret costs no error: it is read once more and the call repeated once.
async function withRenewal(attempt: () => Promise<unknown>, authorization: Authorization): Promise<unknown> {
  try {
    return await attempt()
  } catch (error) {
    if (!isUnauthenticated(error)) throw error
    if (!(await authorization.renew())) {
      authorization.refused()
      throw error
    }
  }
  try {
    return await attempt()
  } catch (error) {
    if (isUnauthenticated(error)) authorization.refused()
    throw error
  }
}

const isUnauthenticated = (error: unknown) => error instanceof PushError && error.reason === 'authentication'

/** Milliseconds after which a failed call is worth repeating here; undefined when it is not. */
function delayOf(error: unknown, { method }: Call, attempt: number, asked: number | undefined): number | undefined {
  if (!(error instanceof PushError) || (error.effect !== 'none' && method !== 'GET')) return undefined
  if (error.code === 'servicenow_rate_limited') return (asked ?? RATE_LIMIT_S) * 1000
  if (error.code !== 'servicenow_unavailable' || error.reason === 'redirect' || error.reason === 'hibernating')
    return undefined
  return asked === undefined ? 250 * 2 ** attempt * (0.5 + Math.random() / 2) : asked * 1000
}

function requestOf({ method, path, query, body }: Call, apiUrl: string, authorization: Authorization): Request {
  const text = body === undefined ? undefined : JSON.stringify(body)
  const search = query === undefined ? '' : `?${new URLSearchParams(query).toString()}`
  return {
    method,
    url: new URL(`${apiUrl}${path}${search}`),
    headers: {
      accept: 'application/json',
      'user-agent': 'case-push',
      ...authorization.headers(),
      ...(text === undefined
        ? {}
        : { 'content-type': 'application/json', 'content-length': String(Buffer.byteLength(text)) }),
    },
    body: text,
  }
}
