// `npm start`: the embedded stack on its fixed ports, until a signal stops it.
import { runCommand } from './command-line.ts'
import { createRequest, executePath, HEADERS } from './documented-requests.ts'
import { startStack, type Stack } from './stack.ts'

const USAGE = `Usage: npm start [-- --fresh]

Runs all of case-push on this machine: the API (port 3000), ServiceNow (3001),
Secrets Manager and EventBridge (3002), DynamoDB (3003) and Lambda (3004), all on 127.0.0.1.

  --fresh  delete the incidents and the ledger that earlier runs kept in .local/
  --help   show this text`

process.exitCode = await runCommand({ flags: ['fresh'], usage: USAGE, run })

async function run(flags: ReadonlySet<string>, stopping: AbortSignal): Promise<number> {
  try {
    const stack = await startStack({ fresh: flags.has('fresh'), signal: stopping })
    await runUntilStopped(stack, stopping)
    return 0
  } catch (error) {
    if (error === stopping.reason) return 0
    console.error(error instanceof Error ? error.message : error)
    return 1
  }
}

async function runUntilStopped(stack: Stack, stopping: AbortSignal): Promise<void> {
  try {
    console.log(describe(stack))
    const death = await Promise.race([stack.died, aborted(stopping)])
    if (death) throw death
  } finally {
    await stack.close()
  }
}

function aborted(signal: AbortSignal): Promise<undefined> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve(undefined)
    else
      signal.addEventListener(
        'abort',
        () => {
          resolve(undefined)
        },
        { once: true },
      )
  })
}

function describe(stack: Stack): string {
  return `
case-push is ready.

  API              ${stack.apiUrl} (its description: /docs, /openapi.yaml)
  ServiceNow       ${stack.servicenowUrl}
  Secrets Manager  ${stack.secretsManagerUrl}
  EventBridge      ${stack.secretsManagerUrl} (outcomes at /events, dead letters at /dead-letters)
  DynamoDB         ${stack.dynamoDBUrl}

Push a case:

${curlCommand(stack)}

Or put it on the event bus and see its outcome below:

${putEventsCommand(stack)}

Ctrl-C stops everything.
`
}

// The same as: aws events put-events --endpoint-url <url> --cli-input-json file://events/put-events.json
function putEventsCommand({ secretsManagerUrl }: Stack): string {
  const headers = ['X-Amz-Target: AWSEvents.PutEvents', 'Content-Type: application/x-amz-json-1.1']
  const options = headers.map((header) => `-H ${quote(header)}`).join(' ')
  return `curl -sS ${secretsManagerUrl} ${options} -d @events/put-events.json`
}

function curlCommand({ apiUrl }: Stack): string {
  const headers = Object.entries(HEADERS).map(([name, value]) => `-H ${quote(`${name}: ${value}`)}`)
  return ['curl -sS', apiUrl + executePath('local'), ...headers, '-d', quote(JSON.stringify(createRequest()))].join(' ')
}

function quote(text: string): string {
  return `'${text.replaceAll("'", String.raw`'\''`)}'`
}
