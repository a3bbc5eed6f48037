// How every npm script takes its arguments.
import { afterEach, beforeEach, expect, jest, test } from '@jest/globals'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { oneOf, runCommand, wholeNumber, type Job } from '../../scripts/command-line.ts'

const printed: string[] = []
beforeEach(() => {
  printed.length = 0
  jest.spyOn(console, 'log').mockImplementation((text: string) => printed.push(`stdout: ${text}`))
  jest.spyOn(console, 'error').mockImplementation((text: unknown) => printed.push(`stderr: ${String(text)}`))
})
afterEach(() => {
  jest.restoreAllMocks()
})

const POINTER = 'stderr: `npm start -- --help` shows the usage.'
const OPTIONS = { fresh: { type: 'boolean', default: false }, port: { type: 'string', default: '3000' } } as const

async function runWith(...args: string[]): Promise<{ exitCode: number; ran: unknown[] }> {
  const ran: unknown[] = []
  const command = {
    script: 'start',
    usage: 'Usage: npm start',
    options: OPTIONS,
    prepare: (values: { fresh: boolean; port: string }): Job => {
      const port = wholeNumber('--port', values.port, 1, 65_535)
      return () => {
        ran.push([values.fresh, port])
        return Promise.resolve(7)
      }
    },
  }
  return { exitCode: await runCommand(command, args), ran }
}

test('a command runs with the options that were given and ends with its exit code', async () => {
  expect(await runWith()).toEqual({ exitCode: 7, ran: [[false, 3_000]] })
  expect(await runWith('--fresh', '--port', '4000')).toEqual({ exitCode: 7, ran: [[true, 4_000]] })
})

test.each([['--help'], ['-h'], ['--port', 'x', '--help']])(
  '%s %s %s prints the usage and runs nothing',
  async (...args) => {
    expect(await runWith(...args.filter(Boolean))).toEqual({ exitCode: 0, ran: [] })
    expect(printed).toEqual(['stdout: Usage: npm start'])
  },
)

test.each([
  [['--frsh'], "Unknown option '--frsh'"],
  [['--frsh', '--help'], "Unknown option '--frsh'"],
  [['fresh'], "Unexpected argument 'fresh'. This command does not take positional arguments"],
  [['--fresh=yes'], "Option '--fresh' does not take an argument"],
  [['--port'], "Option '--port <value>' argument missing"],
  [['--port', '-1'], expect.stringMatching(/^stderr: Option '--port' argument is ambiguous\. Did you [^\n]+$/)],
  [['--port', '80x'], '--port must be a whole number from 1 to 65535, not 80x'],
  [['--port='], '--port must be a whole number from 1 to 65535, not '],
])('the arguments %j are refused in one line that names the argument, and run nothing', async (args, line) => {
  expect(await runWith(...args)).toEqual({ exitCode: 1, ran: [] })
  expect(printed).toEqual([typeof line === 'string' ? `stderr: ${line}` : line, POINTER])
})

test('a command that takes positional arguments is given them', async () => {
  const given: string[][] = []
  const prepare = (_values: unknown, positionals: string[]): Job => {
    given.push(positionals)
    return () => Promise.resolve(0)
  }
  const command = { script: 'push', usage: '', options: {}, allowPositionals: true, prepare }
  expect(await runCommand(command, ['a.json', '--', '--b.json'])).toBe(0)
  expect(await runCommand(command, ['--b.json'])).toBe(1)
  expect(given).toEqual([['a.json', '--b.json']])
  expect(printed).toEqual(["stderr: Unknown option '--b.json'", 'stderr: `npm run push -- --help` shows the usage.'])
})

test.each([
  ['its sentence', new Error('there is no folder x'), 'stderr: there is no folder x'],
  ['a defect of the program as such', new TypeError('x is null'), 'stderr: TypeError: x is null'],
])('a job that fails ends with 1 and prints %s', async (_what, error, line) => {
  const prepare = () => () => Promise.reject(error)
  expect(await runCommand({ script: 'sbom', usage: '', options: {}, prepare }, [])).toBe(1)
  expect(printed).toEqual([line])
})

test.each(['', '1.5', '1e3', '-1', 'NaN', '0x10', '9007199254740993'])('%j is not a whole number', (text) => {
  expect(() => wholeNumber('--runs', text)).toThrow(`--runs must be a whole number, at least 1, not ${text}`)
})

test('a name that is not in the list is refused with the list', () => {
  expect(oneOf('--only', 'push', ['push', 'growth'])).toBe('push')
  expect(() => oneOf('--only', 'x', ['push', 'growth'])).toThrow('--only must be one of push, growth, not x')
})

test.each(['SIGINT', 'SIGTERM', 'SIGHUP'] as const)(
  '%s, even twice, lets a job stop in its own way',
  async (signal) => {
    const code = `
    import { once } from 'node:events'
    import { setTimeout as sleep } from 'node:timers/promises'
    import { stoppable } from ${JSON.stringify(new URL('../../scripts/command-line.ts', import.meta.url).href)}
    process.exitCode = await stoppable(async (stopping) => {
      const running = setInterval(() => undefined, 1000)
      console.log('running')
      await once(stopping, 'abort')
      console.log('stopping')
      await sleep(100)
      clearInterval(running)
      return 7
    })`
    const child = spawn(process.execPath, ['--input-type=module', '-e', code], { stdio: ['ignore', 'pipe', 'inherit'] })
    const exited = once(child, 'exit')
    for await (const _line of child.stdout) child.kill(signal)
    expect(await exited).toEqual([7, null])
  },
)
