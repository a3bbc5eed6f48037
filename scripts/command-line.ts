// What the npm scripts share as commands: `--help`, one line for an argument that is wrong, numbers and names that are
// checked, and the signals that stop a job.
import { parseArgs, type ParseArgsConfig } from 'node:util'

type OptionsConfig = NonNullable<ParseArgsConfig['options']>
type ValuesOf<Config extends OptionsConfig> = ReturnType<typeof parseArgs<{ options: Config }>>['values']

/** Resolves with the exit code. */
export type Job = () => Promise<number>

/** What is wrong with the arguments, where only the job itself can tell. */
export class UsageError extends Error {}

export type Command<Config extends OptionsConfig> = {
  /** As `npm run` knows it. */
  script: string
  /** What `--help` shows: purpose, options and an example. */
  usage: string
  /** As `parseArgs` takes them, without `help`. */
  options: Config
  allowPositionals?: boolean
  /** Checks what was given and returns the job. It throws, in a sentence, what is wrong, by the name of the option. */
  prepare: (values: ValuesOf<Config>, positionals: string[]) => Job
}

/** Resolves with the exit code: 1 where an argument is wrong, after a line that says which, or where the job fails. */
export async function runCommand<Config extends OptionsConfig>(
  command: Command<Config>,
  args = process.argv.slice(2),
): Promise<number> {
  let job: Job
  try {
    job = jobOf(command, args)
  } catch (error) {
    return refuse(command.script, error)
  }
  try {
    return await job()
  } catch (error) {
    if (error instanceof UsageError) return refuse(command.script, error)
    console.error(isDefect(error) ? error : messageOf(error))
    return 1
  }
}

function refuse(script: string, error: unknown): 1 {
  console.error(lineOf(error))
  console.error(`\`${invocationOf(script)} -- --help\` shows the usage.`)
  return 1
}

function jobOf<Config extends OptionsConfig>(command: Command<Config>, args: string[]): Job {
  const { usage, options, allowPositionals = false, prepare } = command
  if (isHelpRequest(options, args))
    return () => {
      console.log(usage)
      return Promise.resolve(0)
    }
  const { values, positionals } = parseArgs({ args, options, allowPositionals })
  return prepare(values, positionals)
}

/** @throws TypeError where an argument is unknown, even beside `--help` */
function isHelpRequest(options: OptionsConfig, args: string[]): boolean {
  const withHelp: OptionsConfig = { ...options, help: { type: 'boolean', short: 'h' } }
  const { tokens } = parseArgs({ args, options: withHelp, allowPositionals: true, tokens: true })
  return tokens.some((token) => token.kind === 'option' && token.name === 'help')
}

/** Without Node's advice on arguments that begin with a dash. */
function lineOf(error: unknown): string {
  return messageOf(error)
    .replace(/\. To specify a positional argument [^]*/, '')
    .replaceAll('\n', ' ')
}

function messageOf(error: unknown): string {
  return Error.isError(error) ? error.message : String(error)
}

/** An error of the program itself: its stack says where. */
function isDefect(error: unknown): boolean {
  return [TypeError, RangeError, ReferenceError].some((each) => error instanceof each)
}

function invocationOf(script: string): string {
  return ['start', 'test'].includes(script) ? `npm ${script}` : `npm run ${script}`
}

/** @throws RangeError which names the option */
export function wholeNumber(option: string, text: string, least = 1, most = Number.MAX_SAFE_INTEGER): number {
  const value = /^\d+$/.test(text) ? Number(text) : Number.NaN
  if (value >= least && value <= most) return value
  const range = most === Number.MAX_SAFE_INTEGER ? `, at least ${least}` : ` from ${least} to ${most}`
  throw new RangeError(`${option} must be a whole number${range}, not ${text}`)
}

/** @throws RangeError which names the option */
export function oneOf<Name extends string>(option: string, text: string, names: readonly Name[]): Name {
  const found = names.find((name) => name === text)
  if (found === undefined) throw new RangeError(`${option} must be one of ${names.join(', ')}, not ${text}`)
  return found
}

const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const
/** As a shell tells of a process that SIGINT ended. */
const INTERRUPTED = 130
/** The terminal and npm may each send the same Ctrl-C. */
const SAME_SIGNAL_MS = 1_000

/** Runs what Ctrl-C, SIGTERM and SIGHUP stop: they abort `stopping`. Who insists a second later ends the process. */
export async function stoppable<Result>(run: (stopping: AbortSignal) => Promise<Result>): Promise<Result> {
  const stopping = new AbortController()
  let stoppedMs = 0
  const stop = (): void => {
    if (!stopping.signal.aborted) stoppedMs = Date.now()
    else if (Date.now() - stoppedMs > SAME_SIGNAL_MS) process.exit(INTERRUPTED)
    stopping.abort()
  }
  for (const signal of SIGNALS) process.on(signal, stop)
  try {
    return await run(stopping.signal)
  } finally {
    for (const signal of SIGNALS) process.off(signal, stop)
  }
}
