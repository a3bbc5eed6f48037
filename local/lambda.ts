// Lambda's Invoke API around a handler in this process: tests and benchmarks run the function without
// serverless-offline.
import { createServer } from 'node:http'
import { getRequestListener } from '@hono/node-server'
import { Hono } from 'hono'
import { listen, type Listening } from './listen.ts'

type LambdaContext = { functionName: string; awsRequestId: string; getRemainingTimeInMillis: () => number }
export type LambdaHandler = (event: unknown, context: LambdaContext) => Promise<unknown>

/** @param timeoutMs how long an invocation may take: the function is told, not stopped */
export function startLambda(handler: LambdaHandler, timeoutMs = 120_000, port = 0): Promise<Listening> {
  const app = new Hono()
  app.post('/2015-03-31/functions/:name/invocations', async (c) => {
    const event: unknown = await c.req.json()
    const endMs = Date.now() + timeoutMs
    const context = {
      functionName: c.req.param('name'),
      awsRequestId: crypto.randomUUID(),
      getRemainingTimeInMillis: () => endMs - Date.now(),
    }
    try {
      return c.json((await handler(event, context)) ?? null)
    } catch (error) {
      const { name, message } = error instanceof Error ? error : new Error('thrown')
      return c.json({ errorType: name, errorMessage: message }, 200, { 'x-amz-function-error': 'Unhandled' })
    }
  })
  const listener = getRequestListener(app.fetch, { overrideGlobalObjects: false })
  return listen(
    createServer((incoming, outgoing) => {
      void listener(incoming, outgoing)
    }),
    'Lambda',
    port,
  )
}
