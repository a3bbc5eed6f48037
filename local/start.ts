// `npm start`: the embedded stack on its ports, until a signal stops it, with a line for each request.
import { runCommand, stoppable, wholeNumber } from '../scripts/command-line.ts'
import { MOST_PORT, planPorts, USUAL_PORT } from './port-plan.ts'
import { jsonLine, paint, textLine } from './requests/request-line.ts'
import { startStack, type Show, type Stack } from './stack.ts'
import { describeStack, urlsOf } from './start-words.ts'

const USAGE = `Usage: npm start [-- --port <port>] [--fresh] [--json]

Runs all of case-push on this machine: the API (port 3000), ServiceNow (3001), Secrets Manager and
EventBridge (3002), DynamoDB (3003) and Lambda (3004), all on 127.0.0.1. Each request gets a line: when,
which function, the case, the incident, how it ended, how many calls of ServiceNow it made, how long it
took, and below that which faults it survived.

  --port <port>  the first of the five ports, 3000 by default. On other ports the stack has data and
                 connectors of its own, in .local/port-<port>/
  --fresh        delete the incidents and the ledger that earlier runs kept in .local/
  --json         write JSON: the addresses as the first line, then a line for each request; all else
                 goes to standard error
  --help         show this text

Example: npm start -- --port 4000 --fresh`

process.exitCode = await runCommand({
  script: 'start',
  usage: USAGE,
  options: {
    port: { type: 'string', default: String(USUAL_PORT) },
    fresh: { type: 'boolean', default: false },
    json: { type: 'boolean', default: false },
  },
  prepare: ({ port, fresh, json }) => {
    const first = wholeNumber('--port', port, 1, MOST_PORT)
    return () => stoppable((stopping) => run(first, { fresh, json }, stopping))
  },
})

async function run(port: number, { fresh, json }: { fresh: boolean; json: boolean }, stopping: AbortSignal) {
  try {
    const show: Show = json
      ? {
          request: (record) => {
            console.log(jsonLine(record))
          },
          text: console.error,
        }
      : {
          request: (record) => {
            console.log(textLine(record, paint))
          },
          text: console.log,
        }
    const stack = await startStack({ ...planPorts(port), fresh, show, signal: stopping })
    await runUntilStopped(stack, json ? JSON.stringify(urlsOf(stack)) : describeStack(stack), stopping)
    return 0
  } catch (error) {
    if (error === stopping.reason) return 0
    console.error(error instanceof Error ? error.message : error)
    return 1
  }
}

async function runUntilStopped(stack: Stack, greeting: string, stopping: AbortSignal): Promise<void> {
  try {
    console.log(greeting)
    const death = await Promise.race([stack.died, aborted(stopping)])
    if (death) throw death
  } finally {
    await stack.close()
  }
}

function aborted(signal: AbortSignal): Promise<undefined> {
  return new Promise((resolve) => {
    const stop = () => {
      resolve(undefined)
    }
    if (signal.aborted) stop()
    else signal.addEventListener('abort', stop, { once: true })
  })
}
