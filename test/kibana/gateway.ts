// API Gateway in front of the real handlers, over real HTTP: the authorizer, the routes of serverless.yml, and what can
// happen to a request on the way in and to an answer on the way out.
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { text } from 'node:stream/consumers'
import type {
  APIGatewayProxyStructuredResultV2,
  APIGatewaySimpleAuthorizerWithContextResult,
  Context,
} from 'aws-lambda'
import { listen } from '../../local/listen.ts'
import type { HttpEvent } from '../support/events.ts'
import { parseAnswer } from '../support/http-answer.ts'
import { lambdaContext } from '../support/lambda-context.ts'
import { readRoutes, type Route } from './routes.ts'

/** What happens to one request. */
export type Trouble =
  /** The function works, and the connection is reset in place of its answer. */
  | 'answer lost'
  /** The function works, and the gateway answers 504. */
  | '504 after the work'
  /** The gateway answers 503, and the function never hears of it. */
  | '503 before the work'
  /** The function runs in a process of its own, which is killed. */
  | 'function killed'

export type GatewayRequest = { method: string; path: string; body: string }

type Handler = (event: unknown, context: Context) => Promise<unknown>
type Decision = Partial<APIGatewaySimpleAuthorizerWithContextResult<unknown>>
type Answer = { status: number; headers?: Record<string, unknown>; body: string }

/** @param runToDeath runs a handler in a process, and resolves once that is killed */
export async function startGateway(runToDeath: (handler: string, event: unknown) => Promise<void>) {
  const routes = readRoutes()
  const requests: GatewayRequest[] = []
  let troubles: (Trouble | undefined)[] = []

  async function answerTo(request: GatewayRequest, headers: Record<string, string>, trouble?: Trouble) {
    const found = routeFor(routes, request)
    if (found === undefined) return own(404, 'Not Found')
    if (headers['authorization'] === undefined) return own(401, 'Unauthorized')
    const decision = (await invoke('authorize', { identitySource: [headers['authorization']] })) as Decision
    if (decision.isAuthorized !== true) return own(403, 'Forbidden')
    const event = eventFor(request, headers, found, decision.context)
    if (trouble === 'function killed') {
      await runToDeath(found.route.handler, event)
      return own(500, 'Internal Server Error')
    }
    const result = (await invoke(found.route.handler, structuredClone(event))) as APIGatewayProxyStructuredResultV2
    parseAnswer(event as unknown as HttpEvent, result)
    return { status: result.statusCode ?? 500, headers: result.headers ?? {}, body: result.body ?? '' }
  }

  async function serve(incoming: IncomingMessage, outgoing: ServerResponse) {
    const body = await text(incoming)
    const request = { method: incoming.method ?? '', path: incoming.url ?? '', body }
    requests.push(request)
    const trouble = troubles.shift()
    if (trouble === '503 before the work') {
      send(outgoing, own(503, 'Service Unavailable'))
      return
    }
    const answer = await answerTo(request, incoming.headers as Record<string, string>, trouble)
    if (trouble === 'answer lost') incoming.socket.resetAndDestroy()
    else send(outgoing, trouble === '504 after the work' ? own(504, 'Gateway Timeout') : answer)
  }

  const server = createServer((incoming, outgoing) => {
    serve(incoming, outgoing).catch(() => {
      send(outgoing, own(500, 'Internal Server Error'))
    })
  })
  const { url, close } = await listen(server, 'API Gateway', 0)
  return {
    url,
    close,
    /** All requests since the last call of this. */
    takeRequests: () => requests.splice(0),
    /** The next requests meet these, one each; `undefined` lets a request pass. */
    next: (coming: (Trouble | undefined)[]) => {
      troubles = [...coming]
    },
  }
}

function routeFor(routes: readonly Route[], { method, path }: GatewayRequest) {
  for (const route of routes) {
    const parameters = route.match(method, path.replace(/\?.*/, ''))
    if (parameters !== undefined) return { route, parameters }
  }
  return undefined
}

async function invoke(name: string, event: unknown): Promise<unknown> {
  const { handler } = (await import(`../../handlers/${name}.ts`)) as { handler: Handler }
  return handler(event, lambdaContext(name))
}

function eventFor(
  { method, path: url, body }: GatewayRequest,
  headers: Record<string, string>,
  { route, parameters }: NonNullable<ReturnType<typeof routeFor>>,
  key: unknown,
) {
  const [path = '', query = ''] = url.split('?')
  return {
    version: '2.0',
    routeKey: route.key,
    rawPath: path,
    rawQueryString: query,
    ...(query === '' ? {} : { queryStringParameters: Object.fromEntries(new URLSearchParams(query)) }),
    headers,
    requestContext: { http: { method, path }, authorizer: { lambda: key } },
    pathParameters: parameters,
    ...(body === '' ? {} : { body }),
    isBase64Encoded: false,
  }
}

const own = (status: number, message: string): Answer => ({ status, body: JSON.stringify({ message }) })

function send(outgoing: ServerResponse, { status, headers = {}, body }: Answer): void {
  outgoing.writeHead(status, { 'content-type': 'application/json', ...(headers as Record<string, string>) })
  outgoing.end(body)
}
