// DynamoDB behind a bad network: a proxy before dynalite that throttles calls, or loses them or their answers.
import { once } from 'node:events'
import { createServer, request, type IncomingHttpHeaders, type IncomingMessage, type ServerResponse } from 'node:http'
import { listen } from '../../local/listen.ts'

export type Trouble =
  | 'throttle'
  /** The call is carried out; its answer never arrives. */
  | 'lose-answer'
  /** The call never arrives. */
  | 'lose-request'

export type DynamoDBProxy = {
  url: string
  /** The next calls meet these, one each; `undefined` lets a call pass. */
  next(troubles: (Trouble | undefined)[]): void
  /** From now on every call meets this. */
  always(trouble: Trouble | undefined): void
  calls(): number
  /** Sends a copy of the n-th call, counted from 0, once more. @returns its status */
  replay(n: number): Promise<number>
  close(): Promise<void>
}

type Call = { headers: IncomingHttpHeaders; body: Buffer }

export async function startProxy(target: string): Promise<DynamoDBProxy> {
  let queue: (Trouble | undefined)[] = []
  let standing: Trouble | undefined
  const calls: Call[] = []
  const server = createServer((incoming, outgoing) => {
    calls.push(recorded(incoming))
    const trouble = queue.length > 0 ? queue.shift() : standing
    if (trouble === 'lose-request') incoming.socket.destroy()
    else if (trouble === 'throttle') throttle(outgoing)
    else
      forward(incoming, target, (answer) => {
        if (trouble === 'lose-answer') answer.resume().on('end', () => incoming.socket.destroy())
        else answer.pipe(outgoing.writeHead(answer.statusCode ?? 500, answer.headers))
      })
  })
  const { url, close } = await listen(server, 'the proxy of DynamoDB', 0)
  return {
    url,
    next: (troubles) => {
      queue = [...troubles]
    },
    always: (trouble) => {
      standing = trouble
    },
    calls: () => calls.length,
    replay: async (n) => {
      const { headers, body } = calls[n] ?? { headers: {}, body: '' }
      const [answer] = (await once(request(target, { method: 'POST', headers }).end(body), 'response')) as [
        IncomingMessage,
      ]
      answer.resume()
      return answer.statusCode ?? 0
    },
    close,
  }
}

function recorded(incoming: IncomingMessage): Call {
  const call = { headers: incoming.headers, body: Buffer.alloc(0) }
  incoming.on('data', (chunk: Buffer) => {
    call.body = Buffer.concat([call.body, chunk])
  })
  return call
}

function throttle(outgoing: ServerResponse): void {
  outgoing.writeHead(400, { 'content-type': 'application/x-amz-json-1.0' })
  outgoing.end(JSON.stringify({ __type: 'com.amazonaws.dynamodb.v20120810#ThrottlingException', message: 'slow down' }))
}

function forward(incoming: IncomingMessage, target: string, answered: (answer: IncomingMessage) => void): void {
  const { method, url, headers } = incoming
  incoming.pipe(request(`${target}${url ?? '/'}`, { method, headers }, answered))
}
