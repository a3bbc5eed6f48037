// A process like a Lambda's: imports one handler, runs the events that its parent sends, one after the other, and
// prints what the runtime prints of an error. All that it writes is what CloudWatch would keep.
import { flushCompileCache } from 'node:module'
import { inspect } from 'node:util'
import type { Context } from 'aws-lambda'
import { lambdaContext } from './lambda-context.ts'

/** Without an event: only garbage is collected, and the memory returned. */
export type Invocation = { event?: unknown; remainingMs: number }
export type Outcome = { result?: unknown; thrown?: string; memory?: NodeJS.MemoryUsage }
type Handler = (event: unknown, context: Context) => Promise<unknown>

/** `end` is what the parent waits for in both streams: all that an event wrote is before it. */
const [, , name = '', end = ''] = process.argv
const { handler } = (await import(new URL(`../../handlers/${name}.ts`, import.meta.url).href)) as { handler: Handler }

flushCompileCache() // a killed process leaves none behind
process.on('message', (invocation: Invocation) => {
  void run(invocation).then((outcome) => {
    process.stdout.write(end)
    process.stderr.write(end)
    process.send?.(outcome)
  })
})
process.send?.('ready')

async function run({ event, remainingMs }: Invocation): Promise<Outcome> {
  if (event === undefined) {
    globalThis.gc?.()
    return { memory: process.memoryUsage() }
  }
  try {
    const result = await handler(event, lambdaContext(name, remainingMs))
    return { result }
  } catch (error) {
    process.stderr.write(`Invoke Error ${inspect(error, { depth: 9 })}\n`)
    return { thrown: error instanceof Error ? error.name : 'unknown' }
  }
}
