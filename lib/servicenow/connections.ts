// The connections to ServiceNow, plain and under TLS: which are used again, and how they end. They are reset, never
// closed: the kernel goes on sending what a closed one left, for many minutes while packets are lost.
import { once } from 'node:events'
import http from 'node:http'
import https from 'node:https'
import { isIP, Socket, type TcpNetConnectOpts } from 'node:net'
import type { Duplex } from 'node:stream'
import type { TLSSocket } from 'node:tls'
import { isAhead, isEstablished, makeAhead, takeAhead } from './ahead.ts'

/** A connection that was idle this long may be dead without a sign, as after a Lambda's freeze. */
const MAX_IDLE_MS = 2_000

/** `givenUp` also ends a connection that is still being made, of which its request does not know yet. */
type Sending = { method: string; headers: Record<string, string>; givenUp: AbortSignal }
type Options = https.RequestOptions & Sending & { origin: string; nowMs: number }
type Done = (error: Error | null, socket: Duplex) => void

/**
 * A TCP connection that is reset, whoever ends it: the exchange, node:http or the other side. No byte leaves
 * afterwards.
 */
class Connection extends Socket {
  #isResetting = false
  #error: Error | undefined

  override destroy(error?: Error): this {
    // `resetAndDestroy` would wait until the connection is made; before that there is nothing to reset.
    if (this.pending || this.#isResetting) return super.destroy(error ?? this.#error)
    this.#isResetting = true
    this.#error = error
    return this.resetAndDestroy() // calls this again, without the error
  }

  override _final = resetInstead
}

// A connection that is being shut down in order cannot be reset before all has left.
function resetInstead(this: Socket, done: () => void): void {
  this.destroy()
  done()
}

const connect = (options: https.RequestOptions) => new Connection(options).connect(options as TcpNetConnectOpts)

// For a request, which names its origin; `openAhead` itself names none.
function madeAhead(options: https.RequestOptions): Promise<Socket> | undefined {
  const { origin, givenUp, nowMs } = options as Partial<Options>
  if (origin === undefined || givenUp === undefined || nowMs === undefined) return undefined
  return takeAhead(origin, givenUp, nowMs, MAX_IDLE_MS)
}

class HttpAgent extends http.Agent {
  override createConnection(options: http.ClientRequestArgs, done?: Done) {
    const ahead = madeAhead(options)
    if (ahead === undefined) return connect(options)
    ahead.then(
      (socket) => done?.(null, socket),
      () => done?.(null, connect(options)),
    )
    return undefined
  }
}

class HttpsAgent extends https.Agent {
  override createConnection(options: https.RequestOptions, done?: Done) {
    const ahead = madeAhead(options)
    if (ahead === undefined) this.#connect(options, done)
    else
      ahead.then(
        (socket) => done?.(null, socket),
        () => {
          this.#connect(options, done)
        },
      )
    return undefined
  }

  #connect(options: https.RequestOptions, done?: (error: Error | null, socket: Socket) => void): void {
    const connection = connect(options)
    ;(options as Options).givenUp.addEventListener('abort', () => {
      if (connection.connecting) connection.destroy(new Error('given up'))
    })
    once(connection, 'connect')
      .then(() => this.#secure(connection, options))
      .then(
        (socket) => done?.(null, socket),
        (error: unknown) => done?.(error as Error, connection.destroy()),
      )
  }

  /** Resolves when TLS is established. */
  async open(options: Options): Promise<Socket> {
    const { promise, resolve, reject } = Promise.withResolvers<Socket>()
    this.#connect(options, (error, socket) => {
      if (error === null) resolve(socket)
      else reject(error)
    })
    const socket = await promise
    options.givenUp.addEventListener('abort', () => socket.destroy(new Error('given up')))
    await once(socket, 'secureConnect')
    return socket
  }

  // Only once the connection is made: before, node:net may try several addresses, each on a new handle. From then on
  // TLS ends first: Node crashes when one of TLS's own callbacks destroys the connection beneath it.
  #secure(connection: Connection, options: https.RequestOptions) {
    const socket = super.createConnection({ ...options, socket: connection } as https.RequestOptions) as TLSSocket
    socket._final = resetInstead
    return socket
  }
}

// Set here, so that no variable of the environment (NODE_TLS_REJECT_UNAUTHORIZED) turns the check off.
const VERIFIED = { rejectUnauthorized: true, minVersion: 'TLSv1.2' } as const
const TRANSPORTS = {
  http: { request: http.request, agent: new HttpAgent({ keepAlive: true }) },
  https: { request: https.request, agent: new HttpsAgent({ keepAlive: true, ...VERIFIED }) },
}
const idleSinceMs = new WeakMap<Socket, number>()

/** Begins a request on a fresh connection, or on one that was idle for a moment only. Sends nothing yet. */
export function openRequest(url: URL, sending: Sending, nowMs: number): http.ClientRequest {
  const { request, agent } = url.protocol === 'http:' ? TRANSPORTS.http : TRANSPORTS.https
  for (const socket of Object.values(agent.freeSockets).flat()) {
    if (socket !== undefined && !isFresh(socket, nowMs)) socket.destroy()
  }
  const options = { ...sending, agent, origin: url.origin, nowMs }
  return request(url, options)
}

/**
 * Begins a connection for a request that is likely to follow within a moment, unless there is one. If it fails, the
 * request makes its own.
 */
export function openAhead(url: URL, nowMs: number): void {
  const isPlain = url.protocol === 'http:'
  const host = url.hostname.replace(/^\[(.*)\]$/, '$1')
  const port = Number(url.port || (isPlain ? 80 : 443))
  const { agent } = isPlain ? TRANSPORTS.http : TRANSPORTS.https
  // An agent names the sockets of an origin so.
  const free = Object.entries(agent.freeSockets).flatMap(([name, sockets = []]) =>
    name.startsWith(`${host}:${port}:`) ? sockets : [],
  )
  if (isAhead(url.origin) || free.some((socket) => isFresh(socket, nowMs))) return
  const make = (givenUp: AbortSignal) => {
    if (isPlain) return established(connect({ host, port }), givenUp)
    return TRANSPORTS.https.agent.open({
      ...VERIFIED,
      host,
      port,
      servername: isIP(host) === 0 ? host : '',
      givenUp,
    } as Options)
  }
  makeAhead(url.origin, make, nowMs, MAX_IDLE_MS)
}

async function established(connection: Socket, givenUp: AbortSignal): Promise<Socket> {
  givenUp.addEventListener('abort', () => connection.destroy(new Error('given up')))
  await once(connection, 'connect')
  return connection
}

// A connection of unknown age (NaN) is not fresh.
const isFresh = (socket: Socket, nowMs: number) => nowMs - Number(idleSinceMs.get(socket)) < MAX_IDLE_MS

/** Notes that the connection may serve the next request, if that comes soon. */
export function markIdle(socket: Socket, nowMs: number): void {
  idleSinceMs.set(socket, nowMs)
}

/** Nothing is sent before the connection is established: what fails until then certainly had no effect. */
export function connected(outgoing: http.ClientRequest): Promise<Socket> {
  return new Promise((resolve) => {
    outgoing.on('socket', (socket) => {
      if (outgoing.reusedSocket || isEstablished(socket)) resolve(socket)
      else
        socket.once('encrypted' in socket ? 'secureConnect' : 'connect', () => {
          resolve(socket)
        })
    })
  })
}
