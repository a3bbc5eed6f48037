// The way of one worker to ServiceNow: every worker names the same address, as all functions of a deployment do, and
// its connections are led through its own bad network.
import { Socket, type SocketConnectOpts } from 'node:net'

/** The environment variable that holds a detour, and its form: `<port>><port>`. */
export const DETOUR = 'CHAOS_DETOUR'

/** Leads what is meant for one URL's port to the port of another. */
export function detourOf(meant: string, actual: string): string {
  return `${new URL(meant).port}>${new URL(actual).port}`
}

/** Takes the detour from now on, in this process. */
export function takeDetour(detour: string | undefined): void {
  const [meant, actual] = (detour ?? '').split('>')
  const connect = Reflect.get(Socket.prototype, 'connect') as (this: Socket, ...rest: unknown[]) => Socket
  function connectByDetour(this: Socket, options: SocketConnectOpts, ...rest: unknown[]): Socket {
    const isMeant = 'port' in options && String(options.port) === meant
    return connect.call(this, isMeant ? { ...options, port: Number(actual) } : options, ...rest)
  }
  Reflect.set(Socket.prototype, 'connect', connectByDetour)
}
