// Where a stack listens and keeps its data, by its first port: the usual one, or one beside it.
import { fileURLToPath } from 'node:url'
import { writeLocalConnector } from './connector-file.ts'
import type { StackOptions } from './stack.ts'

/** The first of five ports in a row: the API, ServiceNow, Secrets Manager with EventBridge, DynamoDB, Lambda. */
export const USUAL_PORT = 3000
/** So that the fifth is one, too. */
export const MOST_PORT = 65_535 - 4

const LOCAL = new URL('../.local/', import.meta.url)

/**
 * The ports and folders of a stack. On other ports than the usual ones it has data and connectors of its own, in
 * `.local/port-<port>/`, so that two stacks of one clone run side by side.
 */
export async function planPorts(port: number): Promise<Pick<StackOptions, 'ports' | 'dataDir' | 'connectorsDir'>> {
  const ports = { api: port, servicenow: port + 1, secrets: port + 2, dynamodb: port + 3, lambda: port + 4 }
  if (port === USUAL_PORT) return { ports }
  const own = new URL(`port-${port}/`, LOCAL)
  const connectorsDir = fileURLToPath(new URL('connectors', own))
  await writeLocalConnector(connectorsDir, ports.servicenow)
  return { ports, dataDir: fileURLToPath(new URL('data', own)), connectorsDir }
}
