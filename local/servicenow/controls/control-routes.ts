// The stand-in's own HTTP API under /stand-in/: a test in any process can order faults and see what happened. It needs
// no authentication, because the server listens on the loopback address alone.
import { Hono, type Context } from 'hono'
import * as v from 'valibot'
import { parseJson } from '../api/table-request.ts'
import { FaultRequest } from '../faults/kinds.ts'
import { PropertiesPatch } from '../records/properties.ts'
import { refuseOtherSites } from './own-site.ts'
import type { Controls } from './stand-in.ts'

export function controlRoutes(controls: Controls): Hono {
  const app = new Hono()
  app.use(refuseOtherSites)
  app.get('/faults', (context) => context.json(controls.faults()))
  app.post('/faults', (context) =>
    withBody(context, FaultRequest, (order) => context.json({ id: controls.addFault(order) }, 201)),
  )
  app.delete('/faults', (context) => answerAfter(context, controls.clearFaults))
  app.delete('/faults/:id', (context) => {
    const id = context.req.param('id')
    return controls.removeFault(id)
      ? context.body(null, 204)
      : context.json({ error: `No fault ${id} is pending` }, 404)
  })
  app.get('/requests', (context) => context.json(controls.requests()))
  app.delete('/requests', (context) => answerAfter(context, controls.clearRequests))
  app.get('/incidents', (context) => context.json(controls.incidents()))
  app.get('/records/:table', (context) => {
    const table = context.req.param('table')
    return controls.tables().includes(table)
      ? context.json(controls.records(table))
      : context.json({ error: `No task table ${table}` }, 404)
  })
  app.get('/observables/:id', (context) => context.json(controls.observables(context.req.param('id'))))
  app.delete('/incidents', (context) => answerAfter(context, controls.clear))
  app.delete('/tokens', (context) => answerAfter(context, controls.revokeTokens))
  app.patch('/properties', (context) =>
    withBody(context, PropertiesPatch, (patch) =>
      answerAfter(context, () => {
        controls.setProperties(patch)
      }),
    ),
  )
  app.all('*', (context) => context.json({ error: `No ${context.req.method} ${context.req.path} here` }, 404))
  return app
}

function answerAfter(context: Context, action: () => void): Response {
  action()
  return context.body(null, 204)
}

async function withBody<S extends v.GenericSchema>(
  context: Context,
  schema: S,
  use: (body: v.InferOutput<S>) => Response,
): Promise<Response> {
  const json = parseJson(await context.req.text())
  if (!json) return context.json({ error: 'The body is not JSON' }, 400)
  const parsed = v.safeParse(schema, json.value)
  return parsed.success ? use(parsed.output) : context.json({ error: parsed.issues.map(describeIssue).join('; ') }, 400)
}

function describeIssue(issue: v.BaseIssue<unknown>): string {
  return `${v.getDotPath(issue) ?? 'body'}: ${issue.message}`
}
