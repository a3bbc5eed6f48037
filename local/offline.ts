// API Gateway and Lambda on this machine: serverless-offline as a child process with a process
// group of its own, so that it ends whole, esbuild included.
import { spawn, type ChildProcess } from 'node:child_process'
import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { HOST } from './ports.ts'

type OfflineOptions = {
  apiPort: number
  lambdaPort: number
  secretsManagerUrl: string
  dynamoDBUrl: string
  /** Otherwise what the functions write goes to this process's stderr. */
  quiet: boolean
}

export type Offline = {
  url: string
  /** Resolves, with the reason, when the child ends although nobody closed it. */
  died: Promise<Error>
  /** Resolves when the API answers; rejects when the child ends before, or is slow. */
  ready: Promise<void>
  close: () => Promise<void>
}

const ROOT = fileURLToPath(new URL('..', import.meta.url))
const READY_MS = 30_000
const GRACE_MS = 500
// Even a parent that was killed outright leaves no child: its end closes the IPC channel.
const END_WITH_PARENT = `data:text/javascript,${encodeURIComponent("process.on('disconnect', () => process.exit()); process.channel?.unref()")}`
const LAST_WORDS = 4_000 // characters of output kept to explain a death

export function startOffline(options: OfflineOptions): Offline {
  const url = `http://${HOST}:${options.apiPort}`
  const folder = `.esbuild-local-${options.apiPort}` // two stacks must not rebuild each other's code
  const child = spawnOffline(options, folder)
  const closing = new AbortController()
  const output = collectOutput(child)
  const exited = new Promise((resolve) => child.once('exit', resolve))
  const died = new Promise<Error>((resolve) => {
    child.once('error', resolve)
    child.once('exit', (code, signal) => {
      if (!closing.signal.aborted)
        resolve(
          new Error(
            `serverless-offline ended by itself (${signal ?? `exit code ${code ?? '?'}`})\n${output.lastWords()}`,
          ),
        )
    })
  })
  const becomeReady = async (): Promise<void> => {
    await Promise.race([waitForApi(url, closing.signal), rejectWith(died)])
    if (!options.quiet) output.show() // not before: its banner says nothing that ours does not
  }
  const close = async (): Promise<void> => {
    closing.abort()
    await endGroup(child, exited)
    await rm(join(ROOT, folder), { recursive: true, force: true })
  }
  return { url, died, ready: becomeReady(), close }
}

// serverless.js itself, not npx or npm: ending those would leave their child alive.
function spawnOffline(options: OfflineOptions, folder: string): ChildProcess {
  const params = {
    apiPort: options.apiPort,
    lambdaPort: options.lambdaPort,
    secretsManagerUrl: options.secretsManagerUrl,
    eventBridgeUrl: options.secretsManagerUrl,
    dynamoDBUrl: options.dynamoDBUrl,
    esbuildFolder: folder,
  }
  const args = Object.entries(params).map(([name, value]) => `--param=${name}=${value}`)
  const serverless = join(ROOT, 'node_modules/serverless/bin/serverless.js')
  return spawn(
    process.execPath,
    ['--import', END_WITH_PARENT, serverless, 'offline', '--stage', 'local', '--noSponsor', ...args],
    {
      cwd: ROOT,
      detached: true,
      env: environmentWithoutAws(),
      stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    },
  )
}

// serverless-offline hands AWS_* on to the functions: a developer's AWS_PROFILE would win over the dummy keys.
function environmentWithoutAws(): NodeJS.ProcessEnv {
  return Object.fromEntries(Object.entries(process.env).filter(([name]) => !name.startsWith('AWS_')))
}

function collectOutput(child: ChildProcess): { show(): void; lastWords(): string } {
  let tail = ''
  let isShown = false
  for (const stream of [child.stdout, child.stderr]) {
    stream?.setEncoding('utf8').on('data', (text: string) => {
      if (isShown) process.stderr.write(text)
      else tail = (tail + text).slice(-LAST_WORDS)
    })
  }
  const show = (): void => {
    isShown = true
    tail = ''
  }
  return { show, lastWords: () => tail.trim() }
}

async function waitForApi(url: string, signal: AbortSignal): Promise<void> {
  const giveUp = Date.now() + READY_MS
  while (Date.now() < giveUp) {
    signal.throwIfAborted()
    const answer = await fetch(url, { signal }).catch(() => undefined)
    if (answer) return // any answer: the routes are there before it listens
    await sleep(50)
  }
  throw new Error(`serverless-offline did not listen within ${READY_MS / 1000} s`)
}

async function rejectWith(died: Promise<Error>): Promise<never> {
  throw await died
}

async function endGroup(child: ChildProcess, exited: Promise<unknown>): Promise<void> {
  if (child.pid === undefined) return
  signalGroup(child.pid, 'SIGTERM')
  const isOver = await Promise.race([exited.then(() => true), sleep(GRACE_MS, false, { ref: false })])
  signalGroup(child.pid, 'SIGKILL') // whoever is left of the group
  if (!isOver) await exited
}

function signalGroup(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(-pid, signal)
  } catch {
    // the group is gone already
  }
}
