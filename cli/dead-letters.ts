// `npm run dead-letters`: lists the dead letters of a stage, and puts their requests on the bus again.
import { parseArgs } from 'node:util'
import type { Letter } from './dead-letter.ts'
import { deadLettersOf } from './dead-letter-queue.ts'
import { runThrough } from './dead-letter-run.ts'
import { tableOf } from './dead-letter-table.ts'

const USAGE = `Usage: npm run dead-letters -- list --stage <stage> [--code <code>] [--connector <id>]
       npm run dead-letters -- redrive --stage <stage> [--code <code>] [--connector <id>] [--dry-run]

list shows what ended without an incident, and why. It shows nothing of a case.
redrive puts each of these requests on the bus again and deletes its letter once the bus has taken it. Fix
the cause first: what fails again becomes a new letter. A letter that EventBridge could not deliver to Kibana
is published once more, to every listener of Incident Pushed. A letter that cannot be sent stays, with a reason.

While a command runs it hides the letters from other commands. Ctrl-C shows them again; if the command is
killed, they come back after five minutes. Sending a letter twice does no harm where the request names its case.
The exit code is 1 when a letter stays that should have been sent.

  --stage <stage>   whose letters; local is the stack that runs on this machine (npm start)
  --code <code>     only letters with this code, such as unknown_connector
  --connector <id>  only letters of this connector
  --dry-run         show what redrive would send; send and delete nothing
  --region <region> the stage's region, if it is not that of your AWS configuration
  --help            show this text

Example: npm run dead-letters -- redrive --stage prod --code unknown_connector`

const OPTIONS = {
  stage: { type: 'string' },
  code: { type: 'string' },
  connector: { type: 'string' },
  'dry-run': { type: 'boolean', default: false },
  region: { type: 'string' },
  help: { type: 'boolean', default: false },
} as const

/** As a shell tells of a process that SIGINT ended. */
const INTERRUPTED = 130

const stopping = new AbortController()
const stop = (): void => {
  stopping.abort() // a second Ctrl-C ends the process at once
}
process.once('SIGINT', stop)
process.once('SIGTERM', stop)
process.exitCode = await main()
process.off('SIGINT', stop)
process.off('SIGTERM', stop)

async function main(): Promise<number> {
  try {
    const { values: flags, positionals } = parseArgs({ options: OPTIONS, allowPositionals: true })
    if (!flags.help) return await run(positionals, flags)
    console.log(USAGE)
    return 0
  } catch (error) {
    console.error(error instanceof Error ? error.message : error)
    console.error('`npm run dead-letters -- --help` shows the usage.')
    return 1
  }
}

type Flags = ReturnType<typeof parseArgs<{ options: typeof OPTIONS }>>['values']

async function run([command = '', ...more]: string[], flags: Flags): Promise<number> {
  if (command !== 'list' && command !== 'redrive')
    throw new Error(`${command === '' ? '' : `unknown command "${command}": `}the commands are list and redrive`)
  if (more.length > 0) throw new Error(`${command} takes no argument: what you gave is "${more.join(' ')}"`)
  if (command === 'list' && flags['dry-run']) throw new Error('--dry-run belongs to redrive: list never sends anything')
  const { stage = '', code, connector } = flags
  if (!/^[A-Za-z0-9-]{1,64}$/.test(stage)) throw new Error('--stage needs the name of a stage, such as prod or local')
  const matches = (letter: Letter): boolean =>
    (code === undefined || letter.code === code) && (connector === undefined || letter.connectorId === connector)
  return command === 'list' ? list(flags, matches) : redrive(flags, matches)
}

async function list({ stage = '', region }: Flags, matches: (letter: Letter) => boolean): Promise<number> {
  const queue = await deadLettersOf(stage, region)
  const letters: Letter[] = []
  const told = (letter: Letter): void => {
    letters.push(letter)
  }
  const progressed = await progressOf(queue)
  const { others } = await runThrough(queue, {
    matches,
    isDryRun: true,
    stopping: stopping.signal,
    told,
    progressed,
  })
  endProgress()
  if (letters.length > 0) console.log(tableOf(letters))
  console.log(`${countOf(letters.length)}${others > 0 ? `, and ${others} more that you did not ask for` : ''}`)
  return interruptedOr(0)
}

async function redrive(flags: Flags, matches: (letter: Letter) => boolean): Promise<number> {
  const { stage = '', region, 'dry-run': isDryRun } = flags
  const queue = await deadLettersOf(stage, region)
  const told = (letter: Letter, problem: string | undefined): void => {
    if (problem === undefined && !isDryRun) return
    endProgress()
    console.log(`${problem === undefined ? 'would be sent' : 'left in place'}  ${tableOf([letter], false)}`)
    if (problem !== undefined) console.log(`               ${problem}`)
  }
  const progressed = await progressOf(queue)
  const { sent, left, others } = await runThrough(queue, {
    matches,
    isDryRun,
    stopping: stopping.signal,
    told,
    progressed,
  })
  endProgress()
  const rest = others > 0 ? `, ${others} not asked for` : ''
  console.log(`${countOf(sent)} ${isDryRun ? 'would be sent' : 'sent'} again, ${left} left in place${rest}`)
  return interruptedOr(left > 0 ? 1 : 0)
}

function countOf(count: number): string {
  return `${count} ${count === 1 ? 'letter' : 'letters'}`
}

function interruptedOr(code: number): number {
  if (!stopping.signal.aborted) return code
  console.error('Stopped: the rest of the letters are where they were.')
  return INTERRUPTED
}

/** A line that tells a person at a terminal how far the run is. */
async function progressOf(queue: { count: () => Promise<number | undefined> }): Promise<(seen: number) => void> {
  if (!process.stderr.isTTY) return () => undefined
  const total = await queue.count()
  return (seen) => {
    process.stderr.write(`\r\u001B[Kletters seen: ${seen} of about ${Math.max(seen, total ?? 0)}`)
  }
}

function endProgress(): void {
  if (process.stderr.isTTY) process.stderr.write('\r\u001B[K')
}
