// One HTTP exchange over node:http(s). The never-twice rules need what fetch does not tell: whether, and when, the
// request's bytes began to leave; and that none leaves once it is given up. Knows nothing of ServiceNow.
import type http from 'node:http'
import * as v from 'valibot'
import type { Clock } from '../clock.ts'
import { PushError } from '../errors.ts'
import type { Budget } from '../push/ports.ts'
import { connected, markIdle, openRequest } from './connections.ts'

export type Request = {
  method: string
  url: URL
  headers: Record<string, string>
  body: string | undefined
  /** A longer answer is an error with the reason `answer_too_long`. 10 MB unless said otherwise. */
  maxAnswerBytes?: number | undefined
}
/** `sentAtMs`: when the request's bytes began to leave, epoch ms. */
export type Answer = { status: number; headers: http.IncomingHttpHeaders; body: string; sentAtMs: number }

const MAX_ANSWER_BYTES = 10 * 1024 * 1024

/**
 * Sends one request and reads its whole answer. Redirects are not followed. Once it throws, no byte of the request
 * leaves any more.
 * @throws PushError `servicenow_unavailable`: effect `none` when no byte left, else `open`; `push_incomplete` when
 *   no time was left to begin
 */
export async function exchange(request: Request, budget: Budget, clock: Clock): Promise<Answer> {
  if (clock.now() > budget.startByMs) throw outOfTime()
  const { url, method, headers, maxAnswerBytes = MAX_ANSWER_BYTES } = request
  const givenUp = new AbortController()
  const outgoing = openRequest(url, { method, headers, givenUp: givenUp.signal }, clock.now())
  const { promise: failed, reject: fail } = Promise.withResolvers<never>()
  outgoing.on('error', fail)
  let timer = setTimeout(fail, budget.untilMs - clock.now(), TIMED_OUT)
  let sentAtMs: number | undefined
  try {
    const socket = await Promise.race([connected(outgoing), failed])
    const nowMs = clock.now()
    if (nowMs > budget.startByMs) throw outOfTime()
    clearTimeout(timer)
    timer = setTimeout(fail, Math.min(budget.limitMs, budget.untilMs - nowMs), TIMED_OUT)
    sentAtMs = nowMs
    const incoming = await Promise.race([answered(outgoing, request.body), failed])
    const body = await Promise.race([readBody(incoming, maxAnswerBytes), failed])
    clearTimeout(timer)
    markIdle(socket, clock.now())
    return { status: Number(incoming.statusCode), headers: incoming.headers, body, sentAtMs }
  } catch (error) {
    clearTimeout(timer)
    givenUp.abort()
    outgoing.destroy()
    throw error instanceof PushError ? error : connectionError(error, sentAtMs)
  }
}

function answered(outgoing: http.ClientRequest, body: string | undefined): Promise<http.IncomingMessage> {
  return new Promise((resolve) => {
    outgoing.on('response', resolve)
    outgoing.end(body)
  })
}

function readBody(incoming: http.IncomingMessage, maxBytes: number): Promise<string> {
  const chunks: Buffer[] = []
  let length = 0
  return new Promise((resolve, reject) => {
    incoming.on('data', (chunk: Buffer) => {
      length += chunk.length
      if (length > maxBytes) incoming.destroy(TOO_LONG)
      else chunks.push(chunk)
    })
    incoming.on('end', () => {
      resolve(Buffer.concat(chunks).toString('utf8'))
    })
    incoming.on('error', reject)
  })
}

// The operating system's own code.
const TIMED_OUT = { code: 'ETIMEDOUT' }
const TOO_LONG = new Error('answer too long')

const outOfTime = () => new PushError('push_incomplete', { reason: 'out_of_time', retryAfterS: 1 })

const Coded = v.object({ code: v.string() })

// Node's error codes (ECONNRESET, ENOTFOUND) say enough; messages may name hosts.
function connectionError(error: unknown, sentAtMs: number | undefined): PushError {
  const cause = v.is(Coded, error) ? error.code : undefined
  const failure = cause === TIMED_OUT.code ? 'timeout' : 'network'
  return new PushError('servicenow_unavailable', {
    effect: sentAtMs === undefined ? 'none' : 'open',
    sentAtMs,
    reason: error === TOO_LONG ? 'answer_too_long' : failure,
    retryAfterS: 5,
    cause,
  })
}
