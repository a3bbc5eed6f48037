// The process at the far end of the wire: answers every request on many ports, plain and over TLS, and tells what came
// in on each, counted below TLS.
import http from 'node:http'
import https from 'node:https'
import type { Server, Socket } from 'node:net'
import { CERTIFICATE, KEY } from '../support/self-signed.ts'
import { takeWire } from './wire.ts'

/** What came in on one port. */
export type Received = { connections: number; bytes: number }
/** By port. */
export type AllReceived = Record<number, Received>

const answer: http.RequestListener = (incoming, response) => {
  incoming.resume().on('end', () => response.end())
}

const START: Record<string, () => Server> = {
  http: () => http.createServer(answer),
  https: () => https.createServer({ key: KEY, cert: CERTIFICATE }, answer),
}

const sockets: Record<number, Socket[]> = {}

function listen(port: number, scheme: string): Promise<void> {
  const connected: Socket[] = (sockets[port] = [])
  const server = START[scheme]?.()
  server?.on('connection', (socket: Socket) => {
    connected.push(socket)
    socket.on('error', () => undefined)
  })
  return new Promise((resolve) => {
    server?.listen(port, resolve)
  })
}

const received = (): AllReceived =>
  Object.fromEntries(
    Object.entries(sockets).map(([port, connected]) => [
      port,
      { connections: connected.length, bytes: connected.reduce((sum, { bytesRead }) => sum + bytesRead, 0) },
    ]),
  )

/** First the scheme of each port, once the wire is laid; from then on any message asks what was received. */
process.once('message', (schemes: Record<number, string>) => {
  takeWire()
  void Promise.all(Object.entries(schemes).map(([port, scheme]) => listen(Number(port), scheme))).then(() => {
    process.on('message', () => process.send?.(received()))
    process.send?.('listening')
  })
})
process.on('disconnect', () => process.exit())
