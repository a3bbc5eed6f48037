// What `npm start` says once the stack is ready: where everything listens, and two commands to paste.
import { createRequest, executePath, HEADERS } from './documented-requests.ts'
import type { Stack } from './stack.ts'

/** The addresses of a stack, as `--json` prints them. */
export const urlsOf = ({ apiUrl, servicenowUrl, secretsManagerUrl, dynamoDBUrl }: Stack) => ({
  apiUrl,
  servicenowUrl,
  secretsManagerUrl,
  dynamoDBUrl,
})

export function describeStack(stack: Stack): string {
  return `
case-push is ready.

  API              ${stack.apiUrl} (its description: /docs, /openapi.yaml)
  ServiceNow       ${stack.servicenowUrl} (open it in a browser: incidents, requests, faults to order)
  Secrets Manager  ${stack.secretsManagerUrl}
  EventBridge      ${stack.secretsManagerUrl} (outcomes at /events, dead letters at /dead-letters)
  DynamoDB         ${stack.dynamoDBUrl}

Push a case:

${curlCommand(stack)}

Or put it on the event bus:

${putEventsCommand(stack)}

Each request gets a line below. A change of handlers/ or lib/ takes effect at once. Ctrl-C stops everything.
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
