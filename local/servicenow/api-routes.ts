// How an API request gets from the socket to its answer: body, fault, log, session, delivery.
import { RESPONSE_ALREADY_SENT } from '@hono/node-server/utils/response'
import { Hono, type Context } from 'hono'
import { emptyAnswer } from './api/answers.ts'
import { answerTokenRequest, TOKEN_PATH } from './api/oauth.ts'
import { readSession } from './api/sessions.ts'
import { answerTableRequest } from './api/table-api.ts'
import { readTableRequest } from './api/table-request.ts'
import { logRequest } from './controls/request-log.ts'
import { deliver } from './faults/deliver.ts'
import { send } from './faults/wire.ts'
import type { HttpBindings } from '@hono/node-server'
import type { ServerResponse } from 'node:http'
import type { StandIn } from './controls/stand-in.ts'
import type { Perform } from './faults/fault-answers.ts'

type Bindings = { Bindings: HttpBindings }

const MAX_BODY_BYTES = 10 * 1024 * 1024

export function apiRoutes(standIn: StandIn): Hono<Bindings> {
  const app = new Hono<Bindings>()
  app.on('ALL', ['/api/*', TOKEN_PATH], async (context) => {
    await answerCall(context, standIn)
    return RESPONSE_ALREADY_SENT
  })
  app.onError((error, { env }) => {
    // The client left in the middle of its body: nobody is waiting for an answer.
    if (!env.incoming.complete) return RESPONSE_ALREADY_SENT
    throw error
  })
  return app
}

async function answerCall(context: Context<Bindings>, standIn: StandIn): Promise<void> {
  const { instance, faults, sessions, exchanges, lateWrites, slowAnswers } = standIn
  const { incoming, outgoing } = context.env
  const { method, url } = context.req
  const request = readTableRequest({ method, url, headers: incoming.headers, body: await readBody(context) })
  const strike = faults.take(request)
  logRequest(standIn, request, strike?.fault.kind)
  const course = exchanges.add(request, strike, outgoing)
  const session = readSession(incoming.headers.cookie)
  if (!(await sessions.enter(session.id))) {
    const answer = emptyAnswer(202)
    course.answered(answer)
    send(outgoing, answer)
    return
  }
  onClose(outgoing, () => {
    sessions.leave(session.id)
  })
  if (session.cookie !== undefined) outgoing.setHeader('set-cookie', session.cookie)
  const perform: Perform = (deviation) => {
    const isToken = request.path === TOKEN_PATH
    const answer = isToken ? answerTokenRequest(instance, request) : answerTableRequest(instance, request, deviation)
    course.carriedOut(answer)
    return answer
  }
  const { answered } = course
  deliver({ request, instance, outgoing, perform, answered, lateWrites, slowAnswers }, strike?.fault)
}

/** A client that hung up while it waited leaves at once; its request is carried out nevertheless. */
function onClose(outgoing: ServerResponse, action: () => void): void {
  if (outgoing.destroyed) setImmediate(action)
  else outgoing.once('close', action)
}

/** `undefined` if the body is larger than `glide.rest.max_content_length` allows. */
async function readBody({ req }: Context<Bindings>): Promise<string | undefined> {
  if (Number(req.header('content-length') ?? 0) > MAX_BODY_BYTES) return undefined
  const body = await req.text()
  return Buffer.byteLength(body) > MAX_BODY_BYTES ? undefined : body
}
