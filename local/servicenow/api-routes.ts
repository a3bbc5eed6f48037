// The way of an API request from the socket to its answer: body, fault, log, session, delivery.
import { RESPONSE_ALREADY_SENT } from '@hono/node-server/utils/response'
import { Hono, type Context } from 'hono'
import { emptyAnswer } from './answers.ts'
import { deliver } from './deliver.ts'
import { loggedRequest } from './request-log.ts'
import { readSession } from './sessions.ts'
import { answerTableRequest } from './table-api.ts'
import { readTableRequest } from './table-request.ts'
import { send } from './wire.ts'
import type { HttpBindings } from '@hono/node-server'
import type { ServerResponse } from 'node:http'
import type { Perform } from './fault-answers.ts'
import type { StandIn } from './stand-in.ts'

type Bindings = { Bindings: HttpBindings }

const maxBodyBytes = 10 * 1024 * 1024

export function apiRoutes(standIn: StandIn): Hono<Bindings> {
  const app = new Hono<Bindings>()
  app.all('/*', async (context) => {
    await answerCall(context, standIn)
    return RESPONSE_ALREADY_SENT
  })
  app.onError((error, { env }) => {
    // A caller that went away in the middle of its body: nobody is left to answer.
    if (!env.incoming.complete) return RESPONSE_ALREADY_SENT
    throw error
  })
  return app
}

async function answerCall(context: Context<Bindings>, standIn: StandIn): Promise<void> {
  const { instance, faults, sessions, log, lateWrites, slowAnswers } = standIn
  const { incoming, outgoing } = context.env
  const { method, url } = context.req
  const request = readTableRequest({ method, url, headers: incoming.headers, body: await readBody(context) })
  const fault = faults.take(request)
  log.push(loggedRequest(request, instance.clock(), fault?.kind))
  const session = readSession(incoming.headers.cookie)
  if (!(await sessions.enter(session.id))) {
    send(outgoing, emptyAnswer(202))
    return
  }
  onceOver(outgoing, () => {
    sessions.leave(session.id)
  })
  if (session.cookie !== undefined) outgoing.setHeader('set-cookie', session.cookie)
  const perform: Perform = (later) => answerTableRequest(instance, request, later)
  deliver({ method: request.method, instance, outgoing, perform, lateWrites, slowAnswers }, fault)
}

/** A caller that hung up while it waited leaves at once; its request is carried out all the same. */
function onceOver(outgoing: ServerResponse, action: () => void): void {
  if (outgoing.destroyed) setImmediate(action)
  else outgoing.once('close', action)
}

/** Nothing when the body is larger than `glide.rest.max_content_length` allows. */
async function readBody({ req }: Context<Bindings>): Promise<string | undefined> {
  if (Number(req.header('content-length') ?? 0) > maxBodyBytes) return undefined
  const body = await req.text()
  return Buffer.byteLength(body) > maxBodyBytes ? undefined : body
}
