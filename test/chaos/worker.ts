// A worker: the process of one function, killed, stopped and started anew at any time. Its callers see what callers of
// a Lambda see: an answer, a reset, or silence.
import { fork, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { COMPILE_CACHE } from '../support/compile-cache.ts'
import type { FunctionName } from './case-plan.ts'
import type { Invocation } from './worker-process.ts'

export type WorkerOptions = {
  name: string
  runs: FunctionName
  environment: Record<string, string>
  /** Called with each line that the process writes. */
  print: (line: string) => void
  /** Called when the process ends although nobody killed it. */
  died: (reason: string) => void
  /** Called when the worker may have room for an event. */
  freed: () => void
}

export type Worker = {
  name: string
  runs: FunctionName
  /** Whether a process runs, though it may be stopped. */
  isUp(): boolean
  isStopped(): boolean
  /** How many events it works on, and how many it ever got. */
  load(): number
  events(): number
  /** Counts an event that is about to be given to it. */
  take(): void
  /** Works on an event that was counted. @returns what the handler returned or threw; rejects when its process dies */
  invoke(invocation: Invocation): Promise<{ result: unknown } | { thrown: string }>
  /** SIGKILL; a new process starts at once. */
  kill(): void
  /** SIGSTOP, and its end. */
  stop(): void
  wake(): void
  close(): Promise<void>
}

/** serverless.yml's timeouts. */
const TIMEOUTS_MS: Record<FunctionName, number> = { execute: 29_000, 'execute-queued': 120_000 }

const PROGRAM = fileURLToPath(new URL('worker-process.ts', import.meta.url))

// However the campaign ends, no process stays behind: one that is stopped does not notice the end of its parent.
const children = new Set<ChildProcess>()
process.on('exit', () => {
  for (const child of children) child.kill('SIGKILL')
})

type Running = { child: ChildProcess; url: string }

/** Resolves once the worker can be invoked. */
export async function startWorker(options: WorkerOptions): Promise<Worker> {
  const { name, runs } = options
  let running: Running | undefined
  let child: ChildProcess | undefined
  let load = 0
  let events = 0
  let isStopped = false
  let isKilled = false
  let isClosing = false

  const start = async (): Promise<void> => {
    const started = spawnProcess(options)
    child = started
    isKilled = false
    started.once('exit', (code, signal) => {
      running = undefined
      isStopped = false
      if (isClosing) return
      if (!isKilled) options.died(`exit code ${String(code)}, signal ${String(signal)}`)
      void start()
    })
    const [message] = (await Promise.race([once(started, 'message'), once(started, 'exit').then(() => [])])) as [
      { url: string }?,
    ]
    if (message === undefined) return
    running = { child: started, url: message.url }
    options.freed()
  }
  await start()
  return {
    name,
    runs,
    isUp: () => running !== undefined,
    isStopped: () => isStopped,
    load: () => load,
    events: () => events,
    take: () => {
      load += 1
      events += 1
    },
    invoke: async (invocation) => {
      try {
        if (running === undefined) throw new Error(`${name} is starting`)
        return await post(`${running.url}/2015-03-31/functions/${runs}/invocations`, invocation)
      } finally {
        load -= 1
        options.freed()
      }
    },
    kill: () => {
      isKilled = running?.child.kill('SIGKILL') ?? false
      running = undefined
    },
    stop: () => {
      isStopped = running?.child.kill('SIGSTOP') ?? false
    },
    wake: () => {
      isStopped = false
      running?.child.kill('SIGCONT')
    },
    close: async () => {
      isClosing = true
      if (child === undefined || child.exitCode !== null || child.signalCode !== null) return
      const exited = once(child, 'exit')
      child.kill('SIGKILL')
      await exited
    },
  }
}

function spawnProcess({ runs, environment, print }: WorkerOptions): ChildProcess {
  const child = fork(PROGRAM, [runs, String(TIMEOUTS_MS[runs])], {
    env: { PATH: process.env['PATH'], ...COMPILE_CACHE, ...environment },
    execArgv: ['--no-warnings'],
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    detached: true, // Ctrl-C is for the campaign alone, which ends its workers
  })
  children.add(child)
  child.once('exit', () => children.delete(child))
  for (const stream of [child.stdout, child.stderr])
    if (stream !== null) createInterface({ input: stream }).on('line', print)
  return child
}

async function post(url: string, invocation: Invocation): Promise<{ result: unknown } | { thrown: string }> {
  const answer = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(invocation),
  })
  const body: unknown = await answer.json()
  if (!answer.headers.has('x-amz-function-error')) return { result: body }
  return { thrown: (body as { errorMessage: string }).errorMessage }
}
