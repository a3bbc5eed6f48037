// One function in a process of its own, as on Lambda: a tiny server hands it events and a context with its true
// remaining time. Arguments: the handler's name, and the function's timeout in ms.
import { flushCompileCache } from 'node:module'
import { startLambda, type LambdaHandler } from '../../local/lambda.ts'
import { DETOUR, takeDetour } from './detour.ts'

/** What is posted to the server: the event, and the id that the function's log lines get. */
export type Invocation = { id: string; event: unknown }

const [, , name = '', timeoutMs = ''] = process.argv
takeDetour(process.env[DETOUR])
const { handler } = (await import(new URL(`../../handlers/${name}.ts`, import.meta.url).href)) as {
  handler: LambdaHandler
}

const { url } = await startLambda((posted, context) => {
  const { id, event } = posted as Invocation
  return handler(event, { ...context, awsRequestId: id })
}, Number(timeoutMs))
flushCompileCache() // a killed process leaves none behind
process.on('disconnect', () => process.exit())
process.send?.({ url })
