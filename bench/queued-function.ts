// The queue handler in a process of its own, so that its memory can be measured. It first sends the URL that
// invokes it. The first message it receives is its environment; it answers each message with the memory it has taken.
import { startLambda, type LambdaHandler } from '../local/lambda.ts'

export type Memory = { peakMb: number; heapMb: number }

const loaded: { handler?: LambdaHandler } = {}
const { url } = await startLambda(
  (event, context) => loaded.handler?.(event, context) ?? Promise.reject(new Error('the handler is not loaded yet')),
)
process.once('message', (environment: Record<string, string>) => {
  void load(environment)
})
process.on('disconnect', () => process.exit())
process.send?.({ url })

async function load(environment: Record<string, string>): Promise<void> {
  Object.assign(process.env, environment)
  loaded.handler = (await import('../handlers/execute-queued.ts')).handler as unknown as LambdaHandler
  process.on('message', () => {
    process.send?.(memory())
  })
  process.send?.(memory())
}

/** `peakMb`: the most that the process ever held (RSS). `heapMb`: what is alive after a garbage collection. */
function memory(): Memory {
  globalThis.gc?.()
  return { peakMb: process.resourceUsage().maxRSS / 1024, heapMb: process.memoryUsage().heapUsed / 2 ** 20 }
}
