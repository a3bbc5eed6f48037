// The arguments of `npm start` and `npm run demo`.
import { afterEach, beforeEach, expect, jest, test } from '@jest/globals'
import { runCommand } from '../../local/command-line.ts'

const printed: string[] = []
beforeEach(() => {
  printed.length = 0
  jest.spyOn(console, 'log').mockImplementation((text: string) => printed.push(`stdout: ${text}`))
  jest.spyOn(console, 'error').mockImplementation((text: string) => printed.push(`stderr: ${text}`))
})
afterEach(() => {
  jest.restoreAllMocks()
})

async function runWith(...args: string[]): Promise<{ exitCode: number; ran: string[][] }> {
  const ran: string[][] = []
  const run = (flags: ReadonlySet<string>) => {
    ran.push([...flags])
    return Promise.resolve(7)
  }
  return { exitCode: await runCommand({ flags: ['fresh'], usage: 'Usage: npm start', run }, args), ran }
}

test('a command runs with the flags that were given and ends with its exit code', async () => {
  expect(await runWith()).toEqual({ exitCode: 7, ran: [[]] })
  expect(await runWith('--fresh')).toEqual({ exitCode: 7, ran: [['fresh']] })
})

test('--help prints the usage and runs nothing', async () => {
  expect(await runWith('--help')).toEqual({ exitCode: 0, ran: [] })
  expect(printed).toEqual(['stdout: Usage: npm start'])
})

test.each(['--frsh', 'fresh', '--fresh=yes'])(
  '%s is named as unknown, beside the usage, and runs nothing',
  async (arg) => {
    expect(await runWith(arg)).toEqual({ exitCode: 1, ran: [] })
    expect(printed).toEqual([expect.stringMatching(/^stderr: [^]*'(--)?fre?sh[^]*\n\nUsage: npm start$/)])
  },
)
