// The routes of the HTTP API, for its description: what each takes, what it answers, and what it is for. Most have two
// spellings of their path, of which each has its own names in answers.
import type { Path } from '../lib/responses/response-body.ts'
import type { CODES } from './api-errors.ts'
import type { REQUEST_EXAMPLES } from './api-examples.ts'
import type { PARAMETERS } from './api-parameters.ts'
import { EXECUTE_BODIES, schemaRef, type SchemaName } from './api-schemas.ts'

export type Route = {
  /** The first part of its operations' ids. */
  name: string
  method: 'get' | 'post'
  /** What follows `/api/actions/<action or connector>/`, or the whole path. */
  path: string
  tag: 'Pushing' | 'Incidents' | 'Connectors'
  summary: string
  description: string
  /** Which codes it may answer. */
  codes: keyof typeof CODES
  /** Whose answers are its examples. */
  answers: string
  body?: { schema: object; examples: keyof typeof REQUEST_EXAMPLES }
  parameters: readonly { $ref: string }[]
  answer: (path: Path) => object
}

/** The paths, and what their answers call the connector. */
export const SPELLINGS = [
  { path: 'action', idName: 'actionId', suffix: 'OnAction', release: '7.9 to 7.12' },
  { path: 'connector', idName: 'connector_id', suffix: 'OnConnector', release: '7.13 and later' },
] as const

const ref = (name: keyof typeof PARAMETERS) => ({ $ref: `#/components/parameters/${name}` })

const anyOf = (...names: SchemaName[]) => ({ anyOf: names.map(schemaRef) })

/** The id of the connector, under the name that the path has for it. */
function idOf(path: Path): Record<string, object> {
  const spelling = SPELLINGS.find((each) => each.path === path)
  return spelling === undefined ? {} : { [spelling.idName]: { type: 'string', description: 'Id of the connector.' } }
}

function closed(properties: Record<string, object>) {
  return { type: 'object', required: Object.keys(properties), properties, additionalProperties: false }
}

const DATA = {
  description: 'What the sub-action answers.',
  anyOf: [
    ...(['PushedIncident', 'ClosedIncident', 'NothingToClose', 'PlannedCalls', 'RawRecord'] as const).map(schemaRef),
    { type: 'array', items: schemaRef('TableField') },
    { type: 'array', items: schemaRef('FieldChoice') },
  ],
}

const status = (...words: string[]) => ({ enum: words, description: 'Whether all went well.' })

export const ROUTES: readonly Route[] = [
  {
    name: 'execute',
    method: 'post',
    path: '{connectorId}/_execute',
    tag: 'Pushing',
    summary: 'Push a case, close an incident, or read ServiceNow',
    description:
      "Elastic's documented call *Create or update an external incident*. The first push of a case creates one " +
      'incident, a later one updates it and adds the comments that are new. The same request may be sent again at ' +
      'any time, and nothing is written twice, if it says which case it is about (see the beginning).',
    codes: 'execute',
    answers: 'execute',
    body: { schema: anyOf(...EXECUTE_BODIES), examples: 'execute' },
    parameters: [ref('connectorId'), ref('dryRun'), ref('idempotencyKey'), ref('contentEncoding')],
    answer: (path) => closed({ status: status('ok'), ...idOf(path), data: DATA }),
  },
  {
    name: 'comment',
    method: 'post',
    path: '{connectorId}/incidents/{incidentId}/comments',
    tag: 'Incidents',
    summary: 'Write one comment into an incident that was pushed',
    description:
      'For a caller that knows the incident and not its case. A comment is written once, however often it is sent.',
    codes: 'comment',
    answers: 'comment',
    body: { schema: schemaRef('CommentBody'), examples: 'comment' },
    parameters: [ref('connectorId'), ref('incidentId'), ref('contentEncoding')],
    answer: () => schemaRef('CommentWritten'),
  },
  {
    name: 'findIncident',
    method: 'get',
    path: '{connectorId}/incidents/{incidentId}',
    tag: 'Incidents',
    summary: 'Say what is known of an incident that was pushed',
    description: 'Answered without a call to ServiceNow.',
    codes: 'incident',
    answers: 'incident',
    parameters: [ref('connectorId'), ref('incidentId')],
    answer: () => schemaRef('Incident'),
  },
  {
    name: 'getConnector',
    method: 'get',
    path: '{connectorId}',
    tag: 'Connectors',
    summary: 'Show a connector without its secrets',
    description: 'In the shape of the Elastic release that has this path.',
    codes: 'connector',
    answers: 'connector',
    parameters: [ref('connectorId')],
    answer: (path) => schemaRef(path === 'action' ? 'OlderConnector' : 'NewerConnector'),
  },
  {
    name: 'testConnector',
    method: 'post',
    path: '{connectorId}/_test',
    tag: 'Connectors',
    summary: 'Test a connector',
    description:
      'Signs in to ServiceNow and says what a push would lack. Nothing is written. A check that failed is an answer ' +
      'with status 200 whose own `status` is `error`. A body is not read.',
    codes: 'connector',
    answers: 'test',
    parameters: [ref('connectorId')],
    answer: (path) =>
      closed({
        status: status('ok', 'error'),
        ...idOf(path),
        checks: { type: 'array', items: schemaRef('ConnectorCheck') },
      }),
  },
  {
    name: 'findConnectors',
    method: 'get',
    path: '/api/cases/configure/connectors/_find',
    tag: 'Connectors',
    summary: 'List the connectors that the API key reaches',
    description: 'Sorted by id, without their secrets. A malformed connector is left out.',
    codes: 'list',
    answers: 'list',
    parameters: [ref('page'), ref('perPage')],
    answer: () => ({
      anyOf: [{ type: 'array', items: schemaRef('ConnectorInList') }, schemaRef('PageOfConnectors')],
    }),
  },
]
