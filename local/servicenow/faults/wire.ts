// Writes answers to the socket: whole, cut in half, or without end. Knows nothing of their content.
import type { ServerResponse } from 'node:http'
import type { Answer } from '../api/answers.ts'

const READ_MS = 20

export function send(outgoing: ServerResponse, answer: Answer): void {
  writeHead(outgoing, answer)
  outgoing.end(answer.body)
}

/** Resets the connection, as a node that died does. */
export function reset(outgoing: ServerResponse): void {
  outgoing.socket?.resetAndDestroy()
}

/** Sends headers that promise the whole body, half of the body, then a reset. */
export function sendHalf(outgoing: ServerResponse, answer: Answer): void {
  const body = Buffer.from(answer.body)
  writeHead(outgoing, answer)
  outgoing.write(body.subarray(0, Math.floor(body.length / 2)), () => {
    // A reset overtakes what the client has not read yet.
    setTimeout(() => {
      reset(outgoing)
    }, READ_MS)
  })
}

/** Closes the connection right after the answer, although the answer did not announce it. */
export function sendAndClose(outgoing: ServerResponse, answer: Answer): void {
  const { socket } = outgoing
  outgoing.once('finish', () => socket?.destroySoon())
  send(outgoing, answer)
}

/** Sends JSON until the client closes the connection, at most about 64 MB a second. */
export function sendEndless(outgoing: ServerResponse, start: string): void {
  const chunk = 'and so on '.repeat(6_554)
  const sendMore = (): void => {
    if (outgoing.destroyed) return
    outgoing.write(chunk, () => setTimeout(sendMore, 1))
  }
  outgoing.writeHead(200, { 'content-type': 'application/json;charset=UTF-8' })
  outgoing.write(start)
  sendMore()
}

function writeHead(outgoing: ServerResponse, { status, headers, body }: Answer): void {
  const hasBody = status !== 204 && status !== 304
  outgoing.writeHead(status, hasBody ? { ...headers, 'content-length': Buffer.byteLength(body) } : headers)
}
