// One part of the benchmark in a process of its own, so that none inherits another's heap. Its standard output takes
// what the function logs, as in Lambda; its result goes to the parent.
import { startServers } from '../servers/servers.ts'
import type { Effort, Means, Part } from './part.ts'

/** Each is loaded only once the environment is set. */
const PARTS: Record<string, () => Promise<Part<unknown>>> = {
  pushes: async () => (await import('./pushes.ts')).measurePushes,
  overhead: async () => (await import('./overhead.ts')).measureOverhead,
  throughput: async () => (await import('./throughput.ts')).measureThroughput,
  memory: async () => (await import('./memory.ts')).measureMemory,
  growth: async () => (await import('./growth.ts')).measureGrowth,
}

const PROGRESS_EVERY_MS = 5_000

const [name = '', effort = 'full'] = process.argv.slice(2)
const load = PARTS[name]
if (load === undefined) throw new Error(`there is no part ${name}`)
process.on('disconnect', () => process.exit())
const servers = await startServers()
Object.assign(process.env, servers.environment, { POWERTOOLS_LOG_LEVEL: 'INFO' })
const measure = await load()
process.send?.(await measure({ servers, effort: effort as Effort, progress: progressOf(name) }))
servers.close()
process.disconnect()

function progressOf(part: string): Means['progress'] {
  let saidMs = 0
  return (step, share) => {
    if (performance.now() - saidMs < PROGRESS_EVERY_MS) return
    saidMs = performance.now()
    process.stderr.write(`${part}: ${step}, ${Math.floor(share * 100)} %\n`)
  }
}
