// What `npm start` and `npm run demo` share as commands: their flags, their help and the signals that stop them.
import { parseArgs } from 'node:util'

const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const

export type Command<Flag extends string> = {
  flags: readonly Flag[]
  /** The text for `--help`. */
  usage: string
  /** Resolves with the exit code; Ctrl-C, SIGTERM and SIGHUP abort `stopping`. */
  run: (flags: ReadonlySet<Flag | 'help'>, stopping: AbortSignal) => Promise<number>
}

/** Runs the command and resolves with its exit code: 1, after a message on stderr, if an argument is unknown. */
export async function runCommand<Flag extends string>(
  { flags, usage, run }: Command<Flag>,
  args = process.argv.slice(2),
): Promise<number> {
  const given = parseFlags(flags, args)
  if (given instanceof Error) {
    console.error(`${given.message}\n\n${usage}`)
    return 1
  }
  if (given.has('help')) {
    console.log(usage)
    return 0
  }
  const stopping = new AbortController()
  const stop = (): void => {
    stopping.abort() // a second signal finds the shutdown already on its way
  }
  for (const signal of SIGNALS) process.on(signal, stop)
  try {
    return await run(given, stopping.signal)
  } finally {
    for (const signal of SIGNALS) process.off(signal, stop)
  }
}

function parseFlags<Flag extends string>(flags: readonly Flag[], args: string[]): Set<Flag | 'help'> | Error {
  const names = [...flags, 'help' as const]
  const options = Object.fromEntries(names.map((name) => [name, { type: 'boolean' as const }]))
  try {
    const { values } = parseArgs({ args, options })
    return new Set(names.filter((name) => values[name]))
  } catch (error) {
    return error instanceof Error ? error : new Error(String(error))
  }
}
