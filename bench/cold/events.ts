// What each function is asked first and second.
import { randomUUID } from 'node:crypto'
import { readFile } from 'node:fs/promises'

/** Two events for a function by its name; undefined for one that is only loaded. */
export async function eventsFor(name: string, incidentId: string): Promise<unknown[] | undefined> {
  const example = async (file: string): Promise<unknown> => {
    const text = await readFile(new URL(`../../events/${file}.json`, import.meta.url), 'utf8')
    return JSON.parse(text.replaceAll('"local"', '"separate"').replaceAll(FOUND_ID, incidentId))
  }
  switch (name) {
    case 'authorize':
      return [authorization, authorization]
    case 'execute':
      return Promise.all([createOf(randomUUID()), createOf(randomUUID())])
    case 'comment':
      return Promise.all([1, 2].map(async () => withComment(await example('push-comment'), incidentId)))
    case 'findIncident':
      return Promise.all([example('find-incident'), example('find-incident')])
    case 'connector':
    case 'findConnectors':
      return [reading, reading]
    case 'executeQueued':
      return Promise.all([requestOf(randomUUID()), requestOf(randomUUID())])
    case 'the Secrets Manager client alone':
      return [{}, {}]
    default:
      return undefined
  }
}

/** The incident of events/find-incident.json. */
const FOUND_ID = 'a9e30c7dc61122760116894de7bcc7bd'

const authorization = { identitySource: [`ApiKey ${Buffer.from('local:local').toString('base64')}`] }

const reading = {
  routeKey: 'GET /api/actions/connector/{connectorId}',
  rawPath: '/api/actions/connector/separate',
  headers: {},
  pathParameters: { connectorId: 'separate' },
  requestContext: { http: { method: 'GET' }, authorizer: { lambda: { keyId: 'local', connectors: '*', expires: 0 } } },
}

/** A create of a new case with its first comment. */
export async function createOf(caseId: string): Promise<unknown> {
  const text = await readFile(new URL('../../events/create-incident.json', import.meta.url), 'utf8')
  const event = JSON.parse(text.replaceAll('"local"', '"separate"')) as { body: string }
  return { ...event, body: event.body.replace('c1472f70-732a-11ea-a0b2-c51ea50a58e2', caseId) }
}

async function requestOf(caseId: string): Promise<unknown> {
  const text = await readFile(new URL('../../events/case-push-requested-sqs.json', import.meta.url), 'utf8')
  return JSON.parse(
    text
      .replaceAll('\\"local\\"', '\\"separate\\"')
      .replaceAll(/\\"savedObjectId\\":\s*\\"[^"\\]+\\"/g, `\\"savedObjectId\\":\\"${caseId}\\"`),
  )
}

function withComment(event: unknown, incidentId: string): unknown {
  const { pathParameters, ...rest } = event as { pathParameters: object }
  return {
    ...rest,
    pathParameters: { ...pathParameters, incidentId },
    body: JSON.stringify({ comment: `A comment ${randomUUID()}` }),
  }
}
