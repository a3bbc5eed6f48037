// A command of cli/ in a process of its own, with nothing of this process's environment.
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { COMPILE_CACHE } from './compile-cache.ts'

export type CliResult = { code: number; out: string; err: string }

/** A command that runs. */
export type RunningCli = { ended: Promise<CliResult>; interrupt: () => void }

/**
 * @param name of the file in cli/, without `.ts`
 * @param input its standard input
 */
export function runCli(
  name: string,
  args: string[],
  environment: Record<string, string> = {},
  input = '',
): Promise<CliResult> {
  return startCli(name, args, environment, input).ended
}

/** The same, which can be interrupted as by Ctrl-C. */
export function startCli(
  name: string,
  args: string[],
  environment: Record<string, string> = {},
  input = '',
): RunningCli {
  const file = fileURLToPath(new URL(`../../cli/${name}.ts`, import.meta.url))
  const child = spawn(process.execPath, [file, ...args], {
    env: { PATH: process.env['PATH'], ...COMPILE_CACHE, AWS_EC2_METADATA_DISABLED: 'true', ...environment },
    stdio: ['pipe', 'pipe', 'pipe'],
  })
  child.stdin.on('error', () => undefined).end(input) // it may have ended before it read anything
  const ended = async (): Promise<CliResult> => {
    const [out, err, exit] = await Promise.all([
      child.stdout.setEncoding('utf8').toArray(),
      child.stderr.setEncoding('utf8').toArray(),
      once(child, 'exit'),
    ])
    return { code: (exit as [number])[0], out: out.join(''), err: err.join('') }
  }
  return { ended: ended(), interrupt: () => child.kill('SIGINT') }
}
