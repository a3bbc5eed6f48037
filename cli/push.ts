// `npm run push`: pushes cases from files or a pipe, and ends when each is an incident or was refused for good.
import { parseArgs } from 'node:util'
import { inputOf } from './push-input.ts'
import { OPTIONS, settingsOf, type Flags } from './push-options.ts'
import { progressOn, styled } from './push-progress.ts'
import {
  adviceOn,
  count,
  emptyTally,
  jsonLine,
  nameOf,
  pushedLine,
  summaryOf,
  troubleLines,
  type Tally,
} from './push-report.ts'
import { pushAll, type Halt, type Result } from './push-run.ts'

const USAGE = `Usage: npm run push -- [<file or folder>…] [--connector <id>] [--url <url>]
       … | npm run -s push

Pushes cases to ServiceNow through case-push. A case is an execute body, its subActionParams alone, a case as
Kibana's GET /api/cases/<id> returns it, or an event of events/. A file holds one, an array of them, or one a
line; of a folder every .json and .ndjson file is read; without a file, or for -, standard input.

A request that can succeed later is sent again, as the answer's Retry-After says. Pushing a case twice writes
nothing twice, so after any failure the same command may be run again. Cases of one id are sent one after the
other, in the order of the input.

  --connector <id>   the connector to push through (default: local)
  --url <url>        where case-push is (default: CASE_PUSH_URL, else http://127.0.0.1:3000); https, but on
                     this machine
  --key <key>        the API key, as \`npm run api-key\` showed it. CASE_PUSH_KEY is better: the arguments of a
                     command are visible to everybody on the machine. Without a key, that of the local stack
  --wait <seconds>   how long a case is tried (default: 300); four cases in a row that cannot be finished end
                     the run
  --concurrency <n>  how many cases at a time, 1 to 16 (default: 4)
  --dry-run          write nothing; show the calls to ServiceNow that each push would make
  --json             on standard output one JSON object a line for each case, instead of incident, link and id
  --help             show this text

The exit code is the first of these that applies:
  130  stopped by Ctrl-C
    2  usage, key, URL or connector are wrong, or there was no case
    3  some cases are not finished: run the same command again
    1  some cases were refused for good
    2  some of the input is no case; the rest was pushed
    0  every case was pushed

Example: npm run push -- events/create-incident.json
         jq -c '.cases[]' export.json | npm run -s push -- --connector my-servicenow`

/** As a shell tells of a process that SIGINT ended. */
const INTERRUPTED = 130
const WRONG = 2
const NOT_FINISHED = 3

/** A terminal and npm both deliver one press of Ctrl-C. */
const SAME_PRESS_MS = 300

const stopping = new AbortController()
stopOnSignals()
process.exitCode = await main()
process.stdin.destroy()

async function main(): Promise<number> {
  try {
    const { values: flags, positionals } = parseArgs({ options: OPTIONS, allowPositionals: true })
    if (!flags.help) return await run(positionals, flags)
    console.log(USAGE)
    return 0
  } catch (error) {
    console.error(error instanceof Error ? error.message : error)
    console.error('`npm run push -- --help` shows the usage.')
    return WRONG
  }
}

/** The first signal ends the run in good order, and another press of Ctrl-C at once. */
function stopOnSignals(): void {
  let firstMs = Infinity
  const stop = (): void => {
    if (Date.now() - firstMs > SAME_PRESS_MS) process.exit(INTERRUPTED)
    if (stopping.signal.aborted) return
    firstMs = Date.now()
    console.error('\nStopping once what is under way is answered. Ctrl-C again stops at once.')
    stopping.abort()
  }
  process.on('SIGINT', stop).on('SIGTERM', stop)
  process.stdout.on('error', () => {
    stopping.abort() // nobody reads any more
  })
}

async function run(paths: string[], flags: Flags): Promise<number> {
  const { target, isJson, ...settings } = settingsOf(flags, process.env)
  if (paths.length === 0 && process.stdin.isTTY)
    throw new Error('give a file or a folder, or pipe cases into this command')
  const { items, readShare } = await inputOf(paths, process.stdin, target.connectorId)
  const progress = progressOn(process.stderr, readShare)
  const tally = emptyTally()
  const startedMs = Date.now()
  const told = (result: Result): void => {
    count(tally, result)
    const isDone = result.outcome === 'pushed' || result.outcome === 'rehearsed'
    progress.counted(isDone ? 'pushed' : 'failed')
    const line = isJson ? jsonLine(result) : pushedLine(result)
    if (line !== undefined) progress.line(process.stdout, line)
    for (const trouble of troubleLines(result)) progress.line(process.stderr, styled(process.stderr)('red', trouble))
  }
  const halt = await pushAll(items, {
    ...settings,
    target,
    stopping: stopping.signal,
    told,
    waiting: (item, wait) => progress.waiting(nameOf(item), wait),
  })
  progress.end()
  for (const line of summaryOf(tally, halt, Date.now() - startedMs)) console.error(line)
  for (const line of adviceOn(tally, halt, target, stopping.signal.aborted)) console.error(line)
  return exitCodeOf(tally, halt)
}

function exitCodeOf({ counts }: Tally, halt: Halt): number {
  if (stopping.signal.aborted) return INTERRUPTED
  if (halt?.kind === 'misaddressed') return WRONG
  if (counts.open > 0) return NOT_FINISHED
  if (counts.refused > 0) return 1
  return counts.unreadable > 0 || counts.pushed + counts.rehearsed === 0 ? WRONG : 0
}
