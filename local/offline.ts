// API Gateway and Lambda on this machine: serverless-offline as a child process in a process group of its own, so that
// the whole group can be stopped, esbuild included.
import { spawn, type ChildProcess } from 'node:child_process'
import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { requireHome, requireWritable } from '../scripts/require-writable.ts'
import { HOST } from './ports.ts'

export type OfflineOptions = {
  apiPort: number
  lambdaPort: number
  secretsManagerUrl: string
  dynamoDBUrl: string
  /** Gets each line that the functions write, once they are ready. */
  onLine?: ((line: string) => void) | undefined
}

export type Offline = {
  url: string
  /** Resolves, with the reason, if the child ends although nobody closed it. */
  died: Promise<Error>
  /** Resolves when the API answers; rejects if the child ends before or takes too long. */
  ready: Promise<void>
  close: () => Promise<void>
}

const ROOT = fileURLToPath(new URL('..', import.meta.url))
const READY_TIMEOUT_MS = 30_000
const KILL_AFTER_MS = 500
// The end of the parent closes the IPC channel, so that even a parent killed outright leaves no child behind.
const EXIT_WITH_PARENT = encodeURIComponent("process.on('disconnect', () => process.exit()); process.channel?.unref()")
const MAX_TAIL_LENGTH = 4_000 // characters of output, to explain why the child ended

export function startOffline(options: OfflineOptions): Offline {
  requireHome()
  requireWritable(ROOT)
  const url = `http://${HOST}:${options.apiPort}`
  const folder = `.esbuild-local-${options.apiPort}` // so that two stacks do not rebuild each other's code
  const child = spawnOffline(options, folder)
  const closing = new AbortController()
  const output = collectOutput(child, options.onLine)
  const exited = new Promise((resolve) => child.once('exit', resolve))
  const died = new Promise<Error>((resolve) => {
    child.once('error', resolve)
    child.once('exit', (code, signal) => {
      const cause = signal ?? `exit code ${code ?? '?'}`
      if (!closing.signal.aborted)
        resolve(new Error(`serverless-offline ended by itself (${cause})\n${output.readTail()}`))
    })
  })
  const becomeReady = async (): Promise<void> => {
    await Promise.race([waitForApi(url, closing.signal), rejectWith(died)])
    output.show() // not before: its banner repeats what ours says
  }
  const close = async (): Promise<void> => {
    closing.abort()
    await stopGroup(child, exited)
    await rm(join(ROOT, folder), { recursive: true, force: true })
  }
  return { url, died, ready: becomeReady(), close }
}

// serverless.js itself: killing npx or npm would leave their child alive.
function spawnOffline(options: OfflineOptions, folder: string): ChildProcess {
  const params = {
    apiPort: options.apiPort,
    lambdaPort: options.lambdaPort,
    secretsManagerUrl: options.secretsManagerUrl,
    eventBridgeUrl: options.secretsManagerUrl,
    sqsUrl: options.secretsManagerUrl,
    dynamoDBUrl: options.dynamoDBUrl,
    esbuildFolder: folder,
  }
  const args = Object.entries(params).map(([name, value]) => `--param=${name}=${value}`)
  const serverless = join(ROOT, 'node_modules/serverless/bin/serverless.js')
  return spawn(
    process.execPath,
    [
      '--import',
      `data:text/javascript,${EXIT_WITH_PARENT}`,
      serverless,
      'offline',
      '--stage',
      'local',
      '--noSponsor',
      ...args,
    ],
    {
      cwd: ROOT,
      detached: true,
      env: environmentWithoutAws(),
      stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    },
  )
}

// serverless-offline passes AWS_* on to the functions: a developer's AWS_PROFILE would override the dummy keys.
function environmentWithoutAws(): NodeJS.ProcessEnv {
  return Object.fromEntries(Object.entries(process.env).filter(([name]) => !name.startsWith('AWS_')))
}

function collectOutput(child: ChildProcess, onLine: OfflineOptions['onLine']): { show(): void; readTail(): string } {
  let tail = ''
  let isShown = false
  for (const stream of [child.stdout, child.stderr]) {
    if (stream === null) continue
    createInterface({ input: stream, crlfDelay: Infinity }).on('line', (line) => {
      tail = `${tail}${line}\n`.slice(-MAX_TAIL_LENGTH)
      if (isShown) onLine?.(line)
    })
  }
  const show = (): void => {
    isShown = true
    tail = ''
  }
  return { show, readTail: () => tail.trim() }
}

async function waitForApi(url: string, signal: AbortSignal): Promise<void> {
  const giveUpMs = Date.now() + READY_TIMEOUT_MS
  while (Date.now() < giveUpMs) {
    signal.throwIfAborted()
    const answer = await fetch(url, { signal }).catch(() => undefined)
    if (answer) return // any answer will do: it listens only after its routes are in place
    await sleep(50)
  }
  throw new Error(`serverless-offline did not listen within ${READY_TIMEOUT_MS / 1000} s`)
}

async function rejectWith(died: Promise<Error>): Promise<never> {
  throw await died
}

async function stopGroup(child: ChildProcess, exited: Promise<unknown>): Promise<void> {
  if (child.pid === undefined) return
  signalGroup(child.pid, 'SIGTERM')
  const hasExited = await Promise.race([exited.then(() => true), sleep(KILL_AFTER_MS, false, { ref: false })])
  signalGroup(child.pid, 'SIGKILL') // whatever is left of the group
  if (!hasExited) await exited
}

function signalGroup(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(-pid, signal)
  } catch {
    // the group has ended already
  }
}
