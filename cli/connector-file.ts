// A connector's file as an operator writes it: what is wrong with it, or what case-push makes of it. Neither shows a
// secret.
import { readFile } from 'node:fs/promises'
import { parseConnector } from '../lib/connectors/connector-schema.ts'
import type { Connector, Login } from '../lib/connectors/connector.ts'
import { PushError, toldProblems } from '../lib/errors.ts'
import { parseSettings } from '../lib/settings.ts'
import { UsageError } from '../scripts/command-line.ts'

/** The text of a file. @throws Error that names it */
export async function readText(path: string): Promise<string> {
  return readFile(path, 'utf8').catch((cause: unknown) => {
    const code = cause instanceof Error && 'code' in cause ? String(cause.code) : 'unknown error'
    throw new Error(`${path} cannot be read: ${code}`, { cause })
  })
}

/**
 * Parses a connector as the functions do.
 * @param origin for people, where the text comes from
 * @throws Error with each place that is wrong, and never a value
 */
export function parsedConnector(id: string, text: string, allowedHosts: readonly string[], origin: string): Connector {
  try {
    return parseConnector(id, text, allowedHosts)
  } catch (error) {
    throw malformedError(error, origin)
  }
}

/** An error of the parser with its places, one a line; any other as it is. */
export function malformedError(error: unknown, origin: string): unknown {
  if (!(error instanceof PushError) || error.reason !== 'connector') return error
  return new Error([`${origin} is no connector:`, ...toldProblems(error).map((line) => `  ${line}`)].join('\n'))
}

/** The hosts that a deployment allows, parsed as it parses them. @throws UsageError for a malformed list */
export function parsedHosts(hosts: string): string[] {
  const names = { CASE_PUSH_SECRET_PREFIX: 'case-push', CASE_PUSH_TABLE: 'case-push' }
  try {
    return parseSettings({ ...names, CASE_PUSH_ALLOWED_HOSTS: hosts }).allowedHosts
  } catch (error) {
    const [problem] = error instanceof PushError ? error.problems : []
    throw new UsageError(`--allowed-hosts ${problem?.expected ?? 'is malformed'}`, { cause: error })
  }
}

const LOGINS: Record<Login['kind'], string> = {
  basic: 'user name and password',
  client_credentials: 'OAuth client credentials',
  jwt_bearer: 'OAuth with a signed assertion',
  api_key: 'API key',
}

/** One line for each thing that case-push makes of a connector. */
export function describeConnector(connector: Connector): string {
  const { id, name, type, apiUrl, table, login, mapping, valueMappings, defaults, allowedFields, closing } = connector
  const mapped = Object.entries(mapping ?? {}).map(([source, { target, actionType }]) =>
    actionType === 'nothing' ? `${source} nowhere` : `${source} to ${target} (${actionType})`,
  )
  const lines: [string, string][] = [
    ['id', id],
    ['name', name],
    ['type', type],
    ['host', new URL(apiUrl).host],
    ['table', table],
    ['login', LOGINS[login.kind]],
    ['mapping', mapped.join(', ')],
    ['by word', Object.keys(valueMappings).join(', ')],
    ['defaults', Object.keys(defaults).join(', ')],
    ['callers set', allowedFields === undefined ? 'any other column' : [...allowedFields].join(', ')],
    ['comments', connector.comments],
    ['when closed', connector.whenClosed],
    ['closes with', closing.state === undefined ? 'nothing: closeState is missing' : `state ${closing.state}`],
  ]
  return lines.map(([label, value]) => `${label.padEnd(12)} ${value === '' ? 'none' : value}`).join('\n')
}
