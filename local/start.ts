// `npm start`: the embedded stack on its fixed ports, until a signal ends it.
import { parseArgs } from 'node:util'
import { createRequest, executePath, HEADERS } from './documented-requests.ts'
import { startStack, type Stack } from './stack.ts'

const USAGE = `Usage: npm start [-- --fresh]

Runs the whole of case-push on this machine: the API (3000), ServiceNow (3001),
Secrets Manager and EventBridge (3002), DynamoDB (3003) and Lambda (3004), all on 127.0.0.1.

  --fresh  forget the incidents and the ledger that the last run kept in .local/
  --help   show this text`

const OPTIONS = { fresh: { type: 'boolean', default: false }, help: { type: 'boolean', default: false } } as const

const stopping = new AbortController()
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
  process.on(signal, () => {
    stopping.abort()
  }) // a second one finds the end already on its way
}

process.exitCode = await main()

async function main(): Promise<number> {
  try {
    const { values: flags } = parseArgs({ options: OPTIONS })
    if (flags.help) console.log(USAGE)
    else await run(flags.fresh)
    return 0
  } catch (error) {
    if (stopping.signal.aborted) return 0
    console.error(error instanceof Error ? error.message : error)
    return 1
  }
}

async function run(fresh: boolean): Promise<void> {
  const stack = await startStack({ fresh, signal: stopping.signal })
  try {
    console.log(describe(stack))
    const death = await Promise.race([stack.died, aborted(stopping.signal)])
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

  API              ${stack.apiUrl}
  ServiceNow       ${stack.servicenowUrl}
  Secrets Manager  ${stack.secretsManagerUrl}
  EventBridge      ${stack.secretsManagerUrl} (outcomes at /events, dead letters at /dead-letters)
  DynamoDB         ${stack.dynamoDBUrl}

Push a case:

${curlCommand(stack)}

Or put it on the bus, and see below how it ends:

${putEventsCommand(stack)}

Ctrl-C ends everything.
`
}

// As the AWS CLI does it: aws events put-events --cli-input-json file://events/put-events.json
function putEventsCommand({ secretsManagerUrl }: Stack): string {
  return `curl -sS ${secretsManagerUrl} -H 'X-Amz-Target: AWSEvents.PutEvents' -H 'Content-Type: application/x-amz-json-1.1' -d @events/put-events.json`
}

function curlCommand({ apiUrl }: Stack): string {
  const headers = Object.entries(HEADERS).map(([name, value]) => `-H ${quote(`${name}: ${value}`)}`)
  return ['curl -sS', apiUrl + executePath('local'), ...headers, '-d', quote(JSON.stringify(createRequest()))].join(' ')
}

function quote(text: string): string {
  return `'${text.replaceAll("'", String.raw`'\''`)}'`
}
