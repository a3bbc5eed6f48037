// Connections that are made before the request that will use them is known: TCP and TLS take two round trips or more,
// which can pass while something else is awaited. At most one for each origin, and only for a moment.
import type { Socket } from 'node:net'

/** A connection that is being made, or was just made, and is nobody's yet. */
type Ahead = { made: Promise<Socket>; givenUp: AbortController; madeAtMs: number }

const waiting = new Map<string, Ahead>()
const established = new WeakSet<Socket>()

/** Whether a connection to this origin waits. */
export const isAhead = (origin: string) => waiting.has(origin)

/**
 * Makes a connection, and keeps it until it is taken, it ends, or `maxIdleMs` have passed. Its errors go to who takes
 * it.
 * @param make resolves when the connection is established, TLS included
 */
export function makeAhead(
  origin: string,
  make: (givenUp: AbortSignal) => Promise<Socket>,
  nowMs: number,
  maxIdleMs: number,
): void {
  const givenUp = new AbortController()
  const drop = (): void => {
    if (waiting.get(origin) !== ahead) return
    waiting.delete(origin)
    givenUp.abort()
    ahead.made.then((socket) => socket.destroy(), ignored)
  }
  const made = make(givenUp.signal).then((socket) => {
    established.add(socket)
    socket.once('close', drop).on('error', ignored) // `close` follows
    return socket.unref()
  })
  made.catch(drop)
  const ahead = { made, givenUp, madeAtMs: nowMs }
  waiting.set(origin, ahead)
  setTimeout(drop, maxIdleMs).unref()
}

/**
 * The connection to this origin that waits, unless it was begun `maxIdleMs` ago. From now on it is the caller's.
 * @param givenUp ends it while it is being made
 */
export function takeAhead(
  origin: string,
  givenUp: AbortSignal,
  nowMs: number,
  maxIdleMs: number,
): Promise<Socket> | undefined {
  const ahead = waiting.get(origin)
  if (ahead === undefined) return undefined
  waiting.delete(origin)
  const { made, madeAtMs } = ahead
  if (!(nowMs - madeAtMs < maxIdleMs)) {
    ahead.givenUp.abort()
    made.then((socket) => socket.destroy(), ignored)
    return undefined
  }
  givenUp.addEventListener('abort', () => {
    ahead.givenUp.abort()
  })
  return made.then((socket) => socket.ref())
}

/** Whether a connection was made ahead, and so is established. */
export const isEstablished = (socket: Socket) => established.has(socket)

const ignored = (): void => undefined
