// What answers at the address of the API: the pages about it, and for everything else API Gateway on another port.
import { readFile } from 'node:fs/promises'
import { createServer, request, type IncomingMessage, type ServerResponse } from 'node:http'
import { listen, type Listening } from './listen.ts'

/** Written by `npm run docs:api`. */
const PAGES: Readonly<Record<string, { file: URL; type: string }>> = {
  '/docs': { file: new URL('../docs/api.html', import.meta.url), type: 'text/html; charset=utf-8' },
  '/openapi.yaml': { file: new URL('../openapi.yaml', import.meta.url), type: 'application/yaml; charset=utf-8' },
}

/** @param target the URL of API Gateway; it need not answer yet */
export function startFront({ port, target }: { port: number; target: string }): Promise<Listening> {
  const server = createServer((incoming, outgoing) => {
    const page = incoming.method === 'GET' ? PAGES[incoming.url?.split('?', 1)[0] ?? ''] : undefined
    if (page === undefined) forward(incoming, outgoing, target)
    else void showPage(page, outgoing)
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
function forward(incoming: IncomingMessage, outgoing: ServerResponse, target: string): void {
  const call = request(`${target}${incoming.url ?? '/'}`, { method: incoming.method, headers: incoming.rawHeaders })
  call.on('response', (answer) => {
    outgoing.writeHead(answer.statusCode ?? 502, answer.rawHeaders)
    answer.on('error', () => outgoing.destroy()).pipe(outgoing)
  })
  call.on('error', () => outgoing.destroy())
  outgoing.on('close', () => call.destroy())
  incoming.pipe(call)
}
