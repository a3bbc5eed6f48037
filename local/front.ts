// What answers at the address of the API: the pages about it, and for everything else API Gateway on another port. Its
// stand-in, serverless-offline, refuses requests in words of its own; here they become those of API Gateway.
import { readFile } from 'node:fs/promises'
import { createServer, request, STATUS_CODES, type IncomingMessage, type ServerResponse } from 'node:http'
import { buffer } from 'node:stream/consumers'
import * as v from 'valibot'
import { listen, type Listening } from './listen.ts'
import type { RequestRecord } from './requests/request-record.ts'

/** Written by `npm run docs:api`. */
const DOCS = { file: new URL('../docs/api.html', import.meta.url), type: 'text/html; charset=utf-8' }
const PAGES: Readonly<Record<string, { file: URL; type: string }>> = {
  '/docs': DOCS,
  '/docs/': DOCS,
  '/openapi.yaml': { file: new URL('../openapi.yaml', import.meta.url), type: 'application/yaml; charset=utf-8' },
}

export type FrontOptions = {
  port: number
  /** The URL of API Gateway; it need not answer yet. */
  target: string
  /** Hears of the requests that no function saw. */
  onRefusal?: ((record: RequestRecord) => void) | undefined
}

export function startFront({ port, target, onRefusal }: FrontOptions): Promise<Listening> {
  const server = createServer((incoming, outgoing) => {
    const isReading = incoming.method === 'GET' || incoming.method === 'HEAD'
    const path = incoming.url?.split('?', 1)[0] ?? ''
    const page = isReading ? PAGES[path] : undefined
    if (page !== undefined) void showPage(page, outgoing)
    else if (isReading && path === '/') outgoing.writeHead(302, { location: '/docs' }).end()
    else forward(incoming, outgoing, target, onRefusal)
  })
  return listen(server, 'the API', port)
}

async function showPage({ file, type }: { file: URL; type: string }, outgoing: ServerResponse): Promise<void> {
  try {
    const text = await readFile(file)
    outgoing.writeHead(200, { 'content-type': type }).end(text)
  } catch {
    outgoing.writeHead(404, { 'content-type': 'text/plain' }).end('not written yet: npm run docs:api')
  }
}

// Byte for byte. A caller that gives up ends the call behind it, and a call that is cut ends its caller's.
function forward(
  incoming: IncomingMessage,
  outgoing: ServerResponse,
  target: string,
  onRefusal: FrontOptions['onRefusal'],
): void {
  const startMs = performance.now()
  const call = request(`${target}${incoming.url ?? '/'}`, { method: incoming.method, headers: incoming.rawHeaders })
  call.on('response', (answer) => {
    const { statusCode = 502, rawHeaders } = answer
    const cut = () => outgoing.destroy()
    const refuse = () => onRefusal?.(refusalOf(incoming, statusCode, performance.now() - startMs))
    if (statusCode >= 400) return void passError(answer, outgoing, refuse).catch(cut)
    outgoing.writeHead(statusCode, rawHeaders)
    answer.on('error', cut).pipe(outgoing)
  })
  call.on('error', () => outgoing.destroy())
  outgoing.on('close', () => call.destroy())
  incoming.pipe(call)
}

async function passError(answer: IncomingMessage, outgoing: ServerResponse, refuse: () => void): Promise<void> {
  const { statusCode = 502, rawHeaders } = answer
  const body = await buffer(answer)
  if (!isOfStandIn(body)) outgoing.writeHead(statusCode, rawHeaders).end(body)
  else {
    refuse()
    const message = statusCode === 413 ? 'Request Entity Too Large' : STATUS_CODES[statusCode]
    outgoing.writeHead(statusCode, { 'content-type': 'application/json' }).end(JSON.stringify({ message }))
  }
}

function refusalOf({ method, url }: IncomingMessage, status: number, ms: number): RequestRecord {
  const outcome = `${method ?? ''} ${url?.split('?', 1)[0] ?? ''}: ${String(status)} ${STATUS_CODES[status] ?? ''}`
  return {
    at: new Date().toISOString(),
    door: 'gateway',
    tone: 'warning',
    outcome,
    ms: Math.round(ms),
    survived: [],
  }
}

// An error body of case-push has these two members, too, and a `status`, which the stand-in's own answers have not.
const OfStandIn = v.pipe(
  v.string(),
  v.parseJson(),
  v.object({ statusCode: v.number(), error: v.string(), status: v.optional(v.undefined()) }),
)
const isOfStandIn = (body: Buffer) => v.is(OfStandIn, body.toString('utf8'))
