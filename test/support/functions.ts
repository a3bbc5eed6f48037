// The functions on the stand-ins over real HTTP, each in a process of its own as on Lambda, and everything that they
// ever wrote.
import { fork, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import type { ServiceNowOptions } from '../../local/servicenow/server.ts'
import { COMPILE_CACHE } from './compile-cache.ts'
import type { HttpEvent } from './events.ts'
import type { Outcome } from './function-process.ts'
import { parseAnswer, type HttpAnswer } from './http-answer.ts'
import { startStandIns, type StandIns } from './stand-ins.ts'

export type FunctionName =
  'execute' | 'comment' | 'find-incident' | 'execute-queued' | 'authorize' | 'find-connectors' | 'connector'

export type FunctionProcess = {
  /** Runs one event. @param remainingMs what the invocation has left */
  invoke(event: unknown, remainingMs?: number): Promise<Outcome>
  /** Runs one event of an HTTP function, which must not throw. */
  answer(event: HttpEvent, remainingMs?: number): Promise<HttpAnswer>
  /** Memory after a collection of garbage. */
  memory(): Promise<NodeJS.MemoryUsage>
  /** All that the process wrote so far. */
  output(): string
  close(): Promise<void>
}

export type Functions = Omit<StandIns, 'environment'> & {
  start(name: FunctionName, environment?: Record<string, string>): Promise<FunctionProcess>
}

/** Ends what an event wrote: its answer comes by another way, and may come first. */
const END = '\u0001'
const PROGRAM = fileURLToPath(new URL('function-process.ts', import.meta.url))

export async function startFunctions(options: ServiceNowOptions = {}): Promise<Functions> {
  const { environment, ...standIns } = await startStandIns(options)
  const running: FunctionProcess[] = []
  return {
    ...standIns,
    start: async (name, more = {}) => {
      const started = await startFunction(name, { ...environment, ...more })
      running.push(started)
      return started
    },
    close: async () => {
      await Promise.all(running.map((started) => started.close()))
      await standIns.close()
    },
  }
}

async function startFunction(name: FunctionName, environment: Record<string, string>): Promise<FunctionProcess> {
  const child = fork(PROGRAM, [name, END], {
    env: { PATH: process.env['PATH'], ...COMPILE_CACHE, ...environment },
    execArgv: ['--no-warnings', '--expose-gc'],
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
  })
  let written = ''
  let events = 0
  const drained = [child.stdout, child.stderr].map((stream) => {
    let ends = 0
    stream?.setEncoding('utf8').on('data', (text: string) => {
      const parts = text.split(END)
      ends += parts.length - 1
      written += parts.join('')
    })
    return async () => {
      while (stream !== null && ends < events) await once(stream, 'data')
    }
  })
  const run = async (event: unknown, remainingMs: number): Promise<Outcome> => {
    const outcome = await invoke(child, event, remainingMs)
    events += 1
    await Promise.all(drained.map((wait) => wait()))
    return outcome
  }
  const exited = once(child, 'exit')
  const died = exited.then(() => {
    throw new Error(`${name} did not start: ${written}`)
  })
  await Promise.race([once(child, 'message'), died])
  return {
    invoke: (event, remainingMs = 29_000) => run(event, remainingMs),
    answer: async (event, remainingMs = 29_000) => {
      const { result, thrown } = await run(event, remainingMs)
      if (thrown !== undefined) throw new Error(`${name} threw ${thrown}`)
      return parseAnswer(event, result)
    },
    memory: async () => (await run(undefined, 0)).memory ?? process.memoryUsage(),
    output: () => written,
    close: async () => {
      child.kill()
      await exited
    },
  }
}

function invoke(child: ChildProcess, event: unknown, remainingMs: number): Promise<Outcome> {
  return new Promise((resolve, reject) => {
    const refuse = () => {
      reject(new Error("the function's process died"))
    }
    child.once('exit', refuse)
    child.once('message', (outcome) => {
      child.off('exit', refuse)
      resolve(outcome as Outcome)
    })
    child.send({ event, remainingMs })
  })
}
