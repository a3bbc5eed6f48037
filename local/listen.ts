// How an embedded server begins and ends: listening on the loopback address alone, and ended with
// its idle connections, so that nothing waits for a client's keep-alive.
import type { Server } from 'node:http'
import { describeListenError, HOST, portOf } from './ports.ts'

export type Listening = { url: string; close: () => Promise<void> }

/** Resolves when `server` listens; port 0 means any free one. Rejects with the port's and the server's name. */
export function listen(server: Server, name: string, port: number): Promise<Listening> {
  return new Promise((resolve, reject) => {
    const refuse = (error: Error): void => {
      reject(describeListenError(error, name, port))
    }
    server.once('error', refuse)
    server.listen(port, HOST, () => {
      server.off('error', refuse)
      resolve({ url: `http://${HOST}:${portOf(server.address())}`, close: () => close(server) })
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
