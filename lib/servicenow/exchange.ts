// One HTTP exchange over node:https with what the never-twice rules need and fetch does not tell: whether, and when,
// the request's bytes began to leave. Knows no ServiceNow.
import http from 'node:http'
import https from 'node:https'
import type { Socket } from 'node:net'
import type { TLSSocket } from 'node:tls'
import { PushError, type Reason } from '../errors.ts'
import type { Clock } from '../work.ts'
import type { Budget } from './incident-api.ts'

export type Request = { method: string; url: URL; headers: Record<string, string>; body: string | undefined }
export type Answer = { status: number; headers: http.IncomingHttpHeaders; body: string; sentAt: number }

/** A longer answer is cut off, bytes. */
const LONGEST_ANSWER = 10 * 1024 * 1024

/** A connection idle for longer may be dead without a sign, as after a Lambda's freeze; ms. */
const LONGEST_IDLE_MS = 2_000

const agents = { 'http:': new http.Agent({ keepAlive: true }), 'https:': new https.Agent({ keepAlive: true }) }
const idleSince = new WeakMap<object, number>()
for (const agent of Object.values(agents)) agent.on('free', (socket: Socket) => idleSince.set(socket, Date.now()))

/**
 * Sends one request and reads its whole answer. Redirects are not followed.
 * @throws PushError `servicenow_unavailable`: effect `none` when no byte left, else `open`; `push_incomplete` when
 *   there was no time left to begin
 */
export async function exchange(request: Request, budget: Budget, clock: Clock): Promise<Answer> {
  const agent = request.url.protocol === 'http:' ? agents['http:'] : agents['https:']
  dropIdle(agent)
  return new Promise((resolve, reject) => {
    let sentAt: number | undefined
    const { method, headers } = request
    const outgoing = (request.url.protocol === 'http:' ? http : https).request(request.url, { method, headers, agent })
    const fail = (reason: Reason, cause?: unknown) => {
      clearTimeout(timer)
      reject(new PushError('servicenow_unavailable', { effect: sentAt === undefined ? 'none' : 'open', sentAt, reason, cause: codeOf(cause) }))
      outgoing.destroy()
    }
    let timer = setTimeout(() => { fail('timeout') }, budget.until - clock.now())
    outgoing.on('error', (error) => { fail('network', error) })
    outgoing.on('socket', (socket) => {
      whenConnected(socket, () => {
        const now = clock.now()
        if (now > budget.startBy) {
          clearTimeout(timer)
          reject(new PushError('push_incomplete', { reason: 'out_of_time', retryAfter: 1 }))
          outgoing.destroy()
          return
        }
        clearTimeout(timer)
        timer = setTimeout(() => { fail('timeout') }, Math.min(budget.limit, budget.until - now))
        sentAt = now
        outgoing.end(request.body)
      })
    })
    outgoing.on('response', (incoming) => {
      read(incoming, (error, body) => {
        if (error !== undefined) { fail('network', error); return }
        clearTimeout(timer)
        resolve({ status: incoming.statusCode ?? 0, headers: incoming.headers, body, sentAt: sentAt ?? clock.now() })
      })
    })
  })
}

function dropIdle(agent: http.Agent): void {
  for (const socket of Object.values(agent.freeSockets).flatMap((sockets) => sockets ?? [])) {
    if (Date.now() - (idleSince.get(socket) ?? 0) >= LONGEST_IDLE_MS) socket.destroy()
  }
}

// Nothing is written before the connection stands: what fails until then certainly had no effect.
function whenConnected(socket: Socket, begin: () => void): void {
  if (socket.connecting) socket.once('encrypted' in socket ? 'secureConnect' : 'connect', begin)
  else if ('encrypted' in socket && (socket as TLSSocket).getProtocol() === null) socket.once('secureConnect', begin)
  else begin()
}

function read(incoming: http.IncomingMessage, done: (error: Error | undefined, body: string) => void): void {
  const chunks: Buffer[] = []
  let length = 0
  incoming.on('data', (chunk: Buffer) => {
    length += chunk.length
    if (length > LONGEST_ANSWER) incoming.destroy(new Error('answer too long'))
    else chunks.push(chunk)
  })
  incoming.on('end', () => { done(undefined, Buffer.concat(chunks).toString('utf8')) })
  incoming.on('error', (error) => { done(error, '') })
}

// Node's error codes (ECONNRESET, ENOTFOUND) say enough; messages may name hosts.
function codeOf(error: unknown): unknown {
  return error instanceof Error && 'code' in error ? error.code : undefined
}
