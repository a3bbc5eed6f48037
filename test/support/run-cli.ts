// A command of cli/ in a process of its own, with nothing of this process's environment.
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { COMPILE_CACHE } from './compile-cache.ts'

export type CliResult = { code: number; out: string; err: string }

/**
 * @param name of the file in cli/, without `.ts`
 * @param input its standard input
 */
export async function runCli(
  name: string,
  args: string[],
  environment: Record<string, string> = {},
  input = '',
): Promise<CliResult> {
  const file = fileURLToPath(new URL(`../../cli/${name}.ts`, import.meta.url))
  const child = spawn(process.execPath, [file, ...args], {
    env: { PATH: process.env['PATH'], ...COMPILE_CACHE, AWS_EC2_METADATA_DISABLED: 'true', ...environment },
    stdio: ['pipe', 'pipe', 'pipe'],
  })
  child.stdin.on('error', () => undefined).end(input) // it may have ended before it read anything
  const [out, err, exit] = await Promise.all([
    child.stdout.setEncoding('utf8').toArray(),
    child.stderr.setEncoding('utf8').toArray(),
    once(child, 'exit'),
  ])
  return { code: (exit as [number])[0], out: out.join(''), err: err.join('') }
}
