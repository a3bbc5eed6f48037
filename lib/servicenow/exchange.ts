// One HTTP exchange over node:http(s). The never-twice rules need what fetch does not tell: whether, and when, the
// request's bytes began to leave. Knows nothing of ServiceNow.
import http from 'node:http'
import https from 'node:https'
import type { Socket } from 'node:net'
import * as v from 'valibot'
import type { Clock } from '../clock.ts'
import { PushError } from '../errors.ts'
import type { Budget } from '../push/ports.ts'

export type Request = {
  method: string
  url: URL
  headers: Record<string, string>
  body: string | undefined
  /** A longer answer is an error; undefined: 10 MB. */
  maxAnswerBytes?: number | undefined
}
/** `sentAtMs`: when the request's bytes began to leave, epoch ms. */
export type Answer = { status: number; headers: http.IncomingHttpHeaders; body: string; sentAtMs: number }

const MAX_ANSWER_BYTES = 10 * 1024 * 1024

/** A connection that was idle this long may be dead without a sign, as after a Lambda's freeze. */
const MAX_IDLE_MS = 2_000

// Set here, so that no variable of the environment (NODE_TLS_REJECT_UNAUTHORIZED) turns the check off.
const VERIFIED = { rejectUnauthorized: true, minVersion: 'TLSv1.2' } as const
const TRANSPORTS = {
  http: { request: http.request, agent: new http.Agent({ keepAlive: true }) },
  https: { request: https.request, agent: new https.Agent({ keepAlive: true, ...VERIFIED }) },
}
const idleSinceMs = new WeakMap<Socket, number>()

/**
 * Sends one request and reads its whole answer. Redirects are not followed.
 * @throws PushError `servicenow_unavailable`: effect `none` when no byte left, else `open`; `push_incomplete` when
 *   no time was left to begin
 */
export async function exchange(request: Request, budget: Budget, clock: Clock): Promise<Answer> {
  if (clock.now() > budget.startByMs) throw outOfTime()
  const outgoing = openRequest(request, clock)
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
    const body = await Promise.race([readBody(incoming, request.maxAnswerBytes ?? MAX_ANSWER_BYTES), failed])
    clearTimeout(timer)
    idleSinceMs.set(socket, clock.now())
    return { status: Number(incoming.statusCode), headers: incoming.headers, body, sentAtMs }
  } catch (error) {
    clearTimeout(timer)
    outgoing.destroy()
    throw error instanceof PushError ? error : connectionError(error, sentAtMs)
  }
}

function openRequest({ method, url, headers }: Request, clock: Clock): http.ClientRequest {
  const { request, agent } = url.protocol === 'http:' ? TRANSPORTS.http : TRANSPORTS.https
  for (const socket of Object.values(agent.freeSockets).flat()) {
    if (socket !== undefined && !isFresh(socket, clock.now())) socket.destroy()
  }
  return request(url, { method, headers, agent })
}

// A connection of unknown age (NaN) is not fresh.
const isFresh = (socket: Socket, nowMs: number) => nowMs - Number(idleSinceMs.get(socket)) < MAX_IDLE_MS

// Nothing is sent before the connection is established: what fails until then certainly had no effect.
function connected(outgoing: http.ClientRequest): Promise<Socket> {
  return new Promise((resolve) => {
    outgoing.on('socket', (socket) => {
      if (outgoing.reusedSocket) resolve(socket)
      else
        socket.once('encrypted' in socket ? 'secureConnect' : 'connect', () => {
          resolve(socket)
        })
    })
  })
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
      if (length > maxBytes) incoming.destroy(Object.assign(new Error(), { code: TOO_LONG }))
      else chunks.push(chunk)
    })
    incoming.on('end', () => {
      resolve(Buffer.concat(chunks).toString('utf8'))
    })
    incoming.on('error', reject)
  })
}

const TOO_LONG = 'ANSWER_TOO_LONG'

// The operating system's own code.
const TIMED_OUT = { code: 'ETIMEDOUT' }

const outOfTime = () => new PushError('push_incomplete', { reason: 'out_of_time', retryAfterS: 1 })

const Coded = v.object({ code: v.string() })

// Node's error codes (ECONNRESET, ENOTFOUND) say enough; messages may name hosts.
function connectionError(error: unknown, sentAtMs: number | undefined): PushError {
  const cause = v.is(Coded, error) ? error.code : undefined
  return new PushError('servicenow_unavailable', {
    effect: sentAtMs === undefined ? 'none' : 'open',
    sentAtMs,
    reason: cause === 'ETIMEDOUT' ? 'timeout' : cause === TOO_LONG ? 'answer_too_long' : 'network',
    retryAfterS: 5,
    cause,
  })
}
