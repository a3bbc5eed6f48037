// Answers on the socket: whole, cut in half, without end, or none. Knows nothing of what they say.
import type { ServerResponse } from 'node:http'
import type { Answer } from './answers.ts'

export function send(outgoing: ServerResponse, answer: Answer): void {
  writeHead(outgoing, answer)
  outgoing.end(answer.body)
}

/** RST instead of an answer: what a client gets from a node that died. */
export function reset(outgoing: ServerResponse): void {
  outgoing.socket?.resetAndDestroy()
}

/** Headers that promise the whole body, half of the body, then a reset. */
export function sendHalf(outgoing: ServerResponse, answer: Answer): void {
  const body = Buffer.from(answer.body)
  writeHead(outgoing, answer)
  outgoing.write(body.subarray(0, Math.floor(body.length / 2)), () => {
    // A reset overtakes what the other side has not read yet.
    setTimeout(() => {
      reset(outgoing)
    }, 20)
  })
}

/** The connection goes away right after the answer, although nothing in the answer said so. */
export function sendAndClose(outgoing: ServerResponse, answer: Answer): void {
  const { socket } = outgoing
  outgoing.once('finish', () => socket?.destroySoon())
  send(outgoing, answer)
}

/** JSON that goes on until the client has enough; about 64 MB a second at most. */
export function sendEndless(outgoing: ServerResponse, start: string): void {
  const chunk = 'and so on '.repeat(6_554)
  const more = (): void => {
    if (outgoing.destroyed) return
    outgoing.write(chunk, () => setTimeout(more, 1))
  }
  outgoing.writeHead(200, { 'content-type': 'application/json;charset=UTF-8' })
  outgoing.write(start)
  more()
}

function writeHead(outgoing: ServerResponse, { status, headers, body }: Answer): void {
  const hasBody = status !== 204 && status !== 304
  outgoing.writeHead(status, hasBody ? { ...headers, 'content-length': Buffer.byteLength(body) } : headers)
}
