// A server whose every move a test decides, on a free port: for what a well-behaved stand-in does not do.
import { createServer, type IncomingMessage, type RequestListener, type Server, type ServerResponse } from 'node:http'
import { createServer as createTlsServer } from 'node:https'
import { createServer as createTcpServer, type AddressInfo, type Server as TcpServer, type Socket } from 'node:net'
import { CERTIFICATE, KEY } from './self-signed.ts'

export type RawServer = {
  url: string
  requests: { method: string | undefined; url: string | undefined; headers: IncomingMessage['headers']; body: string }[]
  connections: Socket[]
  /** How clients ended connections: `end`, or the code of an error. */
  ends: string[]
  close(): Promise<void>
}

/** Answers each request once it is read whole. */
export function startHttp(answer: (response: ServerResponse, count: number) => void): Promise<RawServer> {
  const requests: RawServer['requests'] = []
  return started(createServer(recording(requests, answer)), 'http', requests)
}

/** The same behind TLS with a certificate that nobody has signed. */
export function startHttps(answer: (response: ServerResponse, count: number) => void): Promise<RawServer> {
  const requests: RawServer['requests'] = []
  return started(createTlsServer({ key: KEY, cert: CERTIFICATE }, recording(requests, answer)), 'https', requests)
}

/** Accepts connections and leaves everything else to the test. */
export function startTcp(connected: (socket: Socket) => void, scheme: 'http' | 'https' = 'http'): Promise<RawServer> {
  return started(createTcpServer(connected), scheme, [])
}

/** JSON as ServiceNow writes it. */
export function sendJson(
  response: ServerResponse,
  status: number,
  body: unknown,
  headers: Record<string, string> = {},
): void {
  response.writeHead(status, { 'content-type': 'application/json;charset=UTF-8', ...headers })
  response.end(JSON.stringify(body))
}

function recording(
  requests: RawServer['requests'],
  answer: (response: ServerResponse, count: number) => void,
): RequestListener {
  return (incoming, response) => {
    const chunks: Buffer[] = []
    incoming.on('data', (chunk: Buffer) => {
      chunks.push(chunk)
    })
    incoming.on('end', () => {
      requests.push({
        method: incoming.method,
        url: incoming.url,
        headers: incoming.headers,
        body: Buffer.concat(chunks).toString('utf8'),
      })
      answer(response, requests.length)
    })
  }
}

async function started(
  server: Server | TcpServer,
  scheme: string,
  requests: RawServer['requests'],
): Promise<RawServer> {
  const connections: Socket[] = []
  const ends: string[] = []
  const noteError = ({ code }: NodeJS.ErrnoException) => ends.push(String(code))
  const watch = (socket: Socket) => {
    socket.on('end', () => ends.push('end')).on('error', noteError)
  }
  server.on('connection', (socket: Socket) => {
    connections.push(socket)
    watch(socket)
  })
  server.on('secureConnection', watch).on('tlsClientError', noteError)
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve)
  })
  return {
    url: `${scheme}://127.0.0.1:${String((server.address() as AddressInfo).port)}`,
    requests,
    connections,
    ends,
    close: () =>
      new Promise((resolve) => {
        server.close(() => {
          resolve()
        })
        for (const socket of connections) socket.destroy()
      }),
  }
}
