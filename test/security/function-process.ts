// A process like a Lambda's: imports one handler, runs the events that its parent sends, one after the other, and
// prints what the runtime prints of an error. All that it writes is what CloudWatch would keep.
import { inspect } from 'node:util'
import type { Context } from 'aws-lambda'

/** Without an event: only garbage is collected, and the memory told. */
export type Invocation = { event?: unknown; remaining: number }
export type Outcome = { result?: unknown; thrown?: string; memory?: NodeJS.MemoryUsage }
type Handler = (event: unknown, context: Context) => Promise<unknown>

const [, , file = ''] = process.argv
const { handler } = (await import(new URL(`../../handlers/${file}.ts`, import.meta.url).href)) as { handler: Handler }

process.on('message', (invocation: Invocation) => {
  void answer(invocation).then((outcome) => process.send?.(outcome))
})
process.send?.('ready')

async function answer({ event, remaining }: Invocation): Promise<Outcome> {
  if (event !== undefined) return run(event, remaining)
  globalThis.gc?.()
  return { memory: process.memoryUsage() }
}

async function run(event: unknown, remaining: number): Promise<Outcome> {
  const end = Date.now() + remaining
  const context = {
    awsRequestId: 'request-1',
    functionName: file,
    invokedFunctionArn: `arn:aws:lambda:us-east-1:000000000000:function:${file}`,
    memoryLimitInMB: '512',
    getRemainingTimeInMillis: () => end - Date.now(),
  } as Context
  try {
    const result = await handler(event, context)
    return { result }
  } catch (error) {
    process.stderr.write(`Invoke Error ${inspect(error, { depth: 9 })}\n`)
    return { thrown: error instanceof Error ? error.name : 'unknown' }
  }
}
