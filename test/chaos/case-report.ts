// Everything about a case that broke a promise: its plan, what happened to it in the order of time, what ServiceNow and
// the ledger hold of it.
import { DynamoDBClient } from '@aws-sdk/client-dynamodb'
import { DynamoDBDocumentClient, GetCommand } from '@aws-sdk/lib-dynamodb'
import type { LoggedRequest } from '../../local/servicenow/server.ts'
import { clientOptions, TABLE } from '../support/aws-environment.ts'
import type { CaseFile } from './case-file.ts'
import { EVERYBODY } from './chronicle.ts'
import { incidentsOf, requestsAbout } from './judge.ts'
import type { FoundIncident } from './oracle.ts'
import type { Stage } from './stage.ts'

/** What happened to the workers this long before a case began is shown with it. */
const BEFORE_MS = 60_000
const MAX_QUERY_LENGTH = 120

type Line = { atMs: number; what: string }

export async function caseReport(stage: Stage, file: CaseFile, seed: number): Promise<string> {
  const { plan, beganMs, violations } = file
  const incidents = incidentsOf(stage.farSide, plan.id)
  const timeOf = (atMs: number) => ((atMs - beganMs) / 1000).toFixed(3).padStart(9)
  return [
    `\n=== ${plan.id}, seed ${seed}, began at ${new Date(beganMs).toISOString()}`,
    ...violations.map((violation) => `  broken: ${violation}`),
    '--- versions',
    ...plan.versions.map((version) => JSON.stringify(version.subActionParams)),
    '--- calls',
    ...plan.calls.map(
      ({ name, atMs, version, through, manner }) =>
        `${name} at ${(atMs / 1000).toFixed(1)} s: version ${version.number}, ${through}, ${manner}`,
    ),
    '--- history, in seconds since the case began',
    ...historyOf(stage, file, incidents).map(({ atMs, what }) => `${timeOf(atMs)}  ${what}`),
    '--- ServiceNow',
    ...incidents.map((incident) => JSON.stringify(incident, undefined, 1)),
    '--- the ledger',
    JSON.stringify(await recordOf(stage.farSide.urls.dynamoDB, plan.id), undefined, 1),
  ].join('\n')
}

function historyOf({ chronicle, farSide }: Stage, { plan, beganMs }: CaseFile, incidents: FoundIncident[]): Line[] {
  const entries = chronicle
    .entriesAbout([plan.id, EVERYBODY, ...incidents.map(({ sys_id }) => sys_id)])
    .filter(({ atMs }) => atMs > beganMs - BEFORE_MS)
  return [...entries, ...requestsAbout(farSide, plan.id, incidents).map(lineOf)].sort((a, b) => a.atMs - b.atMs)
}

function lineOf({ at, method, path, query, body, fault }: LoggedRequest): Line {
  const what = [
    `  ServiceNow gets ${method} ${path} ${query.slice(0, MAX_QUERY_LENGTH)}`,
    ...(body === null ? [] : [JSON.stringify(body)]),
    ...(fault === undefined ? [] : [`[${fault}]`]),
  ].join(' ')
  return { atMs: Date.parse(at), what }
}

async function recordOf(dynamoDBUrl: string, caseId: string): Promise<unknown> {
  const client = new DynamoDBClient(clientOptions(dynamoDBUrl))
  try {
    const documents = DynamoDBDocumentClient.from(client)
    return (await documents.send(new GetCommand({ TableName: TABLE, Key: { pk: `local#${caseId}` } }))).Item
  } finally {
    client.destroy()
  }
}
