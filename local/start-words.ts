// What `npm start` says once the stack is ready: where everything listens, and two commands to paste.
import { createRequest, executePath, HEADERS } from './documented-requests.ts'
import { USUAL_PORT } from './port-plan.ts'
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
  ServiceNow       ${stack.servicenowUrl} (for a browser: incidents, requests; /faults to order one)
  Secrets Manager  ${stack.secretsManagerUrl}
  EventBridge      ${stack.secretsManagerUrl} (outcomes at /events, dead letters at /dead-letters)
  DynamoDB         ${stack.dynamoDBUrl}

Push a case:

${curlCommand(stack)}

Or a folder of cases:

${folderCommand(stack)}

Or put it on the event bus:

${putEventsCommand(stack)}

Each request gets a line below. A change of handlers/ or lib/ takes effect at once. Ctrl-C stops everything.
`
}

/** The documented create, as README.md has it word for word. */
export function curlCommand({ apiUrl }: Pick<Stack, 'apiUrl'>): string {
  return curl(apiUrl + executePath('local'), HEADERS, quote(laidOut(createRequest())))
}

function folderCommand({ apiUrl }: Stack): string {
  const url = apiUrl.endsWith(`:${USUAL_PORT}`) ? '' : ` --url ${apiUrl}`
  return `npm run push -- docs/examples/cases${url}`
}

/** The same as: aws events put-events --endpoint-url <url> --cli-input-json file://events/put-events.json */
export function putEventsCommand({ secretsManagerUrl }: Pick<Stack, 'secretsManagerUrl'>): string {
  const headers = { 'X-Amz-Target': 'AWSEvents.PutEvents', 'Content-Type': 'application/x-amz-json-1.1' }
  return curl(secretsManagerUrl, headers, '@events/put-events.json')
}

function curl(url: string, headers: Readonly<Record<string, string>>, data: string): string {
  const options = Object.entries(headers).map(([name, value]) => `-H ${quote(`${name}: ${value}`)}`)
  return `curl -sS ${url} \\\n  ${options.join(' ')} \\\n  -d ${data}`
}

/** JSON with a line for each member of the case. */
function laidOut({ params: { subAction, subActionParams } }: ReturnType<typeof createRequest>): string {
  const members = Object.entries(subActionParams).map(
    ([name, value]) => `    ${JSON.stringify(name)}: ${JSON.stringify(value)}`,
  )
  return `{"params": {"subAction": ${JSON.stringify(subAction)}, "subActionParams": {\n${members.join(',\n')}}}}`
}

function quote(text: string): string {
  return `'${text.replaceAll("'", String.raw`'\''`)}'`
}
