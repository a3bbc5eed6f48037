// How an embedded server starts and stops: it listens on the loopback address alone, and it closes its idle connections
// too, so that nothing waits for a client's keep-alive.
import type { Server } from 'node:http'
import { describeListenError, HOST, portOf } from './ports.ts'

export type Listening = {
  url: string
  /** A second call waits for the first. */
  close: () => Promise<void>
}

/** Resolves when `server` listens; port 0 means any free one. Its error names the port and the server. */
export function listen(server: Server, name: string, port: number): Promise<Listening> {
  return new Promise((resolve, reject) => {
    const fail = (error: Error): void => {
      reject(describeListenError(error, name, port))
    }
    server.once('error', fail)
    server.listen(port, HOST, () => {
      server.off('error', fail)
      let closed: Promise<void> | undefined
      resolve({ url: `http://${HOST}:${portOf(server.address())}`, close: () => (closed ??= close(server)) })
    })
  })
}

function close(server: Server): Promise<void> {
  return new Promise((resolve, reject) => {
    server.close((error) => {
      if (error) reject(error)
      else resolve()
    })
    server.closeAllConnections()
  })
}
